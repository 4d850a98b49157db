import { checkParameter } from "../check-parameter.ts";
import { canonicalJson } from "../canonical-json.ts";
import { OrchestratorError } from "../errors.ts";
import type { BlueprintDocument, ParameterSchema } from "../schema/documents.ts";
import type { DriftField } from "../schema/drift.ts";
import type { Json } from "../schema/json.ts";
import { splitTemplate } from "../template.ts";
import { flatten } from "./flatten.ts";
import { isMasked } from "./mask-fields.ts";

/** What it takes to make what was seen what is wanted. */
export interface Adoption {
  /** The values that parameters get, by name; empty where nothing can be adopted. */
  readonly parameters: Readonly<Record<string, Json>>;
  /** Fields that cannot be adopted, each with the reason. Adopting only the others would put these back. */
  readonly refused: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Works out which parameters make a difference of a component wanted. A field can be adopted where its config value is
 * exactly one `${parameters.x}`, its value is no secret and the parameter may have it.
 *
 * @param fields - Those that are to be adopted, as they were found.
 */
export function adoption(blueprint: BlueprintDocument, component: string, fields: readonly DriftField[]): Adoption {
  const { components, parameters: schemas } = blueprint.spec;
  const spec = Object.hasOwn(components, component) ? components[component] : undefined;
  const config = flatten(spec?.config ?? {}, "config");
  const parameters = new Map<string, Json>();
  const refused: { path: string; reason: string }[] = [];
  for (const field of fields) {
    const found = adoptField(field, { config, schemas });
    if ("reason" in found) {
      refused.push({ path: field.path, reason: found.reason });
      continue;
    }
    const other = parameters.get(found.parameter);
    if (other !== undefined && canonicalJson(other) !== canonicalJson(found.value))
      refused.push({ path: field.path, reason: `the parameter "${found.parameter}" would need two values` });
    else parameters.set(found.parameter, found.value);
  }
  return { parameters: Object.fromEntries(parameters), refused };
}

function adoptField(
  { path, seen }: DriftField,
  {
    config,
    schemas,
  }: { readonly config: Readonly<Record<string, Json>>; readonly schemas: BlueprintDocument["spec"]["parameters"] },
): { readonly parameter: string; readonly value: Json } | { readonly reason: string } {
  const written = Object.hasOwn(config, path) ? config[path] : undefined;
  if (written === undefined) return { reason: "the blueprint's config does not say it" };
  const parameter = typeof written === "string" ? onlyParameter(written) : undefined;
  if (parameter === undefined) return { reason: "its value in the blueprint is not exactly one parameter" };
  if (seen === undefined) return { reason: "it is not there" };
  if (isMasked(seen)) return { reason: "its value is secret" };
  const schema = Object.hasOwn(schemas, parameter) ? schemas[parameter] : undefined;
  if (schema === undefined) return { reason: `there is no parameter "${parameter}"` };
  const value = asTyped(seen, schema);
  const [fault] = checkParameter(schema, value);
  return fault === undefined ? { parameter, value } : { reason: `the parameter "${parameter}": ${fault.message}` };
}

/** The parameter that a text is, and nothing else; undefined for any other text. */
function onlyParameter(text: string): string | undefined {
  try {
    const [segment, ...others] = splitTemplate(text);
    if (segment === undefined || !("expression" in segment) || others.length > 0) return undefined;
    return /^parameters\.([A-Za-z_][A-Za-z0-9_]*)$/.exec(segment.expression)?.[1];
  } catch (error) {
    if (error instanceof OrchestratorError) return undefined;
    throw error;
  }
}

/** Some places hold every value as text: a number or a boolean whose text was seen is that value. */
function asTyped(seen: Json, { type }: ParameterSchema): Json {
  if (typeof seen !== "string") return seen;
  if (type === "boolean" && (seen === "true" || seen === "false")) return seen === "true";
  if ((type === "integer" || type === "number") && String(Number(seen)) === seen) return Number(seen);
  return seen;
}
