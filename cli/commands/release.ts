import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import type { AcceptedAnswer } from "../answers.ts";
import { apiPath } from "../api-path.ts";
import { CommandFailure, usageFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { requireEnvironment, requireProject } from "../find-environment.ts";
import { machineText, parseForm } from "../machine-output.ts";
import { releases } from "../nouns/releases.ts";
import { printAccepted } from "../print-accepted.ts";
import { printListing } from "../print-listing.ts";
import type { ReleaseCheck, ReleaseDiff } from "../promotion-answers.ts";
import { pushArtifact } from "../push-artifact.ts";
import { renderReleaseCheck, renderReleaseDiff } from "../render/release.ts";
import { scopeOf, type ScopeOptions, withProject } from "../scope-options.ts";
import { jsonCall, sendOnce } from "../send-once.ts";
import type { Session } from "../session.ts";

interface CreateOptions {
  readonly project?: string;
  readonly blueprint?: string;
  readonly artifact: readonly string[];
  readonly from?: string;
  readonly buildId?: string;
  readonly idempotencyKey?: string;
}

interface DiffOptions {
  readonly project?: string;
  readonly exitCode?: true;
  readonly output: string;
}

/** `release create|diff|check|list`: immutable versions of a blueprint with its artifacts. */
export const release: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} release create 1.1.0 --blueprint shop@1.0.0 --artifact api=./dist/api`, "pushes the directory"],
    [`${commandName()} release create --from shop-dev --artifact api=sha256:… --build-id 4711`, "in a build pipeline"],
    [`${commandName()} release diff 1.0.0 1.1.0`, "what changes"],
    [`${commandName()} release check shop-prod`, "whether it runs what was promised"],
  );
  const collect = (given: string, before: readonly string[]) => [...before, given];
  withProject(command.command("create").description("make a release; where stages start by themselves it sets out"))
    .argument("[VERSION]", "by default the id of the build, or the next number")
    .option("--blueprint <NAME@VERSION>", "the blueprint; may be left out with --from")
    .option(
      "--artifact <NAME=WHAT>",
      "a digest, a directory (which is pushed), or an image by its digest; can be repeated",
      collect,
      [],
    )
    .option("--from <ENVIRONMENT>", "take what that environment runs for all that is not named")
    .option("--build-id <ID>", "the build that made it; repeating it with the same content changes nothing")
    .option("--idempotency-key <KEY>", "repeating a request with the same key gets its first answer")
    .action(async (version: string | undefined, options: CreateOptions) => await create(session, version, options));
  withProject(command.command("diff").description("say what changes when the second takes the place of the first"))
    .argument("<VERSION>", "what runs")
    .argument("<OTHER>", "what is to run")
    .option("--exit-code", "exit with 1 where something changes")
    .option("-o, --output <FORM>", "table, json or yaml", "table")
    .action(
      async (version: string, other: string, options: DiffOptions) => await diff(session, { version, other }, options),
    );
  withProject(command.command("check").description("compare what an environment runs with what its release promises"))
    .argument("<ENVIRONMENT>", "the environment")
    .option("-o, --output <FORM>", "table, json or yaml", "table")
    .action(
      async (name: string, options: { readonly project?: string; readonly output: string }) =>
        await check(session, name, options),
    );
  withProject(command.command("list").description("list them"))
    .option("-o, --output <FORM>", "table, wide, json, yaml or name", "table")
    .action(async (options: ScopeOptions & { readonly output: string }) => {
      const form = parseForm(options.output, ["table", "wide", "json", "yaml", "name"]);
      const listing = await releases.list(session, await scopeOf(session, options), undefined);
      await printListing(session, { noun: releases, listing, isOne: false }, form);
    });
};

async function create(session: Session, version: string | undefined, options: CreateOptions): Promise<void> {
  const { blueprint, buildId, from } = options;
  if (blueprint === undefined && from === undefined)
    throw usageFailure("a release of which blueprint?", "add --blueprint NAME@VERSION, or --from ENVIRONMENT");
  const named = options.artifact.map(parseArtifact);
  const found = from === undefined ? undefined : await requireEnvironment(session, from, options.project);
  const project = found?.project ?? (await requireProject(session, options.project));
  const artifacts: Record<string, object> = {};
  for (const { name, what } of named) artifacts[name] = await artifactOf(session, what);
  const body = { project, version, blueprint, buildId, from: found?.name, artifacts };
  const call = jsonCall("POST", "v1/releases", body);
  const answer = await sendOnce<AcceptedAnswer>(session, call, options.idempotencyKey ?? randomUUID());
  printAccepted(session, answer);
  const made = answer.results[0]?.name;
  if (made !== undefined)
    session.terminal.err.line(`see where it goes: ${commandName()} promotions list --release ${made} -p ${project}`);
}

function parseArtifact(given: string): { readonly name: string; readonly what: string } {
  const [, name, what] = /^([^=]+)=(.+)$/.exec(given) ?? [];
  if (name !== undefined && what !== undefined) return { name, what };
  throw usageFailure(
    `"${given}" names no artifact`,
    "write it as --artifact NAME=DIGEST, NAME=DIRECTORY or NAME=IMAGE@DIGEST",
  );
}

/** A digest, an image, or a directory to push. An image with a tag alone is left to the server, which says why not. */
async function artifactOf(session: Session, what: string): Promise<object> {
  if (/^sha256:[0-9a-f]{64}$/.test(what)) return { digest: what };
  const looksLikeImage = what.includes("@") || /:[\w.-]+$/.test(what);
  if (looksLikeImage && !(await isThere(what))) return { image: what };
  return { digest: await pushArtifact(session, what) };
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

async function diff(
  session: Session,
  { version, other }: { readonly version: string; readonly other: string },
  options: DiffOptions,
): Promise<void> {
  const form = parseForm(options.output, ["table", "json", "yaml"]);
  const project = await requireProject(session, options.project);
  const found = await session.request<ReleaseDiff>({ path: apiPath("releases", project, version, "diff", other) });
  const { out } = session.terminal;
  if (form === "json" || form === "yaml") out.raw(await machineText(found, form));
  else for (const line of renderReleaseDiff(found, { width: out.width(), paint: out.paint })) out.line(line);
  if (options.exitCode && !found.isSame) throw new CommandFailure(`release ${other} differs from ${version}`);
}

async function check(
  session: Session,
  given: string,
  options: { readonly project?: string; readonly output: string },
): Promise<void> {
  const form = parseForm(options.output, ["table", "json", "yaml"]);
  const { project, name } = await requireEnvironment(session, given, options.project);
  const found = await session.request<ReleaseCheck>({ path: apiPath("environments", project, name, "release-check") });
  const { out } = session.terminal;
  if (form === "json" || form === "yaml") out.raw(await machineText(found, form));
  else for (const line of renderReleaseCheck(found, { width: out.width(), paint: out.paint })) out.line(line);
  if (!found.isKept)
    throw new CommandFailure(`${project}/${name} does not run all that release ${found.release} promises`, {
      hints: [`${commandName()} describe environment ${name} -p ${project}`],
    });
}
