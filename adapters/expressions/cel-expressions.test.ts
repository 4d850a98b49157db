import { expect, test } from "vitest";
import { OrchestratorError } from "../../domain/errors.ts";
import type { Json, JsonObject } from "../../domain/schema/json.ts";
import { celExpressions } from "./cel-expressions.ts";

const expressions = celExpressions();
const bindings: JsonObject = {
  parameters: {
    count: 3,
    ratio: 2,
    half: 0.5,
    greeting: "Hello",
    list: [1, 2, 3],
    empty: [],
    nested: { a: { "b-c": [true, null] } },
    on: true,
  },
  environment: { name: "shop-dev", project: "shop", class: "dev", cell: "local", uid: "u1" },
  release: {
    version: "1.0.0",
    digest: "sha256:0",
    blueprint: "shop@1.0.0",
    artifacts: { api: { digest: "sha256:1" } },
  },
  secrets: { key: "hush-hush" },
  gates: { change: { number: "CHG1", url: "http://tickets/1" } },
  steps: { migrate: { applied: ["0001_a.sql"] } },
  promotion: { id: "p1", kind: "promote", release: { version: "1.0.0" } },
  components: { database: { outputs: { url: "postgres://db", port: 5432 } }, "x-y": { outputs: { z: "zed" } } },
};

const codeOf = async (run: () => unknown): Promise<{ code: string; message: string }> => {
  try {
    await run();
  } catch (error) {
    if (error instanceof OrchestratorError) return { code: error.code, message: error.message };
    throw error;
  }
  return { code: "none", message: "" };
};

test.each<{ expression: string; want: Json }>([
  { expression: "1 + 2", want: 3 },
  { expression: "parameters.count + 1", want: 4 },
  { expression: "parameters.count * 1.5", want: 4.5 },
  { expression: "parameters.ratio * parameters.half", want: 1 },
  { expression: "7 / 2", want: 3 },
  { expression: 'parameters.greeting + ", " + environment.name', want: "Hello, shop-dev" },
  { expression: "parameters.nested", want: { a: { "b-c": [true, null] } } },
  { expression: 'parameters.nested.a["b-c"][0]', want: true },
  { expression: '{"a": parameters.list, "b": 1.5, "c": null}', want: { a: [1, 2, 3], b: 1.5, c: null } },
  { expression: "components.database.outputs.url", want: "postgres://db" },
  { expression: 'components["x-y"].outputs["z"]', want: "zed" },
  { expression: "components.database.outputs", want: { url: "postgres://db", port: 5432 } },
  { expression: "secrets.key", want: "hush-hush" },
  { expression: 'environment.class == "prod" ? 3 : 1', want: 1 },
  { expression: "has(parameters.absent) ? 1 : 2", want: 2 },
  { expression: "parameters.list.map(n, n * 2)", want: [2, 4, 6] },
  { expression: "parameters.list.filter(n, n > 1)", want: [2, 3] },
  { expression: "parameters.list.exists(n, n == parameters.count)", want: true },
  { expression: 'parameters.greeting.matches("^H.*o$")', want: true },
  { expression: "release.artifacts.api.digest", want: "sha256:1" },
  { expression: "size(parameters.list) == 3 && type(parameters.count) == int", want: true },
  { expression: 'string(parameters.count) + "s"', want: "3s" },
  { expression: "gates.change.number", want: "CHG1" },
  { expression: "gates.change", want: { number: "CHG1", url: "http://tickets/1" } },
  { expression: 'steps["migrate"].applied[0]', want: "0001_a.sql" },
  { expression: "has(steps.migrate.applied)", want: true },
  { expression: "has(steps.later.applied) || has(steps.migrate.absent)", want: false },
  { expression: 'promotion.kind == "promote" ? promotion.release.version : ""', want: "1.0.0" },
])("evaluate() gives the JSON value of $expression", async ({ expression, want }) => {
  expect(await expressions.evaluate(expression, bindings)).toEqual(want);
});

test.each([
  { expression: "1 +", code: "EXPRESSION_INVALID", part: "is no expression" },
  { expression: "a..b", code: "EXPRESSION_INVALID", part: "is no expression" },
  { expression: "'open", code: "EXPRESSION_INVALID", part: "is no expression" },
  { expression: "parameter.x", code: "EXPRESSION_INVALID", part: 'did you mean "parameters"?' },
  { expression: "components.x-y.outputs.z", code: "EXPRESSION_INVALID", part: 'components["a-b"]' },
  { expression: "components.x.output.y", code: "EXPRESSION_INVALID", part: "components.NAME.outputs.OUTPUT" },
  {
    expression: "components[parameters.greeting].outputs.y",
    code: "EXPRESSION_INVALID",
    part: "components.NAME.outputs.OUTPUT",
  },
  { expression: "secrets", code: "EXPRESSION_INVALID", part: "secrets.NAME" },
  { expression: "parameters", code: "EXPRESSION_INVALID", part: "parameters.NAME" },
  { expression: "gates", code: "EXPRESSION_INVALID", part: "gates.NAME.OUTPUT" },
  { expression: "steps[parameters.greeting].x", code: "EXPRESSION_INVALID", part: "steps.NAME.OUTPUT" },
  { expression: "step.x.y", code: "EXPRESSION_INVALID", part: 'did you mean "steps"?' },
  { expression: "steps.http-check.status", code: "EXPRESSION_INVALID", part: 'steps["a-b"]' },
  { expression: "strin(1)", code: "EXPRESSION_INVALID", part: 'did you mean "string"?' },
  { expression: "google.protobuf.Duration{seconds: 1}", code: "EXPRESSION_INVALID", part: "no value of JSON" },
  { expression: `${"(".repeat(500)}1${")".repeat(500)}`, code: "EXPRESSION_INVALID", part: "more than 32 brackets" },
  { expression: `${"[".repeat(33)}${"]".repeat(33)}`, code: "EXPRESSION_INVALID", part: "more than 32 brackets" },
  { expression: `"${"x".repeat(4_096)}"`, code: "EXPRESSION_INVALID", part: "longer than 4096 bytes" },
  { expression: `1${" + 1".repeat(400)}`, code: "EXPRESSION_INVALID", part: "more than 500 parts" },
])("references() refuses $expression with $code", async ({ expression, code, part }) => {
  const refused = await codeOf(() => expressions.references(expression));
  expect(refused.code).toBe(code);
  expect(refused.message).toContain(part);
});

test.each([
  { expression: "parameters.count + parameters.greeting", code: "EXPRESSION_TYPE", part: "(int, string)" },
  { expression: "parameters.count ? 1 : 2", code: "EXPRESSION_TYPE", part: "int" },
  { expression: "b'abc'", code: "EXPRESSION_TYPE", part: "bytes" },
  { expression: "timestamp('2026-01-01T00:00:00Z')", code: "EXPRESSION_TYPE", part: "time" },
  { expression: "9007199254740993 + 2", code: "EXPRESSION_TYPE", part: "too large to be exact" },
  { expression: "1.0 / 0.0", code: "EXPRESSION_TYPE", part: "not finite" },
  { expression: "{1: 2}", code: "EXPRESSION_TYPE", part: "keys" },
  { expression: "parameters.absent", code: "EXPRESSION_INVALID", part: "field not found" },
  { expression: "parameters.list[9]", code: "EXPRESSION_INVALID", part: "out of bounds" },
  { expression: "1 / 0", code: "EXPRESSION_INVALID", part: "divide by zero" },
  { expression: "int(gates.change.number)", code: "EXPRESSION_INVALID", part: "with the values it got" },
  { expression: "steps.later.applied", code: "EXPRESSION_INVALID", part: "with the values it got" },
  { expression: "int(secrets.key)", code: "EXPRESSION_INVALID", part: "with the values it got" },
  { expression: "parameters.list.map(n, n + 'a')", code: "EXPRESSION_TYPE", part: "(int, string)" },
])("evaluate() refuses $expression with $code", async ({ expression, code, part }) => {
  const refused = await codeOf(async () => await expressions.evaluate(expression, bindings));
  expect(refused.code).toBe(code);
  expect(refused.message).toContain(part);
  expect(refused.message).not.toContain("hush");
});

test("references() lists what an expression refers to, loop variables left out", () => {
  const text =
    '[components.database.outputs.url, components["x-y"].outputs.z].map(c, c + parameters.a + secrets["k-1"] + environment.name).size() + size(components.web.outputs) + gates.a.b.c + size(gates.a) + steps["s-1"].x + promotion.attempt';
  expect(expressions.references(text)).toEqual({
    components: [{ name: "database", output: "url" }, { name: "web" }, { name: "x-y", output: "z" }],
    parameters: ["a"],
    secrets: ["k-1"],
    gates: [{ name: "a", output: "b" }, { name: "a" }],
    steps: [{ name: "s-1", output: "x" }],
    roots: ["environment", "promotion"],
  });
});

test("evaluate() stops an expression that takes longer than 100 ms and evaluates the next one", async () => {
  const numbers = Array.from({ length: 400 }, (_, index) => index);
  const costly = "parameters.n.all(a, parameters.n.all(b, parameters.n.all(c, a + b + c >= 0)))";
  const [stopped, next] = await Promise.all([
    codeOf(async () => await expressions.evaluate(costly, { parameters: { n: numbers } })),
    expressions.evaluate("parameters.n.map(a, a)", { parameters: { n: [1] } }),
  ]);
  expect(stopped.code).toBe("EXPRESSION_TOO_COSTLY");
  expect(next).toEqual([1]);
});

test("evaluate() refuses a result of more than 1 MiB", async () => {
  const text = "x".repeat(600_000);
  const refused = await codeOf(
    async () => await expressions.evaluate("parameters.t + parameters.t", { parameters: { t: text } }),
  );
  expect(refused.code).toBe("EXPRESSION_TOO_COSTLY");
});
