import type { StoredSlackItem } from "../../adapters/store/slack-inbox-port.ts";
import type { SlackSubmission } from "../../domain/schema/slack-item.ts";
import { readFormMetadata } from "./button-value.ts";
import { castVote } from "./cast-vote.ts";
import type { SlackDeps } from "./slack-deps.ts";
import { tell } from "./tell.ts";

/** A rejection with its reason. What the form carries along is no proof: everything is checked again. Answers its outcome. */
export async function handleRejection(
  deps: SlackDeps,
  { row, item, isLast }: { readonly row: StoredSlackItem; readonly item: SlackSubmission; readonly isLast: boolean },
): Promise<string> {
  const form = readFormMetadata(item);
  if (form === undefined) return "refused: what the form carries is malformed";
  const to = { by: item.by, channel: form.c };
  const view = await deps.store.getApproval(form.a);
  if (view === undefined) {
    await tell(deps, to, "Holdfast does not know this approval. Nothing was counted.");
    return `refused: there is no approval ${form.a}`;
  }
  return await castVote(deps, { row, isLast, to, view, choice: "reject", reason: item.reason, planDigest: form.p });
}
