import { readFileSync } from "node:fs";
import { validate } from "@cedar-policy/cedar-wasm/nodejs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { mayVote } from "../../domain/may-vote.ts";
import { isVisible, visibleOf } from "../../domain/visible-of.ts";
import { anyAction, anyPrincipal, anyResource } from "../../test/access/arbitraries.ts";
import { mayByReference } from "../../test/access/reference.ts";
import { cedarAuthorization } from "./cedar-authorization.ts";

const authorization = cedarAuthorization();
const textOf = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");

it("decides as the rules say in plain words", () => {
  fc.assert(
    fc.property(anyPrincipal, anyAction, anyResource, (principal, action, resource) => {
      const { isAllowed } = authorization.decide(principal, action, resource);
      expect(isAllowed).toBe(mayByReference(principal, action, resource));
    }),
    { numRuns: 20_000 },
  );
}, 60_000);

it("lets everybody view exactly what lists show them", () => {
  fc.assert(
    fc.property(anyPrincipal, anyResource, (principal, resource) => {
      const { isAllowed } = authorization.decide(principal, "view", resource);
      expect(isVisible(visibleOf(principal), resource)).toBe(isAllowed);
    }),
    { numRuns: 5_000 },
  );
}, 60_000);

it("lets exactly those vote in an environment whose roles say so where no policy can be asked", () => {
  fc.assert(
    fc.property(anyPrincipal, anyResource, (principal, resource) => {
      fc.pre(resource.kind === "environment");
      const { isAllowed } = authorization.decide(principal, "vote", resource);
      expect(mayVote(principal, resource)).toBe(isAllowed);
    }),
    { numRuns: 5_000 },
  );
}, 60_000);

it("names the policies that decided, and none where none permits", () => {
  const ada = { kind: "person", id: "p1", name: "ada", isActive: true, groups: [], grants: [] } as const;
  const shop = { kind: "project", project: "shop" } as const;
  expect(authorization.decide(ada, "view", shop)).toEqual({ isAllowed: false, policies: [] });
  const developer = { ...ada, grants: [{ role: "developer", project: "shop" }] } as const;
  expect(authorization.decide(developer, "apply", shop)).toEqual({ isAllowed: true, policies: ["developer"] });
  expect(authorization.decide({ ...developer, isActive: false }, "apply", shop)).toEqual({
    isAllowed: false,
    policies: ["inactive"],
  });
  const installation = { ...ada, kind: "installation" } as const;
  expect(authorization.decide(installation, "vote", shop).policies).toEqual(["only-persons-vote"]);
});

it("has policies that fit their schema", () => {
  const answer = validate({
    schema: textOf("./schema.cedarschema"),
    policies: { staticPolicies: textOf("./policies.cedar") },
    validationSettings: { mode: "strict" },
  });
  expect(answer).toMatchObject({ type: "success", validationErrors: [] });
});
