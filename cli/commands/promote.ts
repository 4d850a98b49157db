import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { type PromotionOptions, requestPromotion, withPromotion } from "../request-promotion.ts";

/** `promote RELEASE -e ENVIRONMENT`: asks for a release in a stage. With `--wait`: 0 verified, 1 failed, 4 rejected, 124 not yet. */
export const promote: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} promote 1.1.0 -e shop-staging --wait`, "and watch its gates, steps and components"],
    [`${commandName()} promote 1.1.0 -e shop-prod --change change=CHG0030001`, "under a change that exists"],
    [`${commandName()} promote 1.1.1 -e shop-prod --override-freeze "orders are lost"`, "in spite of a freeze"],
  );
  withPromotion(command)
    .argument("<RELEASE>", "its version")
    .option("--reason <TEXT>", "why, for the record")
    .action(
      async (release: string, options: PromotionOptions) =>
        await requestPromotion(session, { kind: "promote", release }, options),
    );
};
