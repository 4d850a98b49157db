import { expect, test } from "vitest";
import { keepStageReleases } from "./keep-stage-releases.ts";
import type { EnvironmentDocument, PipelineDocument } from "./schema/documents.ts";

const environment = (name: string, release: string, project = "shop"): EnvironmentDocument => ({
  apiVersion: "holdfast.dev/v1",
  kind: "Environment",
  metadata: { project, name, labels: {} },
  spec: { class: "prod", cell: "local", release, parameters: { greeting: "Hi" }, restoreFrom: {} },
});
const pipeline = (name: string, ...environments: readonly string[]): PipelineDocument => ({
  apiVersion: "holdfast.dev/v1",
  kind: "Pipeline",
  metadata: { project: "shop", name, labels: {} },
  spec: {
    stages: environments.map((stage) => ({
      environment: stage,
      after: [],
      start: "manual",
      queue: "newest",
      gates: [],
      beforeDeploy: [],
      afterDeploy: [],
      onFailure: { components: "restore" },
    })),
  },
});
const stored = {
  environments: [{ document: environment("prod", "1.0.0") }],
  pipelines: [{ document: pipeline("main", "prod") }],
};
const note =
  "environment shop/prod keeps release 1.0.0: the release of a stage moves by promotion: holdfast promote 1.1.0 -e prod -p shop";

test.each([
  {
    name: "a stage that exists keeps its release",
    sent: [environment("prod", "1.1.0")],
    want: ["1.0.0"],
    notes: [note],
  },
  { name: "the same release needs no note", sent: [environment("prod", "1.0.0")], want: ["1.0.0"], notes: [] },
  {
    name: "a stage that is new takes its first release",
    sent: [environment("new", "1.1.0"), pipeline("side", "new")],
    want: ["1.1.0"],
    notes: [],
  },
  {
    name: "a stage of another project is another one",
    sent: [environment("prod", "1.1.0", "bank")],
    want: ["1.1.0"],
    notes: [],
  },
  {
    name: "a pipeline of the same file that leaves it out counts",
    sent: [pipeline("main", "other"), environment("prod", "1.1.0")],
    want: ["1.1.0"],
    notes: [],
  },
])("keepStageReleases(): $name", ({ sent, want, notes }) => {
  const kept = keepStageReleases(sent, stored);
  const environments = kept.map(({ document }) => document).filter((one) => one.kind === "Environment");
  expect(environments.map(({ spec }) => spec.release)).toEqual(want);
  expect(environments.every(({ spec }) => spec.parameters["greeting"] === "Hi")).toBe(true);
  expect(kept.flatMap((one) => one.note ?? [])).toEqual(notes);
});

test("keepStageReleases(): a pipeline that comes with the environment makes it a stage", () => {
  const [, kept] = keepStageReleases([pipeline("fresh", "prod"), environment("prod", "1.1.0")], {
    ...stored,
    pipelines: [],
  });
  expect(kept).toMatchObject({ document: { spec: { release: "1.0.0" } }, note });
});
