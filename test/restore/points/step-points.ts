import type { Point } from "../point.ts";
import { BROKEN_MIGRATION } from "../system/app-files.ts";
import { askCell } from "../cell-data.ts";
import { OVER } from "../world.ts";

/** A release that fails at each of its steps in turn. */
export const STEP_POINTS: readonly Point[] = [
  {
    name: "snapshot",
    leavesData: true,
    async play({ world }) {
      const { componentList } = await world.environment();
      const database = String(componentList.find(({ name }) => name === "database")?.outputs["database"]);
      // PostgreSQL refuses to copy a database that it holds for broken.
      const limitTo = async (limit: number) =>
        await askCell(
          world.under,
          "postgres",
          `update pg_database set datconnlimit = ${limit} where datname = '${database}'`,
        );
      await limitTo(-2);
      const id = await world.promote();
      try {
        return await world.until(id, ...OVER);
      } finally {
        await limitTo(-1);
      }
    },
  },
  { name: "before: prepare", leavesData: true, troubles: ["prepare.fails"] },
  { name: "before: migrate", second: { files: BROKEN_MIGRATION } },
  { name: "before: announce", troubles: ["announce.fails"] },
  { name: "after: check", troubles: ["web2.0.0.broken"] },
  { name: "after: approve", troubles: ["approve.fails"] },
];
