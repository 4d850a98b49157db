import { expect, test } from "vitest";
import { component } from "../../test/setup/plan-world.ts";
import type { BlueprintDocument } from "../schema/documents.ts";
import type { DriftField } from "../schema/drift.ts";
import { adoption } from "./may-adopt.ts";

const blueprint: BlueprintDocument = {
  apiVersion: "holdfast.dev/v1",
  kind: "Blueprint",
  metadata: { project: "shop", name: "shop", version: "1.0.0", labels: {} },
  spec: {
    parameters: {
      replicas: { type: "integer", maximum: 5 },
      greeting: { type: "string" },
      trace: { type: "boolean" },
    },
    components: {
      web: component({
        config: {
          replicas: "${parameters.replicas}",
          twin: "${parameters.replicas}",
          command: ["node"],
          unknown: "${parameters.nothing}",
          environment: {
            GREETING: "${parameters.greeting}",
            MIXED: "${parameters.greeting}!",
            COMPUTED: "${parameters.replicas + 1}",
            TRACE: "${parameters.trace}",
          },
        },
      }),
    },
  },
};
const adopt = (fields: Readonly<Record<string, DriftField["seen"]>>, of = "web") =>
  adoption(
    blueprint,
    of,
    Object.entries(fields).map(([path, seen]): DriftField => ({
      path,
      class: "changed",
      wanted: 1,
      ...(seen === undefined ? {} : { seen }),
    })),
  );

test.each([
  { name: "a value of its type", fields: { "config.replicas": 3 }, parameters: { replicas: 3 } },
  { name: "a number that is held as text", fields: { "config.replicas": "3" }, parameters: { replicas: 3 } },
  {
    name: "a boolean that is held as text",
    fields: { "config.environment.TRACE": "true" },
    parameters: { trace: true },
  },
  {
    name: "a text of digits for a text",
    fields: { "config.environment.GREETING": "3" },
    parameters: { greeting: "3" },
  },
  {
    name: "two fields of one parameter that agree",
    fields: { "config.replicas": 3, "config.twin": 3 },
    parameters: { replicas: 3 },
  },
])("adoption() makes a parameter of $name", ({ fields, parameters }) => {
  expect(adopt(fields)).toEqual({ parameters, refused: [] });
});

test.each<{ fields: Record<string, DriftField["seen"]>; path: string; reason: string; of?: string }>([
  { fields: { "tags.team": "blue" }, path: "tags.team", reason: "the blueprint's config does not say it" },
  {
    fields: { "config.replicas": 3 },
    of: "api",
    path: "config.replicas",
    reason: "the blueprint's config does not say it",
  },
  {
    fields: { "config.environment.MIXED": "Hi!" },
    path: "config.environment.MIXED",
    reason: "its value in the blueprint is not exactly one parameter",
  },
  {
    fields: { "config.environment.COMPUTED": 3 },
    path: "config.environment.COMPUTED",
    reason: "its value in the blueprint is not exactly one parameter",
  },
  {
    fields: { "config.command": ["bun"] },
    path: "config.command",
    reason: "its value in the blueprint is not exactly one parameter",
  },
  { fields: { "config.replicas": undefined }, path: "config.replicas", reason: "it is not there" },
  { fields: { "config.replicas": { secret: "h" } }, path: "config.replicas", reason: "its value is secret" },
  { fields: { "config.unknown": 3 }, path: "config.unknown", reason: 'there is no parameter "nothing"' },
  {
    fields: { "config.replicas": 3, "config.twin": 4 },
    path: "config.twin",
    reason: 'the parameter "replicas" would need two values',
  },
])("adoption() refuses $path: $reason", ({ fields, of, path, reason }) => {
  expect(adopt(fields, of).refused).toEqual([{ path, reason }]);
});

test.each([{ seen: 6 }, { seen: "many" }, { seen: 1.5 }])(
  "adoption() checks $seen by the parameter's schema",
  ({ seen }) => {
    const { parameters, refused } = adopt({ "config.replicas": seen });
    expect(parameters).toEqual({});
    expect(refused[0]?.reason).toMatch(/^the parameter "replicas": /);
  },
);
