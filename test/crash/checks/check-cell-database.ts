import type { CellCatalog } from "../truth/cell-catalog.ts";
import type { ControlRows } from "../truth/control-rows.ts";
import { checkEach, type Check } from "./check.ts";

const SNAPSHOT_PREFIX = "hfsnap_";

/** That every database and role of the cell's server belongs to a living component or is a snapshot, and the other way round. */
export function checkCellDatabase(
  { databases, roles }: CellCatalog,
  { components, snapshots }: ControlRows,
): readonly Check[] {
  const living = new Set(components.filter(({ isGone }) => !isGone).map(({ uid }) => uid));
  const postgres = components.filter(({ kind, isGone }) => kind === "postgres" && !isGone);
  const deleted = components.filter(({ kind, isGone, wasReady }) => kind === "postgres" && isGone && wasReady);
  const isListed = new Set(snapshots.map(({ id }) => id));
  const there = new Set(databases.map(({ name }) => name));
  const marks = databases.flatMap(({ comment }) => comment ?? []);
  return [
    checkEach("orphaned 0: each cell database is a component's or a snapshot", databases, ({ name, comment }) => {
      if (name.startsWith(SNAPSHOT_PREFIX)) return isListed.has(name) ? undefined : `snapshot ${name} is not listed`;
      const uid = / of (\S+) \d+$/.exec(comment ?? "")?.[1];
      return uid !== undefined && living.has(uid)
        ? undefined
        : `database ${name} (${comment ?? "without a mark"}) belongs to no component`;
    }),
    checkEach("orphaned 0: each role of the cell's server is a component's", roles, ({ name, comment }) => {
      const uid = / of (\S+)$/.exec(comment ?? "")?.[1];
      return uid !== undefined && living.has(uid)
        ? undefined
        : `role ${name} (${comment ?? "without a mark"}) belongs to no component`;
    }),
    checkEach(
      "each database component has one database, of its present life",
      postgres,
      ({ uid, environment, name, incarnation }) => {
        const own = marks.filter((mark) => mark.includes(` of ${uid} `));
        return own.length === 1 && own[0]?.endsWith(` ${incarnation}`)
          ? undefined
          : `${environment}/${name} life ${incarnation} has ${own.length} databases: ${own.join(", ")}`;
      },
    ),
    checkEach("lost 0: each deleted database left its snapshot", deleted, ({ uid, environment }) =>
      snapshots.some(({ componentUid }) => componentUid === uid) ? undefined : `${uid} of ${environment} left none`,
    ),
    checkEach("each listed snapshot is there, one of each component", snapshots, ({ id, componentUid }) => {
      if (!there.has(id)) return `snapshot ${id} has no database`;
      const ofOne = snapshots.filter((other) => other.componentUid === componentUid).length;
      return ofOne === 1 ? undefined : `${componentUid} left ${ofOne} snapshots`;
    }),
  ];
}
