import { expect, test } from "vitest";
import { comparePromised, type StandingComponent } from "./compare-promised.ts";
import type { BlueprintDocument, ReleaseDocument } from "./schema/documents.ts";

const D1 = `sha256:${"1".repeat(64)}`;
const D2 = `sha256:${"2".repeat(64)}`;
const service = { kind: "service", artifact: "api", config: {}, after: [], onDelete: "delete" as const };
const release: ReleaseDocument = {
  apiVersion: "holdfast.dev/v1",
  kind: "Release",
  metadata: { project: "shop", version: "1.1.0", labels: {} },
  spec: { blueprint: "shop@1.0.0", artifacts: { api: { digest: D1 } } },
};
const blueprint: BlueprintDocument = {
  apiVersion: "holdfast.dev/v1",
  kind: "Blueprint",
  metadata: { project: "shop", name: "shop", version: "1.0.0", labels: {} },
  spec: {
    parameters: {},
    components: { api: service, database: { kind: "postgres", config: {}, after: [], onDelete: "delete" } },
  },
};

test.each<{
  readonly name: string;
  readonly standing: StandingComponent[];
  readonly want: object;
}>([
  {
    name: "is kept by a ready component with the promised digest",
    standing: [{ name: "api", phase: "Ready", artifactDigest: D1 }],
    want: { promised: D1, runs: D1, isReady: true, isKept: true },
  },
  {
    name: "is broken by another digest",
    standing: [{ name: "api", phase: "Ready", artifactDigest: D2 }],
    want: { promised: D1, runs: D2, isReady: true, isKept: false },
  },
  {
    name: "is broken by a component that is not ready",
    standing: [{ name: "api", phase: "Failed", artifactDigest: D1 }],
    want: { promised: D1, runs: D1, isReady: false, isKept: false },
  },
  { name: "is broken by an absent component", standing: [], want: { promised: D1, isReady: false, isKept: false } },
])("a promise $name", ({ standing, want }) => {
  const database: StandingComponent = { name: "database", phase: "Ready" };
  expect(comparePromised({ release, blueprint }, [...standing, database])).toEqual([
    { name: "api", artifact: "api", ...want },
  ]);
});

test("a component without an artifact in the release is promised nothing, and keeps nothing", () => {
  const bare = { ...release, spec: { ...release.spec, artifacts: {} } };
  expect(comparePromised({ release: bare, blueprint }, [{ name: "api", phase: "Ready" }])).toEqual([
    { name: "api", artifact: "api", isReady: true, isKept: false },
  ]);
});
