import { expect, test } from "vitest";
import type { Json } from "../../domain/schema/json.ts";
import { stepWorld } from "../../test/steps/step-world.ts";

/** The config that a step gets for what the pipeline says. */
async function configOf(config: Readonly<Record<string, Json>>) {
  const world = stepWorld({ row: { config } });
  let seen: unknown;
  world.acting.push((given) => {
    seen = given;
    return { status: "succeeded" };
  });
  const result = await world.attempt();
  return { result, seen };
}

test.each<{ expression: string; want: Json }>([
  { expression: "parameters.size + 1", want: 4 },
  { expression: "environment.name", want: "shop-staging" },
  { expression: "environment.uid", want: "environment-uid" },
  { expression: "release.version", want: "1.1.0" },
  { expression: "components.web.outputs.url", want: "http://web" },
  { expression: "components.database.outputs.url", want: "postgres://a:sealed-password@db/shop" },
  { expression: "gates.change.number", want: "CHG7" },
  { expression: "steps.migrate.applied[0]", want: "0001_a.sql" },
  { expression: "has(steps.later.x)", want: false },
  { expression: "promotion.previousRelease", want: "1.0.0" },
  { expression: "promotion.environment.class", want: "staging" },
])("$expression gives $want", async ({ expression, want }) => {
  expect((await configOf({ more: `\${${expression}}` })).seen).toEqual({ more: want });
});

test.each([
  { config: { text: "${parameters.size}" }, reason: "its config is not valid: config.text: " },
  { config: { other: 1 }, reason: "its config is not valid: config: " },
  { config: { text: "${parameters.nothing}" }, reason: "cannot be evaluated" },
  { config: { text: "${secrets.nothing}" }, reason: 'there is no secret "nothing"' },
  { config: { text: "${" }, reason: "no closing brace" },
  { config: { text: "${components.cache.outputs.url}" }, reason: "cannot be evaluated" },
])("$config has failed, and is not tried again", async ({ config, reason }) => {
  const world = stepWorld({ row: { config, retries: 5 } });
  expect(await world.attempt()).toMatchObject({
    state: "failed",
    reason: expect.stringContaining(reason) as unknown,
  });
});

test.each([
  { condition: '${environment.class == "staging"}', state: "done" },
  { condition: '${environment.class == "prod"}', state: "skipped" },
  { condition: "${has(steps.later.x)}", state: "skipped" },
])("with the condition $condition it is $state", async ({ condition, state }) => {
  const world = stepWorld({ row: { if: condition, config: state === "skipped" ? { text: "${" } : {} } });
  expect(await world.attempt()).toMatchObject({ state });
  if (state === "skipped") expect(world.recorded).toEqual([`skipped: its condition is false: ${condition}`]);
  expect(await world.attempt()).toMatchObject({ state });
});

test("a condition that gives no truth value is a failure, also the text false", async () => {
  for (const condition of ["${parameters.size}", "false"]) {
    const world = stepWorld({ row: { if: condition } });
    expect(await world.attempt()).toMatchObject({
      state: "failed",
      reason: expect.stringContaining("neither true nor false") as unknown,
    });
  }
});

test("an undo does not ask for the condition", async () => {
  const world = stepWorld({ row: { if: "${false}" } });
  world.turn = { ...world.turn, isUndo: true };
  expect(await world.attempt()).toEqual({ state: "done" });
});

test("a secret output that the cell has lost is a failure", async () => {
  const world = stepWorld({ row: { config: { text: "${components.database.outputs.url}" } } });
  delete world.sealedValues["database-uid"];
  expect(await world.attempt()).toMatchObject({
    state: "failed",
    reason: 'the cell has lost the secret output "url" of "database"',
  });
});
