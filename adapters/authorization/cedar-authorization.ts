import { readFileSync } from "node:fs";
import {
  type CedarValueJson,
  type EntityJson,
  policySetTextToParts,
  policyToJson,
  preparsePolicySet,
  preparseSchema,
  statefulIsAuthorized,
} from "@cedar-policy/cedar-wasm/nodejs";
import { type Principal, type Resource, type RoleGrant, ROLES } from "../../domain/schema/access.ts";
import type { Authorization } from "./port.ts";

const POLICIES = "holdfast";
const SCHEMA = "holdfast";
const TYPES = { person: "Person", service: "Service", installation: "Installation" } as const;

/** Decides by the policies in `policies.cedar`, which are parsed once, when this is called. */
export function cedarAuthorization(): Authorization {
  prepare();
  return {
    decide(principal, action, resource) {
      const who = entityOfPrincipal(principal);
      const what = entityOfResource(resource);
      const answer = statefulIsAuthorized({
        principal: who.uid,
        action: { type: "Action", id: action },
        resource: what.uid,
        context: {},
        preparsedPolicySetId: POLICIES,
        preparsedSchemaName: SCHEMA,
        entities: [who, what],
      });
      if (answer.type === "failure") throw new Error(`the policies cannot decide: ${messagesOf(answer.errors)}`);
      const { decision, diagnostics } = answer.response;
      // A policy that fails is left out by Cedar. Left out, a forbid would forbid nothing.
      if (diagnostics.errors.length > 0)
        throw new Error(`a policy failed: ${messagesOf(diagnostics.errors.map(({ error }) => error))}`);
      return { isAllowed: decision === "allow", policies: diagnostics.reason };
    },
  };
}

function prepare(): void {
  const text = readFileSync(new URL("./policies.cedar", import.meta.url), "utf8");
  const parts = policySetTextToParts(text);
  if (parts.type === "failure") throw new Error(`policies.cedar: ${messagesOf(parts.errors)}`);
  const staticPolicies = Object.fromEntries(parts.policies.map((policy) => [nameOf(policy), policy]));
  const parsed = preparsePolicySet(POLICIES, { staticPolicies });
  if (parsed.type === "failure") throw new Error(`policies.cedar: ${messagesOf(parsed.errors)}`);
  const schema = preparseSchema(SCHEMA, readFileSync(new URL("./schema.cedarschema", import.meta.url), "utf8"));
  if (schema.type === "failure") throw new Error(`schema.cedarschema: ${messagesOf(schema.errors)}`);
}

/** What its `@id` says, which is what decisions name it by. */
function nameOf(policy: string): string {
  const answer = policyToJson(policy);
  const name = answer.type === "success" ? answer.json.annotations?.["id"] : undefined;
  if (typeof name === "string") return name;
  throw new Error(`policies.cedar: a policy has no @id: ${policy.slice(0, 80)}`);
}

const messagesOf = (errors: readonly { readonly message: string }[]): string =>
  errors.map(({ message }) => message).join("; ");

function entityOfPrincipal(principal: Principal): EntityJson {
  const { kind, id, isActive, grants } = principal;
  const attrs: Record<string, CedarValueJson> = {
    isActive,
    // A grant in a class of every project is one in a part of each of them.
    projects: [...new Set(grants.flatMap(({ project }) => (project === undefined ? [] : [project])))],
    seesEveryProject: grants.some(({ project }) => project === undefined),
  };
  for (const role of ROLES) attrs[role] = grants.filter((grant) => grant.role === role).map(placeOfGrant);
  return { uid: { type: TYPES[kind], id }, attrs, parents: [] };
}

function entityOfResource(resource: Resource): EntityJson {
  const places = placesOf(resource);
  if (resource.kind === "organisation")
    return { uid: { type: "Organisation", id: "organisation" }, attrs: { places }, parents: [] };
  const { project } = resource;
  if (resource.kind === "project")
    return { uid: { type: "Project", id: project }, attrs: { places, name: project }, parents: [] };
  const id = place({ project, environment: resource.environment });
  return { uid: { type: "Environment", id }, attrs: { places, class: resource.class }, parents: [] };
}

/** Every place that a resource lies in, each as a grant there would be written. */
function placesOf(resource: Resource): string[] {
  if (resource.kind === "organisation") return [place({})];
  const { project } = resource;
  if (resource.kind === "project") return [place({}), place({ project })];
  const { class: environmentClass, environment } = resource;
  const ofAll = [{}, { class: environmentClass }];
  const ofProject = ofAll.map((one) => ({ ...one, project }));
  const ofEnvironment = ofProject.map((one) => ({ ...one, environment }));
  return [...ofAll, ...ofProject, ...ofEnvironment].map(place);
}

const placeOfGrant = (grant: RoleGrant): string => place(grant);

/** Quoted by JSON, so that no name can be taken for several. */
function place(at: Pick<RoleGrant, "project" | "class" | "environment">): string {
  return JSON.stringify([at.project ?? null, at.class ?? null, at.environment ?? null]);
}
