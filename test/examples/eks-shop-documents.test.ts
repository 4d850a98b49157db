import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { Document } from "../../domain/schema/documents.ts";
import { componentKindByName } from "../../workers/component-kinds.ts";

const eksShop = join(import.meta.dirname, "../../examples/eks-shop");

const documentsOf = (file: string) =>
  parseAllDocuments(readFileSync(join(eksShop, file), "utf8")).map((document) => Document.parse(document.toJS()));

test.each([
  { file: "eks-shop.yaml", kinds: ["Project", "Blueprint", "Release"] },
  { file: "environment.yaml", kinds: ["Environment"] },
])("$file holds the documents it should", ({ file, kinds }) => {
  expect(documentsOf(file).map(({ kind }) => kind)).toEqual(kinds);
});

test("the blueprint holds a cluster, two node groups, four add-ons, access and a pod identity, with configs that their kinds take", () => {
  const [, blueprint] = documentsOf("eks-shop.yaml");
  if (blueprint?.kind !== "Blueprint") throw new Error("eks-shop.yaml holds no blueprint");
  const { parameters, components } = blueprint.spec;
  const defaults: Readonly<Record<string, unknown>> = Object.fromEntries(
    Object.entries(parameters).map(([name, { default: value }]) => [name, value]),
  );
  const kinds = Object.values(components).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === "eks-nodegroup")).toHaveLength(2);
  expect(kinds.filter((kind) => kind === "eks-addon")).toHaveLength(4);
  expect(new Set(kinds).size).toBe(5);
  for (const { kind, config } of Object.values(components)) {
    // A whole expression of a parameter has its type; all others give text.
    const filled = JSON.stringify(config)
      .replaceAll(/"\$\{parameters\.(\w+)\}"/g, (_, name: string) => JSON.stringify(defaults[name]))
      .replaceAll(/\$\{parameters\.(\w+)\}/g, (_, name: string) => String(defaults[name]))
      .replaceAll(/\$\{[^}]+\}/g, "main");
    expect(componentKindByName[kind]?.config.safeParse(JSON.parse(filled)).error).toBeUndefined();
  }
});
