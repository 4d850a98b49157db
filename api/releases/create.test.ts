import { describe, expect, it } from "vitest";
import type { Apply, Catalog, StoreOfApi } from "../../adapters/store/port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { BlueprintDocument, ReleaseDocument } from "../../domain/schema/documents.ts";
import { apiUnderTest } from "../../test/api/api-under-test.ts";
import { someEnvironment } from "../../test/api/fake-store.ts";

const D1 = `sha256:${"1".repeat(64)}`;
const D2 = `sha256:${"2".repeat(64)}`;
const blueprint: BlueprintDocument = {
  apiVersion: "holdfast.dev/v1",
  kind: "Blueprint",
  metadata: { project: "shop", name: "shop", version: "1.0.0", labels: {} },
  spec: {
    parameters: {},
    components: { api: { kind: "thing", artifact: "api", config: {}, after: [], onDelete: "delete" } },
  },
};
const release = (version: string): ReleaseDocument => ({
  apiVersion: "holdfast.dev/v1",
  kind: "Release",
  metadata: { project: "shop", version, labels: {} },
  spec: { blueprint: "shop@1.0.0", artifacts: { api: { digest: D1 } } },
});
const catalog = (...versions: readonly string[]): Catalog => ({
  projects: ["shop"],
  blueprints: [{ document: blueprint, digest: "b" }],
  releases: versions.map((version) => ({ document: release(version), digest: "r" })),
  environments: [],
  snapshots: [],
  connections: [],
  pipelines: [],
  freezeWindows: [],
  subscriptions: [],
});

const releasesOf = ({ documents }: Apply): readonly ReleaseDocument[] =>
  documents.map(({ document }) => document).filter((document) => document.kind === "Release");

function createUnderTest(store: Partial<StoreOfApi> = {}) {
  const asked: Apply[] = [];
  const { send } = apiUnderTest({
    store: {
      catalog: async () => catalog("1.0.0"),
      ...store,
      acceptApply: async (request, apply) => {
        asked.push(apply);
        if (store.acceptApply !== undefined) return await store.acceptApply(request, apply);
        const version = releasesOf(apply)
          .map(({ metadata }) => metadata.version)
          .join();
        return { isReplay: false, results: [{ kind: "Release", project: "shop", name: version, result: "created" }] };
      },
    },
    deps: {
      kinds: [
        {
          kind: "thing",
          summary: "A thing.",
          artifact: "required",
          outputs: {},
          examples: [],
          expectedMs: () => 1_000,
          readyWithinMs: 10_000,
          replaceOn: [],
          checked: { kind: "thing", artifact: "required", outputs: [], configSchema: {}, parseConfig: () => [] },
        },
      ],
    },
  });
  const create = async (body: object) =>
    await send("/v1/releases", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ project: "shop", ...body }),
    });
  const stored = () =>
    asked.flatMap((apply) =>
      releasesOf(apply).map(({ metadata }, place) => ({
        version: metadata.version,
        buildId: apply.documents[place]?.buildId,
      })),
    );
  return { asked, create, stored };
}

const CONTENT = { blueprint: "shop@1.0.0", artifacts: { api: { digest: D2 } } };

describe("POST /v1/releases", () => {
  it("stores a release with the digest of its content", async () => {
    const { asked, create } = createUnderTest();
    const answer = await create({ version: "1.1.0", ...CONTENT });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ results: [{ name: "1.1.0", result: "created" }] });
    expect(asked[0]?.documents[0]).toMatchObject({
      document: { kind: "Release", metadata: { version: "1.1.0", labels: {} }, spec: CONTENT },
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
  });

  it.each([
    { name: "its build", body: { buildId: "ci-77" }, store: {}, want: { version: "ci-77", buildId: "ci-77" } },
    {
      name: "the release that its build has made",
      body: { buildId: "ci-77" },
      store: { releaseOfBuild: async () => ({ version: "1.0.0", digest: "r" }) },
      want: { version: "1.0.0", buildId: "ci-77" },
    },
    {
      name: "the next number",
      body: {},
      store: { catalog: async () => catalog("9", "10", "1.0.0") },
      want: { version: "11", buildId: undefined },
    },
    { name: "1 where there is no number yet", body: {}, store: {}, want: { version: "1", buildId: undefined } },
  ])("a release without a version is called after $name", async ({ body, store, want }) => {
    const { create, stored } = createUnderTest(store);
    const content = "releaseOfBuild" in store ? release("1.0.0").spec : CONTENT;
    expect((await create({ ...content, ...body })).status).toBe(200);
    expect(stored()).toEqual([want]);
  });

  it("takes the number after, where one was taken meanwhile", async () => {
    const { create, stored } = createUnderTest({
      acceptApply: async (_, { documents }) => {
        const [version = ""] = releasesOf({ documents }).map(({ metadata }) => metadata.version);
        if (Number(version) < 3) throw new OrchestratorError("VERSION_IMMUTABLE", "taken");
        return { isReplay: false, results: [{ kind: "Release", project: "shop", name: version, result: "created" }] };
      },
    });
    expect(await (await create(CONTENT)).json()).toMatchObject({ results: [{ name: "3" }] });
    expect(stored().map(({ version }) => version)).toEqual(["1", "2", "3"]);
  });

  it("a build that comes again with other content is refused", async () => {
    const { asked, create } = createUnderTest({ releaseOfBuild: async () => ({ version: "1.0.0", digest: "r" }) });
    const answer = await create({ ...CONTENT, buildId: "ci-77" });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: "VERSION_IMMUTABLE" });
    expect(asked).toEqual([]);
  });

  it("a repeated request gets its first answer, whatever has changed since", async () => {
    const first = {
      isReplay: true,
      results: [{ kind: "Release", project: "shop", name: "7", result: "created" }],
    } as const;
    const { asked, create } = createUnderTest({ findAnswer: async () => first });
    expect(await (await create({ from: "gone" })).json()).toEqual(first);
    expect(asked).toEqual([]);
  });

  it("takes from a ready environment all that is not named", async () => {
    const { asked, create } = createUnderTest({ getEnvironment: async () => someEnvironment() });
    expect((await create({ version: "2.0.0", from: "shop-dev" })).status).toBe(200);
    expect((await create({ version: "2.1.0", from: "shop-dev", artifacts: CONTENT.artifacts })).status).toBe(200);
    expect(asked.flatMap(releasesOf).map(({ spec }) => spec)).toEqual([release("1.0.0").spec, CONTENT]);
  });

  it.each([
    {
      name: "that failed",
      environment: someEnvironment({ phase: "Failed", reason: "api failed" }),
      says: "Failed: api failed",
    },
    { name: "that is changing", environment: someEnvironment({ generation: 8 }), says: "on its way" },
  ])("takes nothing from an environment $name", async ({ environment, says }) => {
    const { create } = createUnderTest({ getEnvironment: async () => environment });
    const answer = await create({ version: "2.0.0", from: "shop-dev" });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: "ENVIRONMENT_NOT_READY", detail: expect.stringContaining(says) });
  });

  it.each([
    { name: "no content", body: {}, status: 400, says: "body/blueprint" },
    { name: "an unknown key", body: { ...CONTENT, tag: "x" }, status: 400, says: "tag" },
    { name: "a build that is no version", body: { ...CONTENT, buildId: "build/1" }, status: 400, says: "body/version" },
    { name: "an environment that is not there", body: { from: "nowhere" }, status: 404, says: "nowhere" },
    {
      name: "an image with a tag alone",
      body: { ...CONTENT, version: "2.0.0", artifacts: { api: { image: "ghcr.io/shop/api:2" } } },
      status: 422,
      says: "a tag alone may move",
    },
    {
      name: "an image for a kind that runs a directory",
      body: { ...CONTENT, version: "2.0.0", artifacts: { api: { image: `ghcr.io/shop/api@${D1}` } } },
      status: 422,
      says: "runs a directory",
    },
    {
      name: "a missing artifact",
      body: { ...CONTENT, version: "2.0.0", artifacts: {} },
      status: 422,
      says: 'no artifact "api"',
    },
  ])("refuses $name without a line that nobody wrote", async ({ body, status, says }) => {
    const { asked, create } = createUnderTest();
    const answer = await create(body);
    const problem = (await answer.json()) as { detail: string; errors?: readonly object[] };
    expect([answer.status, problem.detail]).toEqual([status, expect.stringContaining(says)]);
    expect(problem.detail).not.toContain("line 1");
    expect((problem.errors ?? []).every((error) => !("line" in error))).toBe(true);
    expect(asked).toEqual([]);
  });
});

describe("what releases promise", () => {
  it("compares two releases", async () => {
    const { send } = apiUnderTest({ store: { catalog: async () => catalog("1.0.0", "1.1.0") } });
    expect(await (await send("/v1/releases/shop/1.0.0/diff/1.1.0")).json()).toMatchObject({ isSame: true });
    expect((await send("/v1/releases/shop/1.0.0/diff/9.9.9")).status).toBe(404);
  });

  it("compares what an environment runs with its release", async () => {
    const component = {
      uid: "c1",
      name: "api",
      kind: "thing",
      phase: "Ready",
      incarnation: 1,
      needs: [],
      outputs: {},
      progress: "",
      onDelete: "delete",
    } as const;
    const check = async (artifactDigest: string) => {
      const { send } = apiUnderTest({
        store: {
          catalog: async () => catalog("1.0.0"),
          getEnvironment: async () => someEnvironment(),
          listComponents: async () => [{ ...component, artifactDigest }],
        },
      });
      return await (await send("/v1/environments/shop/shop-dev/release-check")).json();
    };
    expect(await check(D1)).toEqual({
      project: "shop",
      environment: "shop-dev",
      release: "1.0.0",
      phase: "Ready",
      isKept: true,
      components: [{ name: "api", artifact: "api", promised: D1, runs: D1, isReady: true, isKept: true }],
    });
    expect(await check(D2)).toMatchObject({ isKept: false, components: [{ promised: D1, runs: D2, isKept: false }] });
  });
});
