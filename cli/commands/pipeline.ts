import { apiPath } from "../api-path.ts";
import { notFoundFailure, usageFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { meantWords } from "../did-you-mean.ts";
import { listAll } from "../list-all.ts";
import { machineText, parseForm } from "../machine-output.ts";
import { pipelines } from "../nouns/pipelines.ts";
import { printListing } from "../print-listing.ts";
import type { PipelineStatus, PipelineView, PromotionView } from "../promotion-answers.ts";
import { renderFields } from "../render/fields.ts";
import { renderPipeline, renderReleaseInPipeline } from "../render/pipeline.ts";
import { scopeOf, type ScopeOptions, withProject } from "../scope-options.ts";
import type { Session } from "../session.ts";

interface GetOptions {
  readonly project?: string;
  readonly release?: string;
  readonly output: string;
}

/** `pipeline list|get`: what each stage runs, and what it waits for. */
export const pipeline: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} pipeline get`, "what each stage runs, and what waits there"],
    [`${commandName()} pipeline get shop --release 1.1.0`, "where one release stands"],
  );
  withProject(command.command("list").description("list them"))
    .option("-o, --output <FORM>", "table, wide, json, yaml or name", "table")
    .action(async (options: ScopeOptions & { readonly output: string }) => {
      const form = parseForm(options.output, ["table", "wide", "json", "yaml", "name"]);
      const listing = await pipelines.list(session, await scopeOf(session, options), undefined);
      await printListing(session, { noun: pipelines, listing, isOne: false }, form);
    });
  withProject(command.command("get").description("say what each stage runs, and what it waits for"))
    .argument("[NAME]", "the pipeline; may be left out where there is one")
    .option("--release <VERSION>", "where that release stands in each stage")
    .option("-o, --output <FORM>", "table, json or yaml", "table")
    .action(async (name: string | undefined, options: GetOptions) => await get(session, name, options));
};

async function get(session: Session, name: string | undefined, options: GetOptions): Promise<void> {
  const form = parseForm(options.output, ["table", "json", "yaml"]);
  const found = await findPipeline(session, name, options.project);
  const status = await session.request<PipelineStatus>({ path: apiPath("pipelines", found.project, found.name) });
  const { release } = options;
  const { out } = session.terminal;
  const query = { project: found.project, release };
  const travelled = release === undefined ? [] : await listAll<PromotionView>(session, "v1/promotions", query);
  if (form === "json" || form === "yaml")
    return out.raw(await machineText(release === undefined ? status : { ...status, promotions: travelled }, form));
  const screen = { width: out.width(), paint: out.paint, nowMs: Date.now() };
  const head = renderFields(
    [
      ["Pipeline", `${found.project}/${found.name}, version ${status.version}`],
      ["Release", release],
    ],
    out.paint,
  );
  const table =
    release === undefined
      ? renderPipeline(status, screen)
      : renderReleaseInPipeline(status, { release, promotions: travelled, screen });
  for (const line of [...head, "", ...table]) out.line(line);
}

async function findPipeline(
  session: Session,
  name: string | undefined,
  given: string | undefined,
): Promise<{ readonly project: string; readonly name: string }> {
  const project = given ?? (await session.connection()).project;
  if (project !== undefined && name !== undefined) return { project, name };
  const all = (await listAll<PipelineView>(session, "v1/pipelines", { project })).map(({ document: { metadata } }) => ({
    project: metadata.project ?? "",
    name: metadata.name ?? "",
  }));
  const found = all.filter((one) => name === undefined || one.name === name);
  const [only] = found;
  if (only === undefined) {
    const names = all.map((one) => one.name);
    const what =
      name === undefined ? "there is no pipeline" : `there is no pipeline "${name}"${meantWords(name, names)}`;
    throw notFoundFailure(what, `list them: ${commandName()} pipeline list`);
  }
  if (found.length === 1) return only;
  throw usageFailure(
    "which pipeline?",
    ...found.map((one) => `${commandName()} pipeline get ${one.name} -p ${one.project}`),
  );
}
