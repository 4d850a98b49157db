import { judgeUpdate, type UpdateStanding } from "../../../domain/eks/judge-update.ts";
import type { Asking, EksKind, Seen, Target } from "./kind.ts";
import type { LifeNotes, Notebook } from "./life-notes.ts";
import { unlessUnknown } from "./refusals.ts";

/** How the update stands that was begun last, and notes its end. Undefined where none was, or EKS does not know it. */
export async function followUpdate<Config, S extends Seen>(
  ask: Asking,
  kind: Pick<EksKind<Config, S>, "updateOf">,
  { notebook, target }: { readonly notebook: Notebook; readonly target: Target },
): Promise<UpdateStanding | undefined> {
  const { update } = notebook.notes;
  if (update?.id === undefined || kind.updateOf === undefined) return undefined;
  if (update.outcome === "succeeded") return { state: "succeeded" };
  if (update.outcome === "failed") {
    return { state: "failed", reason: update.reason ?? "EKS does not say why", codes: update.codes ?? [] };
  }
  const input = { ...kind.updateOf(target), updateId: update.id };
  const found = (await unlessUnknown(ask.eks.describeUpdate(input, ask.signal)))?.update;
  if (found === undefined) return undefined;
  const standing = judgeUpdate(found);
  if (standing.state === "succeeded") await noteSuccess(notebook, update);
  if (standing.state === "failed") {
    const { reason, codes } = standing;
    await notebook.write({ update: { ...update, outcome: "failed", reason, codes: [...codes] } });
  }
  return standing;
}

/** Notes that an update has succeeded, and what is to be remembered then. */
export async function noteSuccess(notebook: Notebook, update: NonNullable<LifeNotes["update"]>): Promise<void> {
  const remembered = { ...notebook.notes.remembered, ...update.remembers };
  await notebook.write({ update: { ...update, outcome: "succeeded" }, remembered });
}
