import { sendBallot } from "../ballot-command.ts";
import { usageFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { findApproval } from "../find-approval.ts";

/** `reject ID --reason TEXT`: says no to what an approval asks, which decides it. */
export const reject: DefineCommand = (command, session) => {
  withExamples(command, [`${commandName()} reject ID --reason "the migration locks a table"`, "one no ends it"]);
  command
    .argument("<APPROVAL>", "its id, or that of a promotion that waits for one")
    .option("--reason <TEXT>", "why; needed, and read by everybody who sees the promotion")
    .action(async (given: string, { reason = "" }: { readonly reason?: string }) => {
      if (reason.trim() === "") throw usageFailure("reject needs a reason", "add --reason TEXT");
      const approval = await findApproval(session, given);
      const body = { decision: "reject", reason, planDigest: approval.binding.planDigest };
      await sendBallot(session, approval, { verb: "votes", body, said: "you say no" });
    });
};
