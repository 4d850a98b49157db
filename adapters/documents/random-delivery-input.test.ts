import fc from "fast-check";
import { expect, test } from "vitest";
import { LINE, pipeline } from "../../test/setup/bad-input/line.ts";
import { problemsOf } from "../../test/setup/bad-input/world.ts";
import { gateByKind, stepByKind } from "../../workers/gates-and-steps.ts";

const environments = ["shop-dev", "shop-staging", "shop-prod", "shop-other", "nowhere"];
const gateKinds = [...gateByKind.values()];
const stepKinds = [...stepByKind.values()];

const text = fc.oneof(
  fc.constantFrom(
    "${parameters.count}",
    "${parameters.owner}m",
    "${parameters.none}",
    "${environment.class}",
    "${release.version}",
    "${release.artifacts.api.digest}",
    "${promotion.requestedAt}",
    "${promotion}",
    "${components.api.outputs.url}/a",
    "${components.api.outputs}",
    "${components.none.outputs.url}",
    "${secrets.key}",
    "${secrets.none}",
    "${gates.change.number}",
    '${gates["verified-upstream"]}',
    "${steps.a.json.b}",
    "${steps.a}",
    '${steps["snapshot-database"].snapshot}',
    "${steps.constructor.name}",
    "${true}",
    "${1 / 0}",
    "${1 +}",
    "${",
    "$${a}",
    "10m",
    "database",
    "api",
    "itsm",
    "https://a.example",
    "",
  ),
  fc.string({ maxLength: 6 }),
);
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    text,
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("connection", "url", "for", "__proto__", "constructor", "a~/b", ""), tie("value"), {
      maxKeys: 3,
    }),
  ),
})).value;

/** An example of a kind, some of whose fields are something else. */
const changed = (examples: readonly object[]) =>
  fc
    .tuple(
      fc.constantFrom(...examples),
      fc.array(
        fc.tuple(
          fc.constantFrom(
            "connection",
            "url",
            "for",
            "component",
            "artifact",
            "issues",
            "body",
            "readyWithin",
            "headers",
          ),
          json,
        ),
        { maxLength: 2 },
      ),
    )
    .map(([example, entries]) => ({ ...example, ...Object.fromEntries(entries) }));
const itemOf = (kinds: readonly { readonly kind: string; readonly examples: readonly object[] }[]) =>
  fc
    .constantFrom(...kinds)
    .chain(({ kind, examples }) =>
      fc.record({ kind: fc.oneof({ weight: 9, arbitrary: fc.constant(kind) }, text), config: changed(examples) }),
    );
const as = fc.option(fc.constantFrom("a", "change", "constructor", "x1"), { nil: undefined });
const gate = fc.tuple(itemOf(gateKinds), as).map(([item, name]) => ({ ...item, ...(name && { as: name }) }));
const step = fc
  .tuple(itemOf(stepKinds), as, fc.option(text, { nil: undefined }), fc.constantFrom("5s", "0s", "3d", undefined))
  .map(([item, name, condition, timeout]) => ({
    ...item,
    ...(name && { as: name }),
    ...(condition !== undefined && { if: condition }),
    ...(timeout && { timeout }),
  }));
const stage = fc.record(
  {
    environment: fc.constantFrom(...environments),
    after: fc.array(fc.constantFrom(...environments), { maxLength: 3 }),
    gates: fc.array(gate, { maxLength: 3 }),
    beforeDeploy: fc.array(step, { maxLength: 3 }),
    afterDeploy: fc.array(step, { maxLength: 3 }),
  },
  { requiredKeys: ["environment"] },
);
const time = fc.oneof(fc.constantFrom("2026-12-20T00:00", "2026-12-20T00:00Z", "2026-02-30T00:00", "now"), text);
const spec = {
  Pipeline: fc.record({ stages: fc.array(stage, { minLength: 1, maxLength: 4 }) }),
  FreezeWindow: fc.record(
    {
      reason: fc.constant("a"),
      scope: fc.record(
        { class: fc.constantFrom("dev", "prod"), environment: fc.constantFrom(...environments) },
        { requiredKeys: [] },
      ),
      timeZone: fc.oneof(fc.constantFrom("UTC", "Europe/Berlin", "Berlin", "+01:00"), fc.string({ minLength: 1 })),
      from: time,
      to: time,
      recurrence: fc.record({
        rule: fc.oneof(
          fc.constantFrom("FREQ=WEEKLY;BYDAY=FR", "FREQ=DAILY", "FREQ=HOURLY"),
          fc.string({ minLength: 1 }),
        ),
        start: time,
        duration: fc.constantFrom("1h", "24h", "3d", "0s"),
      }),
    },
    { requiredKeys: ["reason"] },
  ),
  Connection: fc.record(
    {
      system: fc.constantFrom("servicenow", "jira", "http"),
      url: fc.oneof(fc.constantFrom("https://a.example", "http://a:b@c.example", "https:\\\\a@b"), fc.webUrl()),
      credentials: fc.dictionary(
        fc.constantFrom("username", "passwordSecret", "clientId", "clientSecretSecret", "tokenSecret"),
        fc.constantFrom("key", "none"),
      ),
      options: fc.dictionary(fc.string(), json, { maxKeys: 2 }),
    },
    { requiredKeys: ["system", "url"] },
  ),
  Subscription: fc.record(
    {
      events: fc.array(fc.oneof(fc.constantFrom("promotion.*", "environment.held", "*"), fc.string({ minLength: 1 })), {
        minLength: 1,
        maxLength: 3,
      }),
      classes: fc.array(fc.constantFrom("dev", "prod"), { minLength: 1, maxLength: 2 }),
      environments: fc.array(fc.constantFrom(...environments), { minLength: 1, maxLength: 2 }),
      webhook: fc.record({
        url: fc.oneof(fc.webUrl(), fc.string({ minLength: 1 })),
        secret: fc.constantFrom("key", "none"),
      }),
    },
    { requiredKeys: ["events", "webhook"] },
  ),
};
const document = fc
  .constantFrom("Pipeline", "Pipeline", "FreezeWindow", "Connection", "Subscription")
  .chain((kind) =>
    fc
      .tuple(fc.constantFrom("a", "other", "itsm"), spec[kind as keyof typeof spec] as fc.Arbitrary<unknown>)
      .map(([name, of]) =>
        JSON.stringify({ apiVersion: "holdfast.dev/v1", kind, metadata: { project: "shop", name }, spec: of }),
      ),
  );
const file = fc.array(document, { minLength: 1, maxLength: 3 }).map((documents) => documents.join("\n---\n"));

test("random pipelines, freeze windows, connections and subscriptions never crash the check, and each problem has its position", async () => {
  let checked = 0;
  await fc.assert(
    fc.asyncProperty(file, async (sent) => {
      const problems = await problemsOf(sent, LINE);
      if (problems.every(({ code }) => !code.startsWith("DOCUMENT_"))) checked += 1;
      expect(problems.length).toBeLessThanOrEqual(50);
      for (const problem of problems) {
        expect(problem.line).toBeGreaterThanOrEqual(1);
        expect(problem.column).toBeGreaterThanOrEqual(1);
        expect(problem.message).not.toBe("");
        expect(problem.message).not.toContain("undefined");
      }
    }),
    { numRuns: 3_000, seed: 20_261_129 },
  );
  // Otherwise the parser refuses nearly all of them, and the check sees none.
  expect(checked).toBeGreaterThan(600);
}, 120_000);

/** Whether a stage can be reached from itself; by brute force. */
function hasCycle(after: ReadonlyMap<string, readonly string[]>): boolean {
  let reached = new Map([...after].map(([name, needs]) => [name, new Set(needs)]));
  for (let round = 0; round < after.size; round++)
    reached = new Map(
      [...reached].map(([name, needs]) => [
        name,
        new Set([...needs, ...[...needs].flatMap((need) => after.get(need) ?? [])]),
      ]),
    );
  return [...reached].some(([name, needs]) => needs.has(name));
}

test("an order of stages is refused exactly when a stage comes after itself", async () => {
  const names = environments.slice(0, 3);
  const afters = fc.tuple(...names.map(() => fc.uniqueArray(fc.constantFrom(...names), { maxLength: 2 })));
  await fc.assert(
    fc.asyncProperty(afters, async (lists) => {
      const lines = names.map((name, index) => `    - { environment: ${name}, after: [${lists[index]?.join(", ")}] }`);
      const codes = (await problemsOf(pipeline(lines.join("\n")), LINE)).map(({ code }) => code);
      const isCircular = hasCycle(new Map(names.map((name, index) => [name, lists[index] ?? []])));
      expect([...new Set(codes)]).toEqual(isCircular ? ["GRAPH_CYCLE"] : []);
    }),
    { numRuns: 300, seed: 20_261_129 },
  );
});
