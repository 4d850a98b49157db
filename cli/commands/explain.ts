import { apiPath } from "../api-path.ts";
import { usageFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { type KindAndName, kindAndName } from "../kind-and-name.ts";
import { machineText, parseForm } from "../machine-output.ts";
import { nounOf } from "../nouns/index.ts";
import type { Explanation } from "../promotion-answers.ts";
import { explanationLines } from "../render/explanation.ts";
import type { Session } from "../session.ts";

/** `explain promotion ID`: what it waits for, on whom, until when, and what to type. */
export const explain: DefineCommand = (command, session) => {
  withExamples(command, [`${commandName()} explain promotion ID`, "why it does not go on"]);
  command
    .argument("<KIND>", "promotion")
    .argument("[NAME]", "its id")
    .option("-o, --output <FORM>", "table, json or yaml", "table")
    .action(
      async (kind: string, name: string | undefined, options: { readonly output: string }) =>
        await run(session, kindAndName(kind, name), options.output),
    );
};

async function run(session: Session, { kind, name }: KindAndName, output: string): Promise<void> {
  const form = parseForm(output, ["table", "json", "yaml"]);
  const { singular, plural } = nounOf(kind);
  if (singular !== "promotion")
    throw usageFailure(`cannot explain ${plural}`, `${commandName()} describe ${singular} NAME says how one is`);
  if (name === undefined) throw usageFailure("explain which promotion?", `list them: ${commandName()} promotions list`);
  const explanation = await session.request<Explanation>({ path: apiPath("promotions", name, "explanation") });
  const { out } = session.terminal;
  if (form === "json" || form === "yaml") return out.raw(await machineText(explanation, form));
  for (const line of explanationLines(explanation, out.paint)) out.line(line);
}
