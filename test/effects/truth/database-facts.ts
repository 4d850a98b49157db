import { Client } from "pg";
import { incarnationIn, isSnapshotDatabase, snapshotMark } from "../../../activities/components/postgres/names.ts";
import { findPostgres } from "../../../embedded/postgres/postgres-server.ts";
import type { StateFiles } from "../../../embedded/state-files.ts";
import { migrationsOf } from "../documents.ts";
import type { PromotionRun } from "../promotion-run.ts";
import type { StepSnapshot } from "./control-rows.ts";
import type { Fact } from "./fact.ts";

/** A database of an environment, and who was promoted there. */
export interface DatabasePlace {
  readonly componentUid: string;
  readonly runs: readonly PromotionRun[];
}

interface Database {
  readonly name: string;
  readonly comment: string | null;
}

/** What happened in the databases of the cell: which migrations are recorded and there, and which snapshots. */
export async function readDatabases(
  { cellDatabase }: Pick<StateFiles, "cellDatabase">,
  { places, snapshots }: { readonly places: readonly DatabasePlace[]; readonly snapshots: readonly StepSnapshot[] },
): Promise<readonly Fact[]> {
  const server = await findPostgres(cellDatabase);
  if (server === undefined) throw new Error("the cell's database server does not run");
  const databases = await ask<Database>(
    server.url("postgres"),
    "select datname as name, shobj_description(oid, 'pg_database') as comment from pg_database where not datistemplate",
  );
  const facts: Fact[] = [];
  for (const place of places) {
    const own = databases.find(({ comment }) => incarnationIn(comment, place.componentUid) !== undefined);
    if (own !== undefined) facts.push(...(await migrationFacts(server.url(own.name), place)));
  }
  return [...facts, ...snapshotFacts(databases, { places, snapshots })];
}

async function migrationFacts(url: string, { runs }: DatabasePlace): Promise<readonly Fact[]> {
  const promotionOf = new Map(
    runs.flatMap(({ id, release }) =>
      migrationsOf(release).map((file, index) => [file, { id, place: `file ${index + 1}` }] as const),
    ),
  );
  const factOf = (what: string, file: string): Fact => {
    const of = promotionOf.get(file.slice(0, "0000_make.sql".length));
    return { promotionId: of?.id, what: `migrate/migrate ${of?.place ?? file}${what}` };
  };
  const isThere = await ask(url, "select 1 from pg_tables where tablename = 'holdfast_migration'");
  if (isThere.length === 0) return [];
  const recorded = await ask<{ name: string }>(
    url,
    "select name from holdfast_migration where finished_at is not null",
  );
  const made = await ask<{ file: string }>(url, "select file from made");
  return [
    ...recorded.map(({ name }) => factOf(" is recorded", name)),
    ...made.map(({ file }) => factOf(file.includes(" ") ? ", its end" : "", file)),
  ];
}

function snapshotFacts(
  databases: readonly Database[],
  { places, snapshots }: { readonly places: readonly DatabasePlace[]; readonly snapshots: readonly StepSnapshot[] },
): readonly Fact[] {
  const marks = new Set(places.map(({ componentUid }) => snapshotMark(componentUid)));
  const bySnapshot = Map.groupBy(snapshots, ({ snapshot }) => snapshot);
  return databases
    .filter(({ name }) => isSnapshotDatabase(name))
    .flatMap(({ name, comment }): readonly Fact[] => {
      const steps = bySnapshot.get(name) ?? [];
      if (steps.length === 0) return [{ promotionId: undefined, what: "a snapshot that no step knows" }];
      const isWhole = comment !== null && marks.has(comment);
      return steps.map(({ promotionId, effect }) => ({
        promotionId,
        what: isWhole ? effect : `${effect}, which is not whole`,
      }));
    });
}

async function ask<Row extends object>(url: string, statement: string): Promise<readonly Row[]> {
  const client = new Client({ connectionString: url, options: "-c default_transaction_read_only=on" });
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}
