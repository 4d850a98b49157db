import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { processesNamed } from "../../../activities/components/process/run-processes.ts";
import type { Installation } from "../installation.ts";
import { readCellCatalog } from "../truth/cell-catalog.ts";
import { readCloudTruth } from "../truth/cloud-truth.ts";
import type { ControlRows } from "../truth/control-rows.ts";
import { checkCellDatabase } from "./check-cell-database.ts";
import { checkEach, type Check } from "./check.ts";

/** That nothing is left of environments that were all deleted, except for the snapshots that are listed. */
export async function checkEmptied(installation: Installation, rows: ControlRows): Promise<readonly Check[]> {
  const { resources } = await readCloudTruth(installation);
  const known = new Set(rows.components.map(({ uid }) => uid));
  const pids = await processesNamed((name) => known.has(name.split("/")[0] ?? ""));
  const directories = await readdir(join(installation.files.cell, "runs")).catch(() => []);
  const left: readonly (readonly [string, readonly unknown[]])[] = [
    ["resources in the cloud", resources.map(({ id }) => id)],
    ["processes", pids],
    ["run directories", directories],
    ["leased ports", rows.leases.map(({ value }) => value)],
    ["components", rows.components.filter(({ isGone }) => !isGone).map(({ uid }) => uid)],
    ["environments", rows.environments.filter(({ phase }) => phase !== "Gone").map(({ name }) => name)],
  ];
  const databases = checkCellDatabase(await readCellCatalog(installation), rows);
  return [
    checkEach("all deleted: nothing is left", left, ([what, things]) =>
      things.length === 0 ? undefined : `${things.length} ${what} are left: ${things.join(", ")}`,
    ),
    ...databases.filter(({ looked }) => looked > 0).map((check) => ({ ...check, name: `all deleted: ${check.name}` })),
  ];
}
