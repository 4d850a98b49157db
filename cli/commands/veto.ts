import type { AcceptedAnswer } from "../answers.ts";
import { apiPath } from "../api-path.ts";
import { usageFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { requireEnvironment, requireProject } from "../find-environment.ts";
import { parseForm } from "../machine-output.ts";
import { vetoes } from "../nouns/vetoes.ts";
import { parseUntil } from "../parse-duration.ts";
import { printAccepted } from "../print-accepted.ts";
import { printListing } from "../print-listing.ts";
import { scopeOf, type ScopeOptions, withProject } from "../scope-options.ts";
import { jsonCall } from "../send-once.ts";
import type { Session } from "../session.ts";

interface VetoOptions {
  readonly project?: string;
  readonly environment?: string;
  readonly reason?: string;
  readonly until?: string;
}

/** `veto RELEASE`, `veto list|lift`: forbids a release in a scope. */
export const veto: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} veto 1.2.0 --reason "loses orders"`, "it goes nowhere any more"],
    [`${commandName()} veto 1.2.0 -e shop-prod --until 7d --reason "prices are wrong"`, "not there, for a week"],
    [`${commandName()} veto lift ID`, "it may travel again"],
  );
  withProject(command)
    .argument("[RELEASE]", "its version")
    .option("-e, --environment <NAME>", "only in that environment; by default in every one")
    .option("--reason <TEXT>", "why, for the record; shown to who is refused")
    .option("--until <TIME>", "2026-12-24T08:00:00Z, or 7d from now; by default until it is lifted")
    .action(async (release: string | undefined, options: VetoOptions) => await forbid(session, release, options));
  withProject(command.command("list").description("list those that hold, the newest first"))
    .option("-o, --output <FORM>", "table, wide, json, yaml or name", "table")
    // An option that both know is taken by the one above.
    .action(
      async (options: ScopeOptions & { readonly output: string }) =>
        await list(session, { ...command.opts<ScopeOptions>(), ...options }),
    );
  command
    .command("lift")
    .description("make one hold no more")
    .argument("<ID>", "the veto")
    .action(async (id: string) => {
      const call = { method: "DELETE", path: apiPath("vetoes", id) } as const;
      printAccepted(session, await session.request<AcceptedAnswer>(call));
    });
};

async function forbid(session: Session, release: string | undefined, options: VetoOptions): Promise<void> {
  const { reason } = options;
  if (release === undefined) throw usageFailure("veto which release?", `${commandName()} veto RELEASE --reason TEXT`);
  if (reason === undefined || reason.trim() === "")
    throw usageFailure("a veto needs a reason", "add --reason TEXT; whoever is refused reads it");
  const expiresAt = options.until === undefined ? undefined : parseUntil(options.until, Date.now());
  const found =
    options.environment === undefined
      ? { project: await requireProject(session, options.project), name: undefined }
      : await requireEnvironment(session, options.environment, options.project);
  const body = { project: found.project, release, environment: found.name, reason, expiresAt };
  printAccepted(session, await session.request<AcceptedAnswer>(jsonCall("POST", "v1/vetoes", body)));
}

async function list(session: Session, options: ScopeOptions & { readonly output: string }): Promise<void> {
  const form = parseForm(options.output, ["table", "wide", "json", "yaml", "name"]);
  const { project, isAll } = await scopeOf(session, options);
  const listing = await vetoes.list(session, { project, isAll }, undefined);
  await printListing(session, { noun: vetoes, listing, isOne: false }, form);
}
