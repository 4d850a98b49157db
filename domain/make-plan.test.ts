import { expect, test } from "vitest";
import {
  actions,
  applied,
  component,
  digest,
  find,
  OUTPUTS,
  shop,
  sources,
  standing,
  type World,
} from "../test/setup/plan-world.ts";
import { wholeInputDigest } from "./desired-inputs.ts";
import { emptyBasis, makeDeletionPlan, makePlan, makeRepairPlan, makeRevertPlan } from "./make-plan.ts";

test("a new environment creates everything, in order, with the critical path as its estimate", async () => {
  const plan = await makePlan(sources({}));
  expect(actions(plan)).toEqual({ database: "create", api: "create", web: "create", cron: "create" });
  expect(plan.components.map(({ name, needs }) => [name, needs])).toEqual([
    ["database", []],
    ["api", ["database"]],
    ["web", ["api"]],
    ["cron", ["web"]],
  ]);
  expect(plan.estimateMs).toBe(5_000);
  expect(find(plan, "api")).toMatchObject({ readyWithinMs: 30_000, expectedMs: 1_000 });
  expect(find(plan, "database")).toMatchObject({ readyWithinMs: 90_000, onDelete: "snapshot" });
});

test("the same again keeps everything, and a plan made twice has the same digest", async () => {
  const basis = await standing();
  const plan = await makePlan(sources({ basis }));
  expect(actions(plan)).toEqual({ database: "keep", api: "keep", web: "keep", cron: "keep" });
  expect(plan.estimateMs).toBe(0);
  expect((await makePlan(sources({ basis: { ...basis, expectedMs: { api: 7 } } }))).digest).toBe(plan.digest);
});

test.each<{ name: string; world: World; want: Record<string, string>; changed: readonly string[] }>([
  {
    name: "a parameter",
    world: { parameters: { greeting: "Hi" } },
    want: { database: "keep", api: "update", web: "may change", cron: "keep" },
    changed: ["config.environment"],
  },
  {
    name: "an artifact",
    world: { artifacts: { api: "a2", web: "w1" } },
    want: { database: "keep", api: "update", web: "may change", cron: "keep" },
    changed: ["artifact"],
  },
  {
    name: "a secret's version",
    world: { secretVersion: "v2" },
    want: { database: "keep", api: "update", web: "may change", cron: "keep" },
    changed: ["config.environment"],
  },
  {
    name: "only readyWithin",
    world: { parameters: { limit: "40s" } },
    want: { database: "keep", api: "keep", web: "keep", cron: "keep" },
    changed: [],
  },
  {
    name: "only the release's version",
    world: { version: "1.1.0" },
    want: { database: "keep", api: "keep", web: "keep", cron: "keep" },
    changed: [],
  },
  {
    name: "a config key taken away",
    world: {
      components: {
        ...shop,
        api: component({ artifact: "api", config: { environment: shop["api"]?.config["environment"] ?? {} } }),
      },
    },
    want: { database: "keep", api: "update", web: "may change", cron: "keep" },
    changed: ["config.command"],
  },
])("changing $name touches only what it affects", async ({ world, want, changed }) => {
  const plan = await makePlan(sources({ ...world, basis: await standing() }));
  expect(actions(plan)).toEqual(want);
  expect(find(plan, "api")?.changed).toEqual(changed);
});

test("what cannot be changed in place is replaced, and what uses it may change", async () => {
  const components = { ...shop, database: component({ kind: "postgres", config: { database: "other" } }) };
  const plan = await makePlan(sources({ components, basis: await standing() }));
  expect(actions(plan)).toEqual({ database: "replace", api: "may change", web: "may change", cron: "keep" });
  expect(find(plan, "api")).toMatchObject({ needs: ["database"], reason: "database may give other outputs" });
});

test("another kind under the same name is a replacement", async () => {
  const components = { ...shop, database: component({ config: { database: "shop" } }) };
  expect(find(await makePlan(sources({ components, basis: await standing() })), "database")).toMatchObject({
    action: "replace",
    reason: "kind changed from postgres to service",
  });
});

test("a component that is not ready is updated, one that never was is created", async () => {
  const basis = await standing();
  const rows = basis.applied.map((row) => {
    if (row.name === "web") return { ...row, isReady: false };
    return row.name === "cron" ? { ...row, isReady: false, inputDigests: {} } : row;
  });
  const plan = await makePlan(sources({ basis: { ...basis, applied: rows } }));
  expect(actions(plan)).toEqual({ database: "keep", api: "keep", web: "update", cron: "create" });
  expect(find(plan, "web")?.reason).toBe("not ready");
});

test("an output that changed while its user was not converged is seen by the next plan", async () => {
  const basis = await standing();
  const outputs = { ...OUTPUTS, database: [{ name: "url", isSecret: true, keyedHash: "h2" } as const] };
  const plan = await makePlan(sources({ basis: { ...basis, outputs } }));
  expect(actions(plan)).toEqual({ database: "keep", api: "update", web: "may change", cron: "keep" });
  expect(find(plan, "api")).toMatchObject({
    reason: "database gave other outputs",
    changed: ["components.database.outputs.url"],
  });
});

test("an output that is not known leaves it to the component's turn", async () => {
  const basis = await standing();
  const plan = await makePlan(sources({ basis: { ...basis, outputs: { api: OUTPUTS["api"] ?? [] } } }));
  expect(actions(plan)).toEqual({ database: "keep", api: "may change", web: "may change", cron: "keep" });
});

test("restoreFrom counts only when a component is created", async () => {
  const plan = await makePlan(sources({ restoreFrom: { database: "snap-1" }, basis: await standing() }));
  expect(find(plan, "database")).toMatchObject({
    action: "keep",
    reason: "restoreFrom counts only when it is created",
  });
});

test("what is no longer desired is deleted last, after what needed it", async () => {
  const components = {
    api: component({ artifact: "api", config: { command: ["node"] } }),
    web: shop["web"] ?? component({}),
  };
  const plan = await makePlan(sources({ components, basis: await standing() }));
  expect(actions(plan)).toEqual({ api: "update", web: "may change", cron: "delete", database: "delete" });
  expect(find(plan, "database")?.needs).toEqual(["api"]);
  expect(find(plan, "cron")?.needs).toEqual([]);
  expect(find(plan, "web")?.needs).toEqual(["api"]);
});

test("deleting an environment goes in reverse order, also when rows need each other in a circle", async () => {
  const basis = await standing();
  const plan = makeDeletionPlan({ ...sources({}), basis });
  expect(plan.components.map(({ name, needs, action }) => [name, needs, action])).toEqual([
    ["cron", [], "delete"],
    ["web", ["cron"], "delete"],
    ["api", ["web"], "delete"],
    ["database", ["api"], "delete"],
  ]);
  const circle = basis.applied.map((row) => (row.name === "database" ? { ...row, needs: ["cron"] } : row));
  const cut = makeDeletionPlan({ ...sources({}), basis: { ...basis, applied: circle } });
  expect(cut.components).toHaveLength(4);
  expect(cut.components.filter(({ needs }) => needs.length === 0)).toHaveLength(1);
});

test("a repair runs what died and, behind it, what uses its outputs", async () => {
  const plan = await makeRepairPlan(sources({ basis: await standing() }), ["api"]);
  expect(actions(plan)).toEqual({ database: "keep", api: "repair", web: "may change", cron: "keep" });
  expect(find(plan, "api")).toMatchObject({ needs: [], reason: "died" });
  expect(find(plan, "web")?.needs).toEqual(["api"]);
});

test("a revert runs what drifted and, behind it, what uses its outputs", async () => {
  const plan = await makeRevertPlan(sources({ basis: await standing() }), ["api", "gone"]);
  expect(actions(plan)).toEqual({ database: "keep", api: "revert", web: "may change", cron: "keep" });
  expect(find(plan, "api")).toMatchObject({ needs: [], reason: "differs from what was applied", changed: [] });
  expect(find(plan, "web")?.needs).toEqual(["api"]);
});

test("what drifted is put back after what it needs, when both have drifted", async () => {
  const plan = await makeRevertPlan(sources({ basis: await standing() }), ["web", "database"]);
  expect(actions(plan)).toEqual({ database: "revert", api: "may change", web: "revert", cron: "keep" });
  expect(find(plan, "web")?.needs).toEqual(["api"]);
});

test("an expression that mixes a parameter with an output changes with the parameter", async () => {
  const mixed = {
    ...shop,
    web: component({ artifact: "web", config: { title: "${parameters.greeting + components.api.outputs.url}" } }),
  };
  const rows = await applied({ components: mixed });
  const plan = await makePlan(
    sources({
      components: mixed,
      parameters: { greeting: "Hi" },
      basis: { ...emptyBasis, applied: rows, outputs: OUTPUTS },
    }),
  );
  expect(find(plan, "web")).toMatchObject({ action: "update", changed: ["config.title"] });
});

test("a learned duration is preferred to the kind's guess", async () => {
  const basis = { ...emptyBasis, expectedMs: { api: 7 }, expectedMsByKind: { service: 9 } };
  const plan = await makePlan(sources({ basis }));
  expect(plan.components.map(({ name, expectedMs }) => [name, expectedMs])).toEqual([
    ["database", 2_000],
    ["api", 7],
    ["web", 9],
    ["cron", 9],
  ]);
});

test("a secret that does not exist is refused", async () => {
  const components = { api: component({ config: { environment: { A: "${secrets.none}" } } }) };
  await expect(makePlan(sources({ components }))).rejects.toMatchObject({ code: "SECRET_NOT_FOUND" });
});

test("the whole input digest leaves restoreFrom out and sees everything else", () => {
  const whole = wholeInputDigest({ "config.a": "1", restoreFrom: "s" }, digest);
  expect(wholeInputDigest({ "config.a": "1" }, digest)).toBe(whole);
  expect(wholeInputDigest({ "config.a": "2" }, digest)).not.toBe(whole);
});

test("1,000 components are planned in less than ten seconds", async () => {
  const many = Object.fromEntries(
    Array.from({ length: 1_000 }, (_, index) => [
      `c${index}`,
      component({
        config: { a: "${parameters.greeting}", b: index === 0 ? "x" : `\${components.c${index - 1}.outputs.url}` },
      }),
    ]),
  );
  const startMs = performance.now();
  expect((await makePlan(sources({ components: many }))).components).toHaveLength(1_000);
  expect(performance.now() - startMs).toBeLessThan(10_000);
});
