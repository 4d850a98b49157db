import { sql } from "kysely";
import { OrchestratorError } from "../../domain/errors.ts";
import type { BlueprintDocument, ProjectDocument, ReleaseDocument } from "../../domain/schema/documents.ts";
import type { AcceptedRequest } from "./accept-request.ts";
import { first, type Rows } from "./connect-postgres.ts";
import type { AcceptedResult } from "./requests-port.ts";
import { queueFirstStages } from "./promotions/queue-next-stages.ts";
import { storable } from "./storable.ts";
import type { Actor } from "./views-port.ts";
import { writeEvent } from "./write-event.ts";

interface Stored {
  readonly digest: string;
  readonly isDeleted: boolean;
}

/** Stores a project; its description and labels may change. */
export async function applyProject(
  rows: Rows,
  { actor }: AcceptedRequest,
  { document, digest }: { readonly document: ProjectDocument; readonly digest: string },
): Promise<AcceptedResult> {
  const { name } = document.metadata;
  const answer = { kind: "Project", project: name, name } as const;
  const inserted = await first(
    rows,
    sql`insert into project (name, document, digest) values (${name}, ${storable(document)}::json, ${digest}) on conflict do nothing returning name`,
  );
  const stored = await first(
    rows,
    sql<Stored>`select digest, deleted_at is not null as "isDeleted" from project where name = ${name} for no key update`,
  );
  if (inserted === undefined && stored?.digest === digest && !stored.isDeleted)
    return { ...answer, result: "unchanged" };
  await sql`update project set document = ${storable(document)}::json, digest = ${digest}, deleted_at = null where name = ${name}`.execute(
    rows,
  );
  const result = inserted !== undefined || stored?.isDeleted === true ? "created" : "changed";
  await writeEvent(rows, { type: `project.${result}`, actor, project: name, message: `project ${name} was ${result}` });
  return { ...answer, result };
}

/**
 * Stores a version of a blueprint or a release, once. A build makes one release of a project.
 * @throws OrchestratorError `VERSION_IMMUTABLE`, `REFERENCE_UNKNOWN`
 */
export async function applyVersion(
  rows: Rows,
  { actor, id, traceId }: AcceptedRequest,
  {
    document,
    digest,
    buildId,
  }: {
    readonly document: BlueprintDocument | ReleaseDocument;
    readonly digest: string;
    readonly buildId?: string | undefined;
  },
): Promise<AcceptedResult> {
  const { project, version } = document.metadata;
  const name = document.kind === "Blueprint" ? `${document.metadata.name}@${version}` : version;
  const answer = { kind: document.kind, project, name } as const;
  await requireProject(rows, project);
  const stored =
    document.kind === "Blueprint"
      ? await storeBlueprint(rows, document, digest)
      : await storeRelease(rows, { document, digest, buildId, actor });
  if (stored !== undefined && stored.digest !== digest) {
    const message = `${document.kind.toLowerCase()} "${name}" of project "${project}" exists with other content`;
    throw new OrchestratorError("VERSION_IMMUTABLE", message, {
      details: { ...answer, stored: stored.digest, sent: digest },
    });
  }
  if (stored?.isDeleted === false) return { ...answer, result: "unchanged" };
  if (document.kind === "Release") await travel(rows, { actor, id, traceId }, { document, digest });
  const noun = document.kind.toLowerCase();
  await writeEvent(rows, {
    type: `${noun}.created`,
    actor,
    project,
    message: `${noun} ${name} was created`,
    data: { digest },
  });
  return { ...answer, result: "created" };
}

/** A new release sets out into the stages that start by themselves. */
async function travel(
  rows: Rows,
  { actor, traceId }: AcceptedRequest,
  { document, digest }: { readonly document: ReleaseDocument; readonly digest: string },
): Promise<void> {
  const { project, version } = document.metadata;
  const [blueprint = ""] = document.spec.blueprint.split("@");
  const release = { version, digest };
  await queueFirstStages(rows, { project, release, actor, traceId, why: "a new release" }, blueprint);
}

/** Makes sure of a project, and that it stays until this transaction ends. @throws OrchestratorError `REFERENCE_UNKNOWN` */
export async function requireProject(rows: Rows, project: string): Promise<void> {
  const found = await first(
    rows,
    sql`select from project where name = ${project} and deleted_at is null for key share`,
  );
  if (found === undefined)
    throw new OrchestratorError("REFERENCE_UNKNOWN", `there is no project "${project}"`, { details: { project } });
}

/** Stores a blueprint that is new, or was deleted with the same content; answers the row that was there before. */
async function storeBlueprint(rows: Rows, document: BlueprintDocument, digest: string): Promise<Stored | undefined> {
  const { project, name, version } = document.metadata;
  const inserted = await first(
    rows,
    sql`insert into blueprint (project, name, version, document, digest)
      values (${project}, ${name}, ${version}, ${storable(document)}::json, ${digest}) on conflict do nothing returning name`,
  );
  if (inserted !== undefined) return undefined;
  const where = sql`project = ${project} and name = ${name} and version = ${version}`;
  const stored = await first(
    rows,
    sql<Stored>`select digest, deleted_at is not null as "isDeleted" from blueprint where ${where} for no key update`,
  );
  if (stored?.isDeleted === true && stored.digest === digest)
    await sql`update blueprint set deleted_at = null where ${where}`.execute(rows);
  return stored;
}

/** As for a blueprint; the blueprint it names must be there, and its build must have made no other release. */
async function storeRelease(
  rows: Rows,
  {
    document,
    digest,
    buildId,
    actor,
  }: {
    readonly document: ReleaseDocument;
    readonly digest: string;
    readonly buildId: string | undefined;
    readonly actor: Actor;
  },
): Promise<Stored | undefined> {
  const { project, version } = document.metadata;
  const { blueprint } = document.spec;
  const [name = "", blueprintVersion = ""] = blueprint.split("@");
  const used = await first(
    rows,
    sql`select from blueprint where project = ${project} and name = ${name} and version = ${blueprintVersion} and deleted_at is null for key share`,
  );
  if (used === undefined) {
    throw new OrchestratorError("REFERENCE_UNKNOWN", `project "${project}" has no blueprint "${blueprint}"`, {
      details: { project, blueprint },
    });
  }
  const inserted = await first(
    rows,
    sql`insert into release (project, version, blueprint, document, digest, build_id, author)
      values (${project}, ${version}, ${blueprint}, ${storable(document)}::json, ${digest}, ${buildId ?? null}, ${storable(actor)}::json)
      on conflict do nothing returning version`,
  );
  if (inserted !== undefined) return undefined;
  if (buildId !== undefined) await claimBuild(rows, { project, version, buildId });
  const where = sql`project = ${project} and version = ${version}`;
  const stored = await first(
    rows,
    sql<Stored>`select digest, deleted_at is not null as "isDeleted" from release where ${where} for no key update`,
  );
  if (stored?.isDeleted === true && stored.digest === digest)
    await sql`update release set deleted_at = null where ${where}`.execute(rows);
  return stored;
}

/** A version that is stored already keeps the build that made it. @throws OrchestratorError `VERSION_IMMUTABLE` when the build made another */
async function claimBuild(
  rows: Rows,
  { project, version, buildId }: { readonly project: string; readonly version: string; readonly buildId: string },
): Promise<void> {
  const made = await first(
    rows,
    sql<{ version: string }>`select version from release where project = ${project} and build_id = ${buildId}`,
  );
  if (made?.version === version) return;
  if (made !== undefined)
    throw new OrchestratorError(
      "VERSION_IMMUTABLE",
      `build "${buildId}" of project "${project}" has made release "${made.version}", and makes no other`,
      { details: { project, buildId, release: made.version } },
    );
  await sql`update release set build_id = ${buildId} where project = ${project} and version = ${version} and build_id is null`.execute(
    rows,
  );
}
