import { sendBallot, tellQuestion } from "../ballot-command.ts";
import { usageFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { findApproval } from "../find-approval.ts";

interface ApproveOptions {
  readonly reason?: string;
  readonly plan?: string;
  readonly breakGlass?: true;
}

/** `approve ID`: says yes to what an approval asks, for exactly the plan that it is about. */
export const approve: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} approve ap-4f7k2m9q0a1b2c3d`, "say yes"],
    [`${commandName()} approve pr-4f7k2m9q0a1b2c3d --reason "tested on staging"`, "to what a promotion waits for"],
    [
      `${commandName()} approve ID --break-glass --reason "checkout is down"`,
      "without votes, where the rule names you",
    ],
  );
  command
    .argument("<APPROVAL>", "its id, or that of a promotion that waits for one")
    .option("--reason <TEXT>", "what others are to read; needed with --break-glass")
    .option("--plan <DIGEST>", "count only if the plan is this one; by default the one that is asked about now")
    .option("--break-glass", "pass it without votes; everybody is told, and somebody else reviews it")
    .action(async (given: string, { reason = "", plan, breakGlass }: ApproveOptions) => {
      if (breakGlass === true && reason.trim() === "")
        throw usageFailure("--break-glass needs a reason", "add --reason TEXT; it is kept in the record");
      const approval = await findApproval(session, given);
      if (breakGlass === true) {
        const said = "passed without votes";
        return await sendBallot(session, approval, { verb: "break-glass", body: { reason }, said });
      }
      // By its promotion's id nobody has looked at the question itself.
      if (approval.id !== given) tellQuestion(session, approval);
      const body = { decision: "approve", reason, planDigest: plan ?? approval.binding.planDigest };
      return await sendBallot(session, approval, { verb: "votes", body, said: "you say yes" });
    });
};
