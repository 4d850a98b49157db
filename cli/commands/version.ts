import type { VersionAnswer } from "../answers.ts";
import { cliVersion } from "../cli-version.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { machineText, parseForm } from "../machine-output.ts";
import type { Session } from "../session.ts";

/** `version`: the CLI's, and the server's where one answers. */
export const version: DefineCommand = (command, session) => {
  withExamples(command, [`${commandName()} version`, "of the CLI and of the server it finds"]);
  command
    .option("-o, --output <FORM>", "table, json or yaml", "table")
    .action(async (options: { readonly output: string }) => await run(session, options.output));
};

async function run(session: Session, output: string): Promise<void> {
  const form = parseForm(output, ["table", "json", "yaml"]);
  const cli = await cliVersion();
  const server = await serverVersion(session);
  const { out, err } = session.terminal;
  if (form === "json" || form === "yaml")
    return out.raw(await machineText({ cli, ...(typeof server === "string" ? {} : { server }) }, form));
  out.line(`holdfast ${cli}`);
  if (typeof server === "string") err.line(`server: ${server}`);
  else out.line(`server ${server.version}, API ${server.apiVersion}, at ${server.url}`);
}

/** The server's version, or why it is not known: that is no failure of this command. */
async function serverVersion(session: Session): Promise<string | (VersionAnswer & { readonly url: string })> {
  try {
    const { url } = await session.connection();
    return { ...(await session.request<VersionAnswer>({ path: "v1/version" })), url: url.origin };
  } catch (error) {
    session.signal.throwIfAborted();
    return error instanceof Error ? error.message : String(error);
  }
}
