import { planBindings, type BindingFacts } from "./bindings.ts";
import { OrchestratorError } from "./errors.ts";
import type { ComponentReference, ExpressionReferences } from "./schema/expression.ts";
import type { Json, JsonObject } from "./schema/json.ts";
import { listExpressions, splitTemplate, toText } from "./template.ts";

/** What a component is made from, expressions unresolved. */
export interface ComponentInput {
  /** Digest of its artifact in the release; absent where it runs none. */
  readonly artifactDigest?: string;
  readonly config: JsonObject;
  /** Id of the snapshot it starts from; absent for an empty start. */
  readonly restoreFrom?: string;
}

/** What input digests are made with. */
export interface InputSources {
  readonly facts: BindingFacts;
  /** Digest of a JSON value, the same for equal values (`canonicalJson`, hashed). */
  readonly digest: (value: Json) => string;
  /** As the port `Expressions`. */
  readonly references: (expression: string) => ExpressionReferences;
  /** As the port `Expressions`. */
  readonly evaluate: (expression: string, bindings: JsonObject) => Promise<Json>;
  /** Version of a secret of the project; undefined when it does not exist. */
  readonly secretVersion: (name: string) => Promise<string | undefined>;
}

/** What a component is wanted to be, before other components' outputs are known. */
export interface DesiredInputs {
  /** Digest of each top-level input: `artifact`, `config.<key>` (never `config.readyWithin`), `restoreFrom`. */
  readonly digests: Readonly<Record<string, string>>;
  /** The outputs of other components that its config refers to, sorted, each once. */
  readonly references: readonly ComponentReference[];
  /** The config, `readyWithin` included; what refers to outputs or secrets is left as its text. */
  readonly config: JsonObject;
}

/** An output as it is known: the value of a public one, the keyed hash of a secret one. */
export type KnownOutput =
  | { readonly name: string; readonly isSecret: false; readonly value: Json }
  | { readonly name: string; readonly isSecret: true; readonly keyedHash: string };

/**
 * Digests of everything a component is made from, except other components' outputs (`outputDigests` gives those).
 * The plan, admission and converge call it alike, so that what was applied and what is wanted can be compared.
 *
 * An expression over parameters, environment and release counts by its value. One that refers to outputs or secrets
 * counts by its text, the values of what else it refers to, and its secrets' versions.
 *
 * @throws OrchestratorError `SECRET_NOT_FOUND`, and what `references` and `evaluate` throw
 */
export async function desiredInputs(component: ComponentInput, sources: InputSources): Promise<DesiredInputs> {
  const bindings = planBindings(sources.facts);
  const digests: Record<string, string> = {};
  const config: Record<string, Json> = {};
  if (component.artifactDigest !== undefined) digests["artifact"] = component.artifactDigest;
  for (const [key, value] of Object.entries(component.config)) {
    const known = await resolveKnown(value, { sources, bindings });
    config[key] = known.value;
    digests[`config.${key}`] = sources.digest(known.identity);
  }
  delete digests["config.readyWithin"];
  if (component.restoreFrom !== undefined) digests["restoreFrom"] = sources.digest(component.restoreFrom);
  return { digests, references: componentReferences(component.config, sources.references), config };
}

/** The outputs of other components that a config refers to, sorted, each once. @throws OrchestratorError what `references` throws */
export function componentReferences(
  config: JsonObject,
  references: InputSources["references"],
): readonly ComponentReference[] {
  const found = new Map<string, ComponentReference>();
  for (const { expression } of listExpressions(config).expressions) {
    for (const reference of references(expression).components) found.set(referenceKey(reference), reference);
  }
  return [...found].toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([, reference]) => reference);
}

/** Names of the secrets that a config refers to, sorted, each once. @throws OrchestratorError what `references` throws */
export function secretReferences(config: JsonObject, references: InputSources["references"]): readonly string[] {
  const { expressions } = listExpressions(config);
  return [...new Set(expressions.flatMap(({ expression }) => references(expression).secrets))].toSorted();
}

/**
 * Digest of each output referred to that is known, under `components.<name>.outputs.<output>` (or `….outputs` for all
 * of a component). An output that is not known has none.
 */
export function outputDigests(
  references: readonly ComponentReference[],
  outputs: Readonly<Record<string, readonly KnownOutput[]>>,
  digest: (value: Json) => string,
): Readonly<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const reference of references) {
    const rows = Object.hasOwn(outputs, reference.name) ? (outputs[reference.name] ?? []) : [];
    const wanted = reference.output === undefined ? rows : rows.filter((row) => row.name === reference.output);
    if (wanted.length === 0) continue;
    const identities = wanted.map(
      (row) => [row.name, row.isSecret ? { keyedHash: row.keyedHash } : { value: row.value }] as const,
    );
    digests[referenceKey(reference)] = digest(Object.fromEntries(identities));
  }
  return digests;
}

/**
 * One digest over all top-level inputs and output digests, for the question "has anything changed since it was ready".
 * `restoreFrom` does not count: it is used only when a component is created.
 */
export function wholeInputDigest(digests: Readonly<Record<string, string>>, digest: (value: Json) => string): string {
  const { restoreFrom: _, ...rest } = digests;
  return digest(rest);
}

/** The key of a reference among input digests. */
export function referenceKey({ name, output }: ComponentReference): string {
  return output === undefined ? `components.${name}.outputs` : `components.${name}.outputs.${output}`;
}

interface Known {
  /** The value, with the text of expressions that cannot be known yet. */
  readonly value: Json;
  /** What the digest is made of. */
  readonly identity: Json;
}

async function resolveKnown(
  value: Json,
  context: { readonly sources: InputSources; readonly bindings: JsonObject },
): Promise<Known> {
  if (typeof value === "string") return await resolveKnownText(value, context);
  if (typeof value !== "object" || value === null) return { value, identity: value };
  if (Array.isArray(value)) {
    const items: Known[] = [];
    for (const item of value as readonly Json[]) items.push(await resolveKnown(item, context));
    return { value: items.map((item) => item.value), identity: items.map((item) => item.identity) };
  }
  const values: Record<string, Json> = {};
  const identities: Record<string, Json> = {};
  for (const [key, item] of Object.entries(value)) {
    const known = await resolveKnown(item as Json, context);
    values[key] = known.value;
    identities[key] = known.identity;
  }
  return { value: values, identity: identities };
}

async function resolveKnownText(
  template: string,
  { sources, bindings }: { readonly sources: InputSources; readonly bindings: JsonObject },
): Promise<Known> {
  const segments = splitTemplate(template);
  const pieces: Known[] = [];
  let isKnown = true;
  for (const segment of segments) {
    if ("text" in segment) {
      pieces.push({ value: segment.text, identity: segment.text });
      continue;
    }
    const references = sources.references(segment.expression);
    if (references.components.length > 0 || references.secrets.length > 0) {
      isKnown = false;
      pieces.push({
        value: `\${${segment.expression}}`,
        identity: await unknownIdentity(segment.expression, references, { sources, bindings }),
      });
      continue;
    }
    const value = await sources.evaluate(segment.expression, bindings);
    const [first] = segments;
    if (segments.length === 1 && first === segment) return { value, identity: value };
    const text = toText(value, segment.expression);
    pieces.push({ value: text, identity: text });
  }
  if (!isKnown) return { value: template, identity: { pieces: pieces.map((piece) => piece.identity) } };
  const text = pieces.map((piece) => String(piece.value)).join("");
  return { value: text, identity: text };
}

async function unknownIdentity(
  expression: string,
  references: ExpressionReferences,
  { sources, bindings }: { readonly sources: InputSources; readonly bindings: JsonObject },
): Promise<Json> {
  const secrets: Record<string, string> = {};
  for (const name of references.secrets) {
    const version = await sources.secretVersion(name);
    if (version === undefined)
      throw new OrchestratorError("SECRET_NOT_FOUND", `there is no secret "${name}"`, { details: { secret: name } });
    secrets[name] = version;
  }
  const parameters = references.parameters.map((name) => [name, sources.facts.parameters[name] ?? null] as const);
  const roots = references.roots.map((root) => [root, bindings[root] ?? null] as const);
  return { expression, secrets, parameters: Object.fromEntries(parameters), roots: Object.fromEntries(roots) };
}
