import { sendBallot } from "../ballot-command.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { findApproval } from "../find-approval.ts";

/** `withdraw ID`: takes one's own vote back, or, with `--request`, the whole question. */
export const withdraw: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} withdraw ID`, "take your vote back while nothing is decided"],
    [`${commandName()} withdraw ID --request`, "take back what you asked for; its promotion is rejected"],
  );
  command
    .argument("<APPROVAL>", "its id, or that of a promotion that waits for one")
    .option("--request", "the question itself, by who asked it")
    .option("--reason <TEXT>", "why, for the record")
    .action(async (given: string, { request, reason = "" }: { readonly request?: true; readonly reason?: string }) => {
      const approval = await findApproval(session, given);
      const verb = request === true ? "withdraw" : "withdraw-vote";
      const said = request === true ? "nobody is asked any more" : "your vote is taken back";
      await sendBallot(session, approval, { verb, body: reason === "" ? {} : { reason }, said });
    });
};
