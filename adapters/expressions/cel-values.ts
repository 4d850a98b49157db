import { type CelInput, type CelValue, isCelList, isCelMap, isCelUint } from "@bufbuild/cel";
import type { ExpressionReferences, OutputReference } from "../../domain/schema/expression.ts";
import type { Json, JsonObject } from "../../domain/schema/json.ts";

/** Characters and values that a result may have in all. */
const RESULT_MAX = 1_048_576;

/** A result that cannot be JSON, or is too large. The message names types, never values. */
export class CelResultFault extends Error {
  override readonly name = "CelResultFault";
  readonly isTooLarge: boolean;

  constructor(message: string, isTooLarge: boolean) {
    super(message);
    this.isTooLarge = isTooLarge;
  }
}

/** The part of the bindings that an expression refers to: less to convert, less to send to a thread. */
export function pickBindings(
  { components, parameters, secrets, gates, steps, roots }: ExpressionReferences,
  bindings: JsonObject,
): JsonObject {
  const picked: Record<string, Json> = {
    parameters: pick(bindings["parameters"], parameters),
    secrets: pick(bindings["secrets"], secrets),
  };
  for (const root of roots) if (bindings[root] !== undefined) picked[root] = bindings[root];
  const outputsByName: Record<string, Json> = {};
  for (const name of namesIn(components)) {
    const outputs = member(member(bindings["components"], name), "outputs");
    if (outputs !== undefined) outputsByName[name] = { outputs: pickOutputs(components, name, outputs) };
  }
  // What has not run yet has given nothing, so that `has(steps.NAME.OUTPUT)` is false and no fault.
  const pickGiven = (references: readonly OutputReference[], given: Json | undefined): JsonObject =>
    Object.fromEntries(
      namesIn(references).map((name) => [name, pickOutputs(references, name, member(given, name) ?? {})] as const),
    );
  return {
    ...picked,
    components: outputsByName,
    ...(gates.length > 0 && { gates: pickGiven(gates, bindings["gates"]) }),
    ...(steps.length > 0 && { steps: pickGiven(steps, bindings["steps"]) }),
  };
}

function namesIn(references: readonly OutputReference[]): readonly string[] {
  return [...new Set(references.map(({ name }) => name))];
}

function pickOutputs(references: readonly OutputReference[], name: string, outputs: Json): Json {
  const wanted = references.filter((reference) => reference.name === name).map(({ output }) => output);
  if (wanted.includes(undefined)) return outputs;
  return pick(
    outputs,
    wanted.filter((output) => output !== undefined),
  );
}

/** A JSON value as CEL takes it: whole numbers become integers. */
export function toCel(value: Json): CelInput {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(toCel);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return new Map(entries.map(([key, item]) => [key, toCel(item as Json)]));
}

/** A CEL value as JSON. @throws CelResultFault for bytes, times, types, numbers that are not exact, and what is too large */
export function fromCel(value: CelValue, budget = { left: RESULT_MAX }): Json {
  budget.left -= typeof value === "string" ? value.length + 1 : 1;
  if (budget.left < 0) throw new CelResultFault("gives more than 1 MiB", true);
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (typeof value === "bigint") return exact(value);
  if (isCelUint(value)) return exact(value.value);
  if (typeof value === "number") {
    if (Number.isFinite(value)) return value;
    throw new CelResultFault("gives a number that is not finite", false);
  }
  if (isCelList(value)) return [...value].map((item) => fromCel(item, budget));
  if (!isCelMap(value))
    throw new CelResultFault(
      `gives ${value instanceof Uint8Array ? "bytes" : "a time or a type"}, which is no value of JSON; make it text with string()`,
      false,
    );
  const entries: [string, Json][] = [];
  for (const [key, item] of value) {
    if (typeof key !== "string") throw new CelResultFault("gives an object with keys that are no text", false);
    budget.left -= key.length;
    entries.push([key, fromCel(item, budget)]);
  }
  return Object.fromEntries(entries);
}

function exact(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new CelResultFault("gives a number that is too large to be exact", false);
}

function pick(value: Json | undefined, names: readonly string[]): JsonObject {
  const picked: Record<string, Json> = {};
  for (const name of names) {
    const found = member(value, name);
    if (found !== undefined) picked[name] = found;
  }
  return picked;
}

function member(value: Json | undefined, name: string): Json | undefined {
  return Object.hasOwn(asObject(value), name) ? asObject(value)[name] : undefined;
}

function asObject(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
