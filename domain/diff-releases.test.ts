import { expect, test } from "vitest";
import { diffReleases, type WholeRelease } from "./diff-releases.ts";
import type { BlueprintDocument, ReleaseDocument } from "./schema/documents.ts";

const D1 = `sha256:${"1".repeat(64)}`;
const D2 = `sha256:${"2".repeat(64)}`;
const api = { kind: "service", artifact: "api", config: { command: ["node"] }, after: [], onDelete: "delete" } as const;
const service = (config: Record<string, unknown>) => ({ ...api, config }) as unknown as typeof api;

function whole(
  version: string,
  components: Record<string, unknown>,
  {
    artifacts = { api: { digest: D1 } },
    parameters = {},
  }: {
    readonly artifacts?: ReleaseDocument["spec"]["artifacts"];
    readonly parameters?: BlueprintDocument["spec"]["parameters"];
  } = {},
): WholeRelease {
  return {
    release: {
      apiVersion: "holdfast.dev/v1",
      kind: "Release",
      metadata: { project: "shop", version, labels: {} },
      spec: { blueprint: `shop@${version}`, artifacts },
    },
    blueprint: {
      apiVersion: "holdfast.dev/v1",
      kind: "Blueprint",
      metadata: { project: "shop", name: "shop", version, labels: {} },
      spec: { parameters, components: components as BlueprintDocument["spec"]["components"] },
    },
  };
}

test("two releases with the same content are the same, whatever they are called", () => {
  expect(diffReleases(whole("1.0.0", { api }), whole("1.1.0", { api: { ...api, artifact: "api" } }))).toEqual({
    isSame: true,
    blueprint: { from: "shop@1.0.0", to: "shop@1.1.0" },
    parameters: [],
    components: [],
    artifacts: [],
  });
});

test.each([
  { name: "a component comes", from: { api }, to: { api, web: api }, want: [["web", "added", []]] },
  { name: "a component goes", from: { api, web: api }, to: { api }, want: [["web", "removed", []]] },
  {
    name: "keys of a config come, go and change",
    from: { api: service({ command: ["node"], port: 1, old: true }) },
    to: { api: service({ command: ["node"], port: 2, fresh: true }) },
    want: [["api", "changed", ["config.fresh", "config.old", "config.port"]]],
  },
  {
    name: "everything besides the config changes",
    from: { api },
    to: { api: { ...api, kind: "job", artifact: undefined, after: ["db"], onDelete: "snapshot" } },
    want: [["api", "changed", ["kind", "artifact", "after", "onDelete"]]],
  },
])("diffReleases() tells that $name", ({ from, to, want }) => {
  const { components, isSame } = diffReleases(whole("1.0.0", from), whole("1.1.0", to));
  expect(components.map(({ name, change, keys }) => [name, change, keys])).toEqual(want);
  expect(isSame).toBe(false);
});

test("diffReleases() tells the digests that come, go and change, of images by their reference", () => {
  const image = `registry.example/web@${D2}`;
  const { artifacts } = diffReleases(
    whole("1.0.0", { api }, { artifacts: { api: { digest: D1 }, old: { digest: D1 }, web: { digest: D2 } } }),
    whole("1.1.0", { api }, { artifacts: { api: { digest: D2 }, fresh: { digest: D1 }, web: { digest: D2, image } } }),
  );
  expect(artifacts).toEqual([
    { name: "api", change: "changed", from: D1, to: D2 },
    { name: "fresh", change: "added", to: D1 },
    { name: "old", change: "removed", from: D1 },
    { name: "web", change: "changed", from: D2, to: image },
  ]);
});

test("diffReleases() tells that a parameter changes its default", () => {
  const { parameters } = diffReleases(
    whole("1.0.0", { api }, { parameters: { greeting: { type: "string", default: "Hello" } } }),
    whole("1.1.0", { api }, { parameters: { greeting: { type: "string", default: "Hi" }, size: { type: "integer" } } }),
  );
  expect(parameters).toEqual([
    { name: "greeting", change: "changed" },
    { name: "size", change: "added" },
  ]);
});
