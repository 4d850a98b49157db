import type { PromotionDetail } from "../../adapters/store/promotion-views-port.ts";
import type { Page, SnapshotView } from "../../cli/answers.ts";
import { askApi } from "./ask-api.ts";
import { type Data, readData, readSnapshot } from "./cell-data.ts";
import { SECOND } from "./system/app-files.ts";
import type { World } from "./world.ts";
import type { Acknowledged } from "./writer.ts";

/** What the data is looked at with, once nobody writes any more. */
export interface DataQuestion {
  readonly world: World;
  readonly promotion: PromotionDetail;
  readonly acknowledged: readonly Acknowledged[];
  /** True when the snapshot that was taken before the migration is to be back. */
  readonly isPutBack: boolean;
  /** True when rows of the second release may lie in a snapshot instead: it had a database of its own. */
  readonly hadOther: boolean;
}

/** What the data is like. */
export interface DataAnswer {
  /** How many acknowledged rows are there. */
  readonly kept: number;
  /** What is wrong, one line each. */
  readonly problems: readonly string[];
}

/** Looks at every row: none that was acknowledged is lost, or exactly the data of the snapshot is back. */
export async function checkData(question: DataQuestion): Promise<DataAnswer> {
  const { world, acknowledged, isPutBack, promotion } = question;
  const { componentList } = await world.environment();
  const database = componentList.find(({ name }) => name === "database")?.outputs["database"];
  const now = await readData(world.under, String(database));
  const kept = acknowledged.filter(({ id }) => now.rows.has(id)).length;
  const snapshots = await readSnapshots(world);
  const stepSnapshot = promotion.steps.find(({ name }) => name === "snapshot-database")?.output["snapshot"];
  const others = [...snapshots].filter(([id]) => id !== stepSnapshot).map(([, data]) => data);
  const data = { now, others, before: snapshots.get(String(stepSnapshot)) };
  return { kept, problems: isPutBack ? checkPutBack(question, data) : checkKept(question, data) };
}

interface AllData {
  readonly now: Data;
  /** The snapshot taken before the migration; absent when none was. */
  readonly before: Data | undefined;
  /** Snapshots of lives that were replaced. */
  readonly others: readonly Data[];
}

function checkKept({ acknowledged, hadOther }: DataQuestion, { now, others }: AllData): readonly string[] {
  const isElsewhere = ({ id, by }: Acknowledged) =>
    hadOther && by.endsWith(SECOND) && others.some(({ rows }) => rows.has(id));
  return listRows(
    "was acknowledged and is lost",
    acknowledged.filter((row) => !now.rows.has(row.id) && !isElsewhere(row)),
  );
}

function checkPutBack({ acknowledged, promotion }: DataQuestion, { now, before, others }: AllData): readonly string[] {
  if (before === undefined) return ["no snapshot was taken before the migration"];
  const takenFrom = promotion.steps.find(({ name }) => name === "snapshot-database")?.startedAt ?? 0;
  // Whatever came after, from the end of the first restore on the restored database takes rows that are to stay.
  const endedAt = promotion.operations.find(({ kind }) => kind === "restore")?.endedAt ?? 0;
  const isNowhere = ({ id }: Acknowledged) => !now.rows.has(id) && !others.some(({ rows }) => rows.has(id));
  const written = [...now.rows].map(([id, by]) => ({ id, by }));
  return [
    ...(now.isMigrated ? ["the migration is still there"] : []),
    ...listRows(
      "was acknowledged before the snapshot and is not in it",
      acknowledged.filter(({ id, at }) => at < takenFrom && !before.rows.has(id)),
    ),
    ...listRows(
      "is in the snapshot and not in the database",
      [...before.rows].filter(([id]) => !now.rows.has(id)).map(([id, by]) => ({ id, by })),
    ),
    ...listRows(
      "was written into the restored database by the second release",
      written.filter(({ by }) => by.endsWith(SECOND)),
    ),
    ...listRows(
      "was acknowledged after the restore and is lost",
      acknowledged.filter(({ id, at }) => at > endedAt && !now.rows.has(id)),
    ),
    ...listRows("was acknowledged and is neither there nor in a snapshot", acknowledged.filter(isNowhere)),
  ];
}

const SHOWN = 3;

function listRows(what: string, rows: readonly Pick<Acknowledged, "id" | "by">[]): readonly string[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, SHOWN).map(({ id, by }) => `"${id}" by ${by}`);
  return [`${rows.length} rows: ${what}: ${shown.join(", ")}`];
}

async function readSnapshots({ under, project }: World): Promise<ReadonlyMap<string, Data>> {
  const { items } = await askApi<Page<SnapshotView>>(under, `/v1/snapshots?project=${project}&limit=100`);
  const data = new Map<string, Data>();
  for (const { id, component } of items) if (component !== "reports") data.set(id, await readSnapshot(under, id));
  return data;
}
