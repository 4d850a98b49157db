import { CommandFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { type Check, runChecks } from "../checks.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { machineText, parseForm } from "../machine-output.ts";
import { oneLine } from "../render/text-width.ts";
import type { Screen } from "../terminal.ts";

/** `doctor`: looks at everything between here and a working server, and says what to do. */
export const doctor: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} doctor`, "exit 1 when something is wrong"],
    [`${commandName()} doctor --cell aws-eu`, "and each permission that the cell lacks"],
  );
  command
    .option("--cell <NAME>", "let this cell check its way to its cloud and its permissions there; it changes nothing")
    .option("-o, --output <FORM>", "table, json or yaml", "table")
    .action(async (options: { readonly output: string; readonly cell?: string }) => {
      const form = parseForm(options.output, ["table", "json", "yaml"]);
      const checks = await runChecks(session, options.cell);
      const { out } = session.terminal;
      if (form === "json" || form === "yaml") out.raw(await machineText({ checks }, form));
      else printChecks(checks, out);
      const wrong = checks.filter(({ ok }) => !ok);
      if (wrong.length > 0)
        throw new CommandFailure(
          `${wrong.length} of ${checks.length} checks failed: ${wrong.map(({ name }) => name).join(", ")}`,
        );
    });
};

function printChecks(checks: readonly Check[], out: Screen): void {
  const width = Math.max(...checks.map(({ name }) => name.length));
  for (const { name, ok, found, next } of checks) {
    const mark = ok ? out.paint("green", "ok  ") : out.paint("red", "FAIL");
    out.line(`${mark}  ${name.padEnd(width)}  ${oneLine(found)}`);
    if (next !== undefined) out.line(`${" ".repeat(width + 8)}${next}`);
  }
}
