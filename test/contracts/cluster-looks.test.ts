import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { postgresUpgradeRecords } from "../../adapters/cell-records/postgres-upgrade-records.ts";
import type { ClusterLook } from "../../domain/schema/cluster-look.ts";
import { storeWorld, type StoreWorld } from "../setup/store-world.ts";

let world: StoreWorld;
beforeAll(async () => void (world = await storeWorld()), 60_000);
afterAll(async () => await world.close());

const LOOK: ClusterLook = {
  version: "1.34",
  nodegroups: [],
  addons: [],
  catalogue: { clusterVersions: [], addons: {} },
  insights: [],
};

test("what was seen of a cluster is kept as long as it is there, and the newest look counts", async () => {
  const { rows } = world.postgres;
  const uid = await world.bringUp("one");
  const upgrades = postgresUpgradeRecords(world.postgres);
  const components = await world.store.listComponents(uid);
  const [first = "", second = ""] = components.map((component) => component.uid);
  await upgrades.recordLook(first, LOOK, 0);
  await upgrades.recordLook(second, LOOK, 0);
  await upgrades.recordLook(second, { ...LOOK, version: "1.33" }, 60_000);
  await sql`update component set is_gone = true where uid = ${first}`.execute(rows);
  await upgrades.recordLook(second, LOOK, 30_000);
  const kept = await sql`select component_uid, look ->> 'version' as version from cluster_look`.execute(rows);
  expect(kept.rows).toEqual([{ component_uid: second, version: "1.34" }]);
});
