import { describe, expect, it } from "vitest";
import type { Catalog, StoreOfApi } from "../../adapters/store/port.ts";
import type { ApiDeps } from "../app.ts";
import { apiUnderTest } from "../../test/api/api-under-test.ts";

const PROJECT = `apiVersion: holdfast.dev/v1
kind: Project
metadata: { name: shop }
spec: {}
`;
const BLUEPRINT = `apiVersion: holdfast.dev/v1
kind: Blueprint
metadata: { project: shop, name: shop, version: 1.0.0 }
spec:
  components:
    web: { kind: thing }
`;
const RELEASE = `apiVersion: holdfast.dev/v1
kind: Release
metadata: { project: shop, version: 1.0.0 }
spec: { blueprint: shop@1.0.0 }
`;
const ENVIRONMENT = `apiVersion: holdfast.dev/v1
kind: Environment
metadata: { project: shop, name: dev }
spec: { class: dev, cell: local, release: 1.0.0 }
`;
/** Against the order in which they build on each other. */
const ALL = [ENVIRONMENT, RELEASE, BLUEPRINT, PROJECT].join("---\n");

const kinds: ApiDeps["kinds"] = [
  {
    kind: "thing",
    summary: "A thing.",
    artifact: "none",
    outputs: {},
    examples: [],
    expectedMs: () => 1_000,
    readyWithinMs: 10_000,
    replaceOn: [],
    checked: { kind: "thing", artifact: "none", outputs: [], configSchema: {}, parseConfig: () => [] },
  },
];

function applyUnderTest(store: Partial<StoreOfApi> = {}) {
  const { send, ...rest } = apiUnderTest({ store, deps: { kinds } });
  const apply = (body: string, { query = "", ...headers }: Record<string, string> = {}) =>
    send(`/v1/apply${query}`, { method: "POST", body, headers: { "content-type": "application/yaml", ...headers } });
  return { ...rest, apply };
}

describe("apply", () => {
  it("stores documents in the order in which they build on each other, each with its digest, environments with their plan", async () => {
    const stored: Parameters<StoreOfApi["acceptApply"]>[1][] = [];
    const { apply } = applyUnderTest({
      acceptApply: async (_, accepted) => {
        stored.push(accepted);
        return {
          isReplay: false,
          results: [{ kind: "Environment", project: "shop", name: "dev", result: "created", operationId: "op-1" }],
        };
      },
    });
    const answer = await apply(ALL);
    expect(answer.status).toBe(202);
    expect(answer.headers.get("location")).toBe("/v1/operations/op-1");
    const [{ documents } = { documents: [] }] = stored;
    expect(documents.map(({ document }) => document.kind)).toEqual(["Project", "Blueprint", "Release", "Environment"]);
    expect(documents.every(({ digest }) => /^sha256:[0-9a-f]{64}$/.test(digest))).toBe(true);
    expect(documents.map(({ plan }) => plan?.components.map((component) => component.action))).toEqual([
      undefined,
      undefined,
      undefined,
      ["create"],
    ]);
    expect(await answer.json()).toMatchObject({
      dryRun: false,
      isReplay: false,
      plans: [{ project: "shop", environment: "dev" }],
    });
  });

  it("answers 200 where nothing runs", async () => {
    const { apply } = applyUnderTest();
    const answer = await apply(PROJECT);
    expect(answer.status).toBe(200);
    expect(answer.headers.has("location")).toBe(false);
  });

  it("stores nothing in a dry run and says what would have become of each document", async () => {
    const { apply } = applyUnderTest({ acceptApply: () => Promise.reject(new Error("must not be called")) });
    const answer = await apply(ALL, { query: "?dryRun=true" });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      dryRun: true,
      results: [
        { kind: "Project", project: "shop", name: "shop", result: "created" },
        { kind: "Blueprint", project: "shop", name: "shop@1.0.0", result: "created" },
        { kind: "Release", project: "shop", name: "1.0.0", result: "created" },
        { kind: "Environment", project: "shop", name: "dev", result: "created" },
      ],
      plans: [{ environment: "dev", plan: { components: [{ name: "web", action: "create", reason: "new" }] } }],
    });
  });

  it("takes JSON as it takes YAML", async () => {
    const { apply } = applyUnderTest();
    const document = { apiVersion: "holdfast.dev/v1", kind: "Project", metadata: { name: "shop" }, spec: {} };
    expect((await apply(JSON.stringify(document), { "content-type": "application/json; charset=utf-8" })).status).toBe(
      200,
    );
  });

  it("refuses with every problem at its position, and stores nothing", async () => {
    const { apply } = applyUnderTest({ acceptApply: () => Promise.reject(new Error("must not be called")) });
    const answer = await apply(
      [PROJECT.replace("spec:", "spce:"), ENVIRONMENT.replace("class: dev", "class: test")].join("---\n"),
    );
    expect(answer.status).toBe(422);
    const problem = (await answer.json()) as {
      code: string;
      detail: string;
      errors: { document: number; line: number }[];
    };
    expect(problem.code).toBe("DOCUMENT_INVALID");
    expect(problem.detail).toMatch(/^line \d+, column \d+: .*more, see errors/);
    expect(new Set(problem.errors.map(({ document }) => document))).toEqual(new Set([0, 1]));
    expect(problem.errors.every(({ line }) => line > 0)).toBe(true);
  });

  it("answers 409 where one of several problems is an immutable version", async () => {
    const stored = await catalogOfAll();
    const { apply } = applyUnderTest({ catalog: async () => stored });
    const answer = await apply(
      [ENVIRONMENT.replace("1.0.0", "9.9.9"), BLUEPRINT.replace("web:", "api:")].join("---\n"),
    );
    expect(answer.status).toBe(409);
    const problem = (await answer.json()) as { code: string; errors: { code: string }[] };
    expect(problem.code).toBe("VERSION_IMMUTABLE");
    expect(problem.errors.map(({ code }) => code)).toContain("REFERENCE_UNKNOWN");
  });

  it("compares If-Match in a dry run, and hands it to the store otherwise", async () => {
    const stored = await catalogOfAll();
    const asked: unknown[] = [];
    const results = [
      { kind: "Environment", project: "shop", name: "dev", result: "changed", operationId: "op-2" },
    ] as const;
    const { apply } = applyUnderTest({
      catalog: async () => stored,
      acceptApply: async (_, { ifGeneration }) => {
        asked.push(ifGeneration);
        return { isReplay: false, results };
      },
    });
    expect((await apply(ENVIRONMENT, { query: "?dryRun=true", "if-match": '"4"' })).status).toBe(200);
    const other = await apply(ENVIRONMENT, { query: "?dryRun=true", "if-match": '"5"' });
    expect(other.status).toBe(412);
    expect(await other.json()).toMatchObject({
      code: "PRECONDITION_FAILED",
      detail: expect.stringContaining("generation 4"),
    });
    expect((await apply(PROJECT, { "if-match": '"4"' })).status).toBe(400);
    expect((await apply(ENVIRONMENT, { "if-match": '"5"' })).status).toBe(202);
    expect(asked).toEqual([5]);
  });

  it("keeps the release of a stage, plans with it, and says so", async () => {
    const stages = [{ environment: "dev", after: [], start: "manual" }];
    const pipeline = `apiVersion: holdfast.dev/v1
kind: Pipeline
metadata: { project: shop, name: main }
spec: { stages: ${JSON.stringify(stages)} }
`;
    const asked: Parameters<StoreOfApi["acceptApply"]>[1][] = [];
    const { apply } = applyUnderTest({
      catalog: async () => await catalogOfAll(),
      acceptApply: async (_, accepted) => {
        asked.push(accepted);
        const stage = { kind: "Environment", project: "shop", name: "dev", result: "changed" } as const;
        return { isReplay: false, results: [{ ...stage, promotionId: "p1" }] };
      },
    });
    const newer = RELEASE.replace("version: 1.0.0", "version: 2.0.0");
    const answer = await apply(
      [pipeline, newer, ENVIRONMENT.replace("release: 1.0.0", "release: 2.0.0")].join("---\n"),
    );
    expect(answer.status).toBe(202);
    expect(answer.headers.get("location")).toBe("/v1/promotions/p1");
    expect(await answer.json()).toMatchObject({
      notes: [
        expect.stringContaining("environment shop/dev keeps release 1.0.0: the release of a stage moves by promotion"),
      ],
    });
    const environment = asked[0]?.documents.find(({ document }) => document.kind === "Environment");
    expect(environment?.document).toMatchObject({ spec: { release: "1.0.0" } });
  });

  it("takes a freeze window that is over, and says so", async () => {
    const warning = { severity: "warning", pointer: "/to", message: "the window is over" } as const;
    const { send } = apiUnderTest({ deps: { kinds, calendar: { check: () => [warning], spans: () => [] } } });
    const body = `apiVersion: holdfast.dev/v1
kind: FreezeWindow
metadata: { name: audit }
spec: { reason: audit, to: "2020-01-01T00:00:00Z" }
`;
    const answer = await send("/v1/apply", { method: "POST", body, headers: { "content-type": "application/yaml" } });
    expect(answer.status).toBeLessThan(300);
    expect(await answer.json()).toMatchObject({ notes: ["freeze window audit: the window is over"] });
  });

  it("takes text/yaml for YAML, and refuses an empty file", async () => {
    const { apply } = applyUnderTest();
    expect((await apply(PROJECT, { "content-type": "text/yaml" })).status).toBe(200);
    expect((await apply("")).status).toBe(422);
  });
});

/** What a store would hold after `ALL` was applied, with the environment at generation 4. */
async function catalogOfAll(): Promise<Catalog> {
  let seen: Catalog = {
    projects: ["shop"],
    blueprints: [],
    releases: [],
    environments: [],
    snapshots: [],
    connections: [],
    pipelines: [],
    freezeWindows: [],
    subscriptions: [],
  };
  const { apply } = applyUnderTest({
    acceptApply: async (_, { documents }) => {
      for (const { document, digest } of documents) {
        if (document.kind === "Blueprint") seen = { ...seen, blueprints: [{ document, digest }] };
        if (document.kind === "Release") seen = { ...seen, releases: [{ document, digest }] };
        if (document.kind === "Environment")
          seen = { ...seen, environments: [{ document, uid: "e1", phase: "Ready", generation: 4 }] };
      }
      return { isReplay: false, results: [] };
    },
  });
  await apply(ALL);
  return seen;
}
