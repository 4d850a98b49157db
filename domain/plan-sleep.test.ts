import { expect, test } from "vitest";
import { actions, applied, digest, find, OUTPUTS, sources, standing } from "../test/setup/plan-world.ts";
import { makePlan, makeSleepPlan, makeWakePlan } from "./make-plan.ts";
import type { PlanSources } from "./make-plan.ts";

const kinds: PlanSources["kinds"] = {
  service: { replaceOn: [], expectedMs: () => 1_000, readyWithinMs: 60_000, sleep: () => undefined },
  postgres: { replaceOn: [], expectedMs: () => 2_000, readyWithinMs: 90_000 },
};

test("sleep stops what can be stopped, what uses it first, and keeps the rest", async () => {
  const plan = makeSleepPlan({ basis: await standing(), kinds, digest });
  expect(actions(plan)).toEqual({ database: "keep", api: "sleep", web: "sleep", cron: "sleep" });
  expect(find(plan, "cron")?.needs).toEqual([]);
  expect(find(plan, "web")?.needs).toEqual(["cron"]);
  expect(find(plan, "api")?.needs).toEqual(["web"]);
  expect(plan.components.map(({ name }) => name)).toEqual(["cron", "web", "api", "database"]);
  expect(find(plan, "database")?.reason).toBe("nothing of kind postgres can be stopped for a while");
});

test("what sleeps already is left alone", async () => {
  const basis = await standing();
  const some = basis.applied.map((component) =>
    component.name === "web" ? { ...component, isReady: false, isAsleep: true as const } : component,
  );
  expect(actions(makeSleepPlan({ basis: { ...basis, applied: some }, kinds, digest }))).toMatchObject({
    web: "keep",
    api: "sleep",
  });
});

test("a wake runs what sleeps after what it needs, and what uses its outputs", async () => {
  const basis = await standing();
  const asleep = (await applied({})).map((component) =>
    component.name === "api" ? { ...component, isReady: false, isAsleep: true as const } : component,
  );
  const world = {
    basis: { ...basis, applied: asleep, outputs: { database: OUTPUTS["database"] ?? [], web: OUTPUTS["web"] ?? [] } },
  };
  const plan = await makeWakePlan(sources(world));
  expect(actions(plan)).toEqual({ database: "keep", api: "wake", web: "may change", cron: "keep" });
});

test("a wake also brings up what failed while it was put to sleep or woken, and a sleep stops that", async () => {
  const basis = await standing();
  const half = basis.applied.map((component) => {
    if (component.name === "api") return { ...component, isReady: false, isHalfAsleep: true as const };
    return component.name === "web" ? { ...component, isReady: false, isAsleep: true as const } : component;
  });
  const world = { basis: { ...basis, applied: half } };
  expect(actions(await makeWakePlan(sources(world)))).toMatchObject({ database: "keep", api: "wake", web: "wake" });
  expect(actions(makeSleepPlan({ ...world, kinds, digest }))).toMatchObject({ api: "sleep", web: "keep" });
});

test("a plan that runs while the environment sleeps wakes what sleeps, under the digest that people were shown", async () => {
  const basis = await standing();
  const asleep = basis.applied.map((component) =>
    component.name === "database" ? component : { ...component, isReady: false, isAsleep: true as const },
  );
  const world = { parameters: { greeting: "Bonjour" } };
  const shown = await makePlan(sources({ ...world, basis }));
  const plan = await makePlan(sources({ ...world, basis: { ...basis, applied: asleep } }));
  expect(actions(shown)).toEqual({ database: "keep", api: "update", web: "may change", cron: "keep" });
  expect(actions(plan)).toEqual({ database: "keep", api: "update", web: "wake", cron: "wake" });
  expect(plan.digest).toBe(shown.digest);
});
