import { expect, test } from "vitest";
import { checkRelease } from "./check-release.ts";
import { type CheckedKind, type CheckSources, findingsOf } from "./document-check.ts";
import { knownDocuments } from "./known-documents.ts";
import type { BlueprintDocument, ReleaseDocument } from "./schema/documents.ts";

const STORED = `sha256:${"1".repeat(64)}`;
const ABSENT = `sha256:${"2".repeat(64)}`;
const IMAGE = `registry.example/shop/api@${ABSENT}`;

const kind = (word: string, artifact: CheckedKind["artifact"]): CheckedKind => ({
  kind: word,
  artifact,
  outputs: [],
  configSchema: {},
  parseConfig: () => [],
});
const component = (word: string, artifact: string) => ({
  kind: word,
  artifact,
  config: {},
  after: [],
  onDelete: "delete" as const,
});
const blueprint: BlueprintDocument = {
  apiVersion: "holdfast.dev/v1",
  kind: "Blueprint",
  metadata: { project: "shop", name: "shop", version: "1.0.0", labels: {} },
  spec: { parameters: {}, components: { web: component("service", "web"), api: component("container", "api") } },
};

async function problemsOf(artifacts: ReleaseDocument["spec"]["artifacts"]): Promise<readonly string[]> {
  const document: ReleaseDocument = {
    apiVersion: "holdfast.dev/v1",
    kind: "Release",
    metadata: { project: "shop", version: "2.0.0", labels: {} },
    spec: { blueprint: "shop@1.0.0", artifacts },
  };
  const catalog = { projects: ["shop"], blueprints: [{ document: blueprint }], releases: [], environments: [] };
  const sources: CheckSources = {
    catalog: { ...catalog, snapshots: [], connections: [], pipelines: [] },
    kinds: [kind("service", "required"), kind("container", "none")],
    gates: [],
    steps: [],
    cells: [],
    references: () => ({ components: [], parameters: [], secrets: [], gates: [], steps: [], roots: [] }),
    evaluate: async () => await Promise.resolve(null),
    hasArtifact: async (digest) => await Promise.resolve(digest === STORED),
    hasSecret: async () => await Promise.resolve(true),
    checkTimes: () => [],
    checkWebhookUrl: () => undefined,
  };
  const checked = { document, index: 0, locate: () => ({ line: 1, column: 1 }) };
  const findings = findingsOf(checked);
  await checkRelease(checked, { known: knownDocuments([checked], sources.catalog), sources }, findings);
  return findings.problems().map(({ code, pointer }) => `${code} ${pointer}`);
}

const web = { digest: STORED };

test.each([
  { name: "with everything stored", artifacts: { web, api: web }, want: [] },
  { name: "without an artifact", artifacts: { web }, want: ["ARTIFACT_MISSING /spec/artifacts"] },
  {
    name: "whose directory is not stored",
    artifacts: { web: { digest: ABSENT }, api: web },
    want: ["ARTIFACT_NOT_FOUND /spec/artifacts/web/digest"],
  },
  {
    name: "with an image, which nobody stores here",
    artifacts: { web, api: { digest: ABSENT, image: IMAGE } },
    want: [],
  },
  { name: "with the digest of an image alone", artifacts: { web, api: { digest: ABSENT } }, want: [] },
  {
    name: "with an image where a directory is run",
    artifacts: { web: { digest: ABSENT, image: IMAGE }, api: web },
    want: ["ARTIFACT_MISSING /spec/artifacts/web/image"],
  },
  {
    name: "with a digest that nothing runs and nobody stored",
    artifacts: { web, api: web, spare: { digest: ABSENT } },
    want: ["ARTIFACT_NOT_FOUND /spec/artifacts/spare/digest"],
  },
])("checkRelease() of a release $name finds $want", async ({ artifacts, want }) => {
  expect(await problemsOf(artifacts)).toEqual(want);
});
