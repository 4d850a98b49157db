import { expect, it, test } from "vitest";
import type { Document } from "../../domain/schema/documents.ts";
import { needsOfDocuments } from "./needs-of-documents.ts";

const document = (kind: string, project: string | undefined = "shop") =>
  ({
    kind,
    metadata: { name: "main", ...(project === undefined ? {} : { project }) },
    spec: { class: "dev" },
  }) as Document;
const nowhere = { placeOfEnvironment: async () => undefined };

test.each([
  ["Release", "apply"],
  ["Blueprint", "apply"],
  ["Pipeline", "operate"],
  ["Connection", "operate"],
  ["Subscription", "operate"],
  ["FreezeWindow", "operate"],
])("to store a %s is to %s: who makes releases does not change what they have to pass", async (kind, action) => {
  expect(await needsOfDocuments([document(kind)], nowhere)).toMatchObject([
    { action, resource: { kind: "project", project: "shop" } },
  ]);
});

it("needs the right in both classes where an environment moves from one to the other", async () => {
  const stored = { project: "shop", environment: "main", class: "prod", isGone: false } as const;
  const needs = await needsOfDocuments([document("Environment")], { placeOfEnvironment: async () => stored });
  expect(needs.map(({ resource }) => "class" in resource && resource.class)).toEqual(["prod", "dev"]);
});
