import type { AcceptedAnswer } from "./answers.ts";
import { apiPath } from "./api-path.ts";
import { carryPromotion } from "./carry-promotion.ts";
import { usageFailure } from "./command-failure.ts";
import { commandName } from "./command-name.ts";
import { type DefineCommand, withExamples } from "./define-command.ts";
import { printAccepted } from "./print-accepted.ts";
import { jsonCall } from "./send-once.ts";
import { type WaitOptions, waitMsOf, withWait } from "./wait-options.ts";

/** A decision about a promotion, as a command. */
export interface DecisionCommand {
  readonly verb: "retry" | "skip" | "restore" | "leave";
  /** What the examples say that it does. */
  readonly example: string;
  readonly mustSayWhy: boolean;
}

/** The command that records a person's decision about a promotion. */
export function decisionCommand({ verb, example, mustSayWhy }: DecisionCommand): DefineCommand {
  return (command, session) => {
    const why = mustSayWhy ? " --reason TEXT" : "";
    withExamples(command, [`${commandName()} ${verb} ID${why}`, example]);
    command
      .argument("<PROMOTION>", "its id, or promotion/ID")
      .option("--reason <TEXT>", `why, for the record${mustSayWhy ? "; needed" : ""}`);
    const goesOn = verb !== "leave";
    if (goesOn) withWait(command, "watch it until it is over, or waits for a person again");
    command.action(async (given: string, options: WaitOptions & { readonly reason?: string }) => {
      const { reason } = options;
      if (mustSayWhy && (reason === undefined || reason.trim() === ""))
        throw usageFailure(`${verb} needs a reason`, `add --reason TEXT; it is kept in the record`);
      const waitMs = goesOn ? waitMsOf(options) : undefined;
      const id = given.replace(/^promotions?\//, "");
      const call = jsonCall("POST", apiPath("promotions", id, verb), reason === undefined ? {} : { reason });
      const answer = await session.request<AcceptedAnswer>(call);
      if (goesOn) return await carryPromotion(session, answer, { waitMs });
      printAccepted(session, answer);
    });
  };
}
