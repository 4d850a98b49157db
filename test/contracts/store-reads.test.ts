import { afterAll, beforeAll, expect, test } from "vitest";
import { connectPostgres } from "../../adapters/store/connect-postgres.ts";
import { postgresStore } from "../../adapters/store/postgres-store.ts";
import { readyOf, request, storeWorld, type StoreWorld } from "../setup/store-world.ts";

let world: StoreWorld;
beforeAll(async () => void (world = await storeWorld()), 60_000);
afterAll(async () => await world.close());

test("a plan starts from what was applied, ready or not, and from learned durations", async () => {
  await world.applyShop("planned");
  const uid = await world.uidOf("planned");
  const turn = await world.turn(uid, { database: "create", api: "create" });
  await world.records.open(turn.of("database"));
  await world.records.ready(
    turn.of("database"),
    readyOf("database", { tookMs: 40, call: "create", needs: ["network"] }),
  );
  await turn.end({ failed: { [turn.of("api").componentUid]: "no" } });
  const basis = await world.store.planBasis("shop", "planned");
  expect(basis).toMatchObject({
    environmentUid: uid,
    applied: [
      { name: "api", isReady: false, inputDigests: {} },
      { name: "database", isReady: true, inputDigests: { "config.size": "a" }, needs: ["network"] },
    ],
    outputs: { database: [{ name: "url", isSecret: false, value: "local://database" }] },
    expectedMs: { database: 40 },
    expectedMsByKind: { simulated: 40 },
  });
  expect(await world.store.planBasis("shop", "unknown")).toBeUndefined();
});

test("lists come in pages with a stable order, and a foreign cursor is refused", async () => {
  for (const name of ["a", "b", "c", "d", "e", "f", "g"]) await world.applyShop(name);
  const names: string[] = [];
  let from: string | undefined;
  do {
    const page = await world.store.listEnvironments({
      limit: 3,
      project: "shop",
      ...(from === undefined ? {} : { continue: from }),
    });
    names.push(...page.items.map(({ document }) => document.metadata.name));
    from = page.continue;
  } while (from !== undefined);
  expect(names).toEqual(names.toSorted());
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(6);
  await expect(world.store.listOperations({ limit: 3, continue: "nonsense" })).rejects.toMatchObject({
    code: "REQUEST_INVALID",
  });
  const operations = await world.store.listOperations({ limit: 500 });
  expect(operations.items.map(({ id }) => id)).toEqual(
    operations.items
      .map(({ id }) => id)
      .toSorted()
      .toReversed(),
  );
});

test("a store whose database is away says so, and is back with it", async () => {
  const away = postgresStore(connectPostgres("postgres://nobody@127.0.0.1:1/none"));
  await expect(away.ping()).rejects.toMatchObject({ code: "STORE_UNREACHABLE" });
  await expect(away.acceptApply(request(), { documents: [] })).rejects.toMatchObject({ code: "STORE_UNREACHABLE" });
  await away.close();
  await world.store.ping();
  const lost = connectPostgres(world.url, { poolMax: 2 });
  const other = postgresStore(lost);
  await other.ping();
  await world.postgres.call(
    {
      name: "kill others",
      text: "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    },
    [],
  );
  await expect
    .poll(
      async () =>
        await other.ping().then(
          () => "answers",
          () => "away",
        ),
    )
    .toBe("answers");
  await expect
    .poll(
      async () =>
        await world.store.ping().then(
          () => "answers",
          () => "away",
        ),
    )
    .toBe("answers");
  await other.close();
});
