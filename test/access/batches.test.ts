import fc from "fast-check";
import { expect, it } from "vitest";
import { cedarAuthorization } from "../../adapters/authorization/cedar-authorization.ts";
import { accessOf } from "../../api/access/request-access.ts";
import { needsOfDocuments } from "../../api/documents/needs-of-documents.ts";
import type { Action, Principal, Resource } from "../../domain/schema/access.ts";
import type { Document } from "../../domain/schema/documents.ts";
import { accessWorld } from "./access-world.ts";
import { anyGrant } from "./arbitraries.ts";
import { environmentOf, ORGANISATION, placeOf, projectOf } from "./places.ts";
import { mayByReference } from "./reference.ts";

const authorization = cedarAuthorization();
const apiVersion = "holdfast.dev/v1" as const;
const anyProject = fc.constantFrom("shop", "tool", "void");
const anyClass = fc.constantFrom("dev", "staging", "prod");

/** A document, and what storing it needs: written down a second time. */
interface Item {
  readonly document: Document;
  readonly needs: readonly { readonly action: Action; readonly resource: Resource }[];
}

const anyItem: fc.Arbitrary<Item> = fc
  .oneof(
    {
      weight: 4,
      arbitrary: fc.record({ project: anyProject, name: fc.constantFrom("dev", "prod", "new"), class: anyClass }),
    },
    { weight: 1, arbitrary: fc.record({ project: anyProject }) },
    { weight: 1, arbitrary: fc.record({ freeze: fc.constantFrom("", "shop", "tool") }) },
  )
  .map((one): Item => {
    if ("freeze" in one) {
      const { freeze: project } = one;
      return {
        document: {
          apiVersion,
          kind: "FreezeWindow",
          metadata: { name: "main", labels: {}, ...(project === "" ? {} : { project }) },
          spec: { reason: "a test", scope: {}, from: "2030-01-01T00:00:00Z", to: "2030-01-02T00:00:00Z" },
        } as Document,
        needs: [{ action: "operate", resource: project === "" ? ORGANISATION : projectOf(project) }],
      };
    }
    const { project } = one;
    if (!("name" in one))
      return {
        document: { apiVersion, kind: "Project", metadata: { name: project, labels: {} }, spec: {} },
        needs: [{ action: "apply", resource: projectOf(project) }],
      };
    const { name, class: environmentClass } = one;
    const stored = placeOf({ project, environment: name });
    const wanted = { project, environment: name, class: environmentClass };
    const places = stored === undefined ? [wanted] : [stored, wanted];
    return {
      document: {
        apiVersion,
        kind: "Environment",
        metadata: { project, name, labels: {} },
        spec: { class: environmentClass, cell: "local", release: "1.0.0", parameters: {}, restoreFrom: {} },
      },
      needs: places.map((place) => ({ action: "apply", resource: environmentOf(place) })),
    };
  });

const anyBatch = fc.array(anyItem, { minLength: 1, maxLength: 6 });
const anyCaller = fc.record({
  kind: fc.constantFrom("person", "service"),
  id: fc.constant("p"),
  name: fc.constant("caller"),
  isActive: fc.constant(true),
  groups: fc.constant([]),
  // Enough roles that batches are allowed, too.
  grants: fc.array(fc.oneof(anyGrant, fc.record({ role: fc.constantFrom("operator", "admin"), project: anyProject })), {
    minLength: 1,
    maxLength: 5,
  }),
}) as fc.Arbitrary<Principal>;

const mayAll = (principal: Principal, items: readonly Item[]) =>
  items.every(({ needs }) => needs.every(({ action, resource }) => mayByReference(principal, action, resource)));

const store = {
  placeOfEnvironment: async (project: string, environment: string) => {
    const place = placeOf({ project, environment });
    return place === undefined ? undefined : { ...place, isGone: false };
  },
  saidOfEnvironment: async () => undefined,
  chatOfProject: async () => undefined,
};

it("lets pass a batch where each of its items may pass, and no other", async () => {
  let allowed = 0;
  await fc.assert(
    fc.asyncProperty(anyCaller, anyBatch, async (principal, items) => {
      const refused: unknown[] = [];
      const again = async () => undefined;
      const access = accessOf(principal, { authorization, again, onRefused: (one) => void refused.push(one) });
      const needs = await needsOfDocuments(
        items.map(({ document }) => document),
        store,
      );
      const isAllowed = mayAll(principal, items);
      allowed += Number(isAllowed);
      if (isAllowed) access.require(needs);
      else expect(() => access.require(needs)).toThrow(/may not|is called/);
      expect(refused).toHaveLength(isAllowed ? 0 : 1);
    }),
    { numRuns: 20_000 },
  );
  process.stdout.write(`batches: 20000, ${allowed} of them allowed\n`);
  expect(allowed).toBeGreaterThan(1_000);
}, 120_000);

it("does nothing of a batch that is refused, and all of one that is not, dry run or not", async () => {
  const world = accessWorld();
  await fc.assert(
    fc.asyncProperty(anyCaller, anyBatch, fc.boolean(), async (principal, items, isDryRun) => {
      world.touched.length = 0;
      const answer = await world.send(world.enter(principal), "POST", {
        path: "/v1/apply",
        query: { dryRun: String(isDryRun) },
        mediaType: "application/yaml",
        body: items.map(({ document }) => JSON.stringify(document)).join("\n---\n"),
      });
      const isAllowed = mayAll(principal, items);
      // One that passes may still be refused for what it says: the same document twice.
      expect([403, 404].includes(answer.status)).toBe(!isAllowed);
      const stored = world.touched.some(({ verb }) => verb === "acceptApply");
      expect(stored).toBe(isAllowed && !isDryRun && answer.status < 300);
    }),
    { numRuns: 500 },
  );
}, 60_000);
