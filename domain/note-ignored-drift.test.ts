import { expect, test } from "vitest";
import { component } from "../test/setup/plan-world.ts";
import { noteIgnoredDrift } from "./note-ignored-drift.ts";
import type { BlueprintDocument, EnvironmentDocument } from "./schema/documents.ts";
import type { ComponentReactions, EnvironmentReactions } from "./schema/drift.ts";

const environment = (
  environmentClass: EnvironmentDocument["spec"]["class"],
  onDrift?: EnvironmentReactions,
): EnvironmentDocument => ({
  apiVersion: "holdfast.dev/v1",
  kind: "Environment",
  metadata: { project: "shop", name: "shop-1", labels: {} },
  spec: {
    class: environmentClass,
    cell: "local",
    release: "1.0.0",
    parameters: {},
    restoreFrom: {},
    ...(onDrift === undefined ? {} : { onDrift }),
  },
});
const blueprint = (onDrift: ComponentReactions): BlueprintDocument => ({
  apiVersion: "holdfast.dev/v1",
  kind: "Blueprint",
  metadata: { project: "shop", name: "shop", version: "1.0.0", labels: {} },
  spec: { parameters: {}, components: { web: component({ onDrift }), api: component({}) } },
});

test.each([
  {
    name: "is told of a prod environment that ignores everything",
    document: environment("prod", "ignore"),
    notes: ["environment shop-1: drift of components without a rule of their own is ignored in prod"],
  },
  {
    name: "is told of it as a default, too",
    document: environment("prod", { default: "ignore", components: { web: "notify" } }),
    notes: ["environment shop-1: drift of components without a rule of their own is ignored in prod"],
  },
  {
    name: "is told of one component of prod that is ignored",
    document: environment("prod", { components: { web: "ignore", api: "notify" } }),
    notes: ['environment shop-1: all drift of "web" is ignored in prod'],
  },
  { name: "hears nothing of a dev environment", document: environment("dev", "ignore"), notes: [] },
  { name: "hears nothing of an environment without rules", document: environment("prod"), notes: [] },
  {
    name: "is told of a component of a blueprint that is ignored",
    document: blueprint("ignore"),
    notes: ['blueprint shop@1.0.0: all drift of "web" is ignored'],
  },
  {
    name: "is told of one whose patterns ignore, too",
    document: blueprint({ default: "ignore", fields: { "config.*": "ignore" } }),
    notes: ['blueprint shop@1.0.0: all drift of "web" is ignored'],
  },
  {
    name: "hears nothing of a component with a pattern that does not ignore",
    document: blueprint({ default: "ignore", fields: { "config.command": "notify" } }),
    notes: [],
  },
  {
    name: "hears nothing of a component that ignores some fields",
    document: blueprint({ fields: { "config.replicas": "ignore" } }),
    notes: [],
  },
])("noteIgnoredDrift() the person who applies $name", ({ document, notes }) => {
  expect(noteIgnoredDrift([document])).toEqual(notes);
});
