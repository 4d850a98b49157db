import { createHash } from "node:crypto";
import { askCell } from "../cell-data.ts";
import { checkLoss } from "../check-loss.ts";
import type { Played, Point } from "../point.ts";
import { componentsOf, impatient, otherDatabase, REPORTS, withoutDatabase } from "../system/blueprint.ts";
import { SECOND } from "../system/app-files.ts";
import { OVER } from "../world.ts";

const second = componentsOf(SECOND);

/** A component that has no time to become ready. */
function hurried(name: string) {
  const component = second[name];
  if (component === undefined) throw new Error(`the second release has no component "${name}"`);
  return { second: { components: { [name]: impatient(component) } } };
}

/** A release that fails at each of its components in turn: one that is replaced, updated or created. */
export const COMPONENT_POINTS: readonly Point[] = [
  { name: "replace: seed", troubles: ["seed2.0.0.fails"] },
  { name: "replace: cache", troubles: ["cache2.0.0.dies"] },
  { name: "replace: api", troubles: ["api2.0.0.unwell"], ...hurried("api") },
  { name: "replace: worker", troubles: ["worker2.0.0.dies"] },
  { name: "replace: web", troubles: ["web2.0.0.unwell"], ...hurried("web") },
  {
    name: "replace: web, no such program",
    second: { components: { web: { ...second["web"], config: { command: ["no-such-program"] } } } },
  },
  { name: "update: meter", troubles: ["meter.unready"], ...hurried("meter") },
  { name: "create: extra", troubles: ["extra2.0.0.dies"] },
  { name: "create: reports", second: { components: REPORTS }, troubles: ["web2.0.0.dies"] },
  {
    name: "replace: database",
    second: { components: otherDatabase("snapshot") },
    replacesDatabase: true,
    play: databaseCannotFollow,
  },
  {
    name: "after the database was replaced",
    second: { components: otherDatabase("snapshot") },
    replacesDatabase: true,
    troubles: ["web2.0.0.broken"],
  },
  {
    name: "after the database was replaced, and not kept",
    rules: ["keep"],
    second: { components: otherDatabase("delete") },
    troubles: ["web2.0.0.broken"],
    ends: checkLoss,
  },
  {
    name: "after the database was deleted",
    second: { components: withoutDatabase(), without: ["database"] },
    replacesDatabase: true,
    troubles: ["approve.fails"],
  },
];

/** The database is to be replaced by one whose name somebody else has. */
async function databaseCannotFollow({ world }: Played) {
  const { componentList } = await world.environment();
  const uid = componentList.find(({ name }) => name === "database")?.uid ?? "";
  const name = `other_${createHash("sha256").update(uid).digest("hex").slice(0, 12)}`;
  await askCell(world.under, "postgres", `create database ${name}`);
  return await world.until(await world.promote(), ...OVER);
}
