import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { type PromotionOptions, requestPromotion, withPromotion } from "../request-promotion.ts";

interface RollbackOptions extends PromotionOptions {
  readonly to?: string;
  readonly reason: string;
}

/** `rollback -e ENVIRONMENT`: promotes an earlier release, without the gates that concern a new one. Data stays as it is. */
export const rollback: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} rollback -e shop-prod --reason "orders are lost" --wait`, "to what ran before"],
    [`${commandName()} rollback -e shop-prod --to 1.0.0 --reason "prices are wrong"`, "to that one"],
  );
  withPromotion(command)
    .option("--to <RELEASE>", "the release; by default the one that ran before")
    .requiredOption("--reason <TEXT>", "why, for the record")
    .action(
      async (options: RollbackOptions) =>
        await requestPromotion(session, { kind: "rollback", release: options.to }, options),
    );
};
