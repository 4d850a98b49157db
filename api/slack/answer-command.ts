import type { SlackCommand } from "../../domain/schema/slack-item.ts";
import { actorOf } from "../authenticate.ts";
import { approvalsText } from "./command-approvals.ts";
import { statusText } from "./command-status.ts";
import { resolvePerson } from "./resolve-person.ts";
import type { SlackDeps } from "./slack-deps.ts";
import { tokenize } from "./tokenize.ts";

const HELP = [
  "`/holdfast status ENVIRONMENT` – what it runs, and what it waits for; `project/environment` where several have the name",
  "`/holdfast approvals` – what waits for your vote",
  "`/holdfast help` – this",
  "Slack takes commands in channels and messages, not in threads. Votes are given by the buttons, by CLI or API.",
].join("\n");

/** An answer to a command, for one person; `outcome` is for the record. */
export interface CommandAnswer {
  readonly text: string;
  readonly outcome: string;
}

/** Answers a command with what this person may see. */
export async function answerCommand(
  deps: SlackDeps,
  { by, text }: SlackCommand,
  signal: AbortSignal,
): Promise<CommandAnswer> {
  const [verb = "help", ...words] = tokenize(text);
  const known = verb.toLowerCase();
  if (known === "help") return { text: HELP, outcome: "answered: help" };
  if (known !== "status" && known !== "approvals")
    return { text: `Holdfast has no such command.\n${HELP}`, outcome: "answered: no such command" };
  const [wanted, ...tooMany] = words;
  if (known === "status" && (wanted === undefined || tooMany.length > 0))
    return { text: "Say which environment: `/holdfast status shop-prod`", outcome: "answered: no environment named" };
  const who = await resolvePerson(deps, by, signal);
  if (who.result === "nobody") {
    deps.refusals.note({
      ...(who.principal === undefined ? {} : { actor: actorOf(who.principal) }),
      action: "view",
      resource: { kind: "organisation" },
      code: "UNAUTHENTICATED",
      reason: who.why,
      via: "slack",
      traceId: "",
    });
    return { text: who.say, outcome: `refused: ${who.why}` };
  }
  if (who.result === "unclear")
    return { text: "Slack did not say who you are. Try again.", outcome: `refused: ${who.why}` };
  const { principal } = who;
  const answer =
    wanted === undefined || known === "approvals"
      ? await approvalsText(deps, principal)
      : await statusText(deps, principal, wanted);
  return { text: answer, outcome: `answered: ${known} for ${principal.name}` };
}
