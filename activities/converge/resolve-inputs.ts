import type { ComponentOutputs, OutputRow } from "../../adapters/cell-records/port.ts";
import { liveBindings, type BindingFacts } from "../../domain/bindings.ts";
import { desiredInputs, outputDigests, secretReferences, wholeInputDigest } from "../../domain/desired-inputs.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { componentNeeds } from "../../domain/graph.ts";
import { driverConfig } from "../../domain/read-ready-within.ts";
import { resolveConfig } from "../../domain/template.ts";
import type { ComponentReference } from "../../domain/schema/expression.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import { asProblem } from "./as-problem.ts";
import type { CellPorts } from "./cell-ports.ts";
import type { OpenAttempt } from "./attempt.ts";
import type { Problem } from "./record-failure.ts";
import { secretPaths } from "./secret-paths.ts";

/** A component's inputs as they are now. Holds secrets: never log it. */
export interface ResolvedInputs {
  /** As the kind's schema parsed it. */
  readonly config: unknown;
  readonly inputDigest: string;
  readonly inputDigests: Readonly<Record<string, string>>;
  readonly needs: readonly string[];
  /** Every secret value that went into it, for masking. */
  readonly secrets: readonly string[];
  /** Paths of config fields that a secret went into. */
  readonly secretPaths: readonly string[];
}

/** Inputs, or why they cannot be had by waiting. */
export type InputsResult =
  | { readonly state: "resolved"; readonly inputs: ResolvedInputs }
  | (Problem & { readonly state: "failed" });

/**
 * Resolves a component's expressions in the cell: public outputs from rows, secret ones from the sealed store, secrets
 * from their port. Secrets enter the digests by version or keyed hash only.
 */
export async function resolveInputs(ports: CellPorts, attempt: OpenAttempt): Promise<InputsResult> {
  try {
    return { state: "resolved", inputs: await resolve(ports, attempt) };
  } catch (error) {
    const problem = asProblem(ports, attempt, error);
    if (problem === undefined) throw error;
    return { state: "failed", ...problem };
  }
}

async function resolve(ports: CellPorts, { opened, driver }: OpenAttempt): Promise<ResolvedInputs> {
  const { spec, facts } = opened;
  if (spec === undefined) throw new OrchestratorError("NOT_FOUND", `"${opened.name}" is not in the blueprint any more`);
  const references = (expression: string) => ports.expressions.references(expression);
  const desired = await desiredInputs(
    {
      config: spec.config,
      ...(opened.artifactDigest === undefined ? {} : { artifactDigest: opened.artifactDigest }),
      ...(opened.restoreFrom === undefined ? {} : { restoreFrom: opened.restoreFrom.id }),
    },
    {
      facts,
      digest: ports.digest,
      references,
      evaluate: async (expression, bindings) => await ports.expressions.evaluate(expression, bindings),
      secretVersion: async (name) => await ports.secrets.version(opened.project, name),
    },
  );
  const upstream = desired.references.map(({ name }) => name);
  const outputs =
    upstream.length === 0 ? {} : await ports.records.outputs(opened.environmentUid, [...new Set(upstream)]);
  const rows = Object.fromEntries(Object.entries(outputs).map(([name, found]) => [name, found.outputs]));
  const inputDigests = { ...desired.digests, ...outputDigests(desired.references, rows, ports.digest) };
  const live = await liveValues(ports, {
    facts,
    outputs,
    project: opened.project,
    secretNames: secretReferences(spec.config, references),
  });
  const bindings = liveBindings(facts, { environmentUid: opened.environmentUid, ...live });
  const config = await resolveConfig(
    spec.config,
    async (expression) => await ports.expressions.evaluate(expression, bindings),
  );
  return {
    config: parseConfig(driver, driverConfig(config), opened.name),
    inputDigest: wholeInputDigest(inputDigests, ports.digest),
    inputDigests,
    needs: componentNeeds(spec.after, desired.references),
    secrets: live.secretValues,
    secretPaths: secretPaths(spec.config, { references, isSecretOutput: isSecretAmong(rows) }),
  };
}

function isSecretAmong(rows: Readonly<Record<string, readonly OutputRow[]>>) {
  return ({ name, output }: ComponentReference) =>
    (rows[name] ?? []).some((row) => row.isSecret && (output === undefined || row.name === output));
}

function parseConfig(driver: OpenAttempt["driver"], config: JsonObject, name: string): unknown {
  const parsed = driver.config.safeParse(config);
  if (parsed.success) return parsed.data;
  // Of the problems only place and kind are told: the value may hold a secret.
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.code}`);
  throw new OrchestratorError(
    "COMPONENT_CONFIG_INVALID",
    `the resolved config of "${name}" is not valid: ${problems.join("; ")}`,
  );
}

/** What is asked of the stores of values. */
interface Wanted {
  readonly facts: BindingFacts;
  readonly project: string;
  readonly outputs: Readonly<Record<string, ComponentOutputs>>;
  readonly secretNames: readonly string[];
}

async function liveValues(ports: CellPorts, { project, outputs, secretNames }: Wanted) {
  const secretValues: string[] = [];
  const secrets: Record<string, string> = {};
  for (const name of secretNames) {
    const { value } = await ports.secrets.read(project, name);
    secrets[name] = value;
    secretValues.push(value);
  }
  const outputValues: Record<string, JsonObject> = {};
  for (const [component, { componentUid, outputs: rows }] of Object.entries(outputs)) {
    const hasSecrets = rows.some((row) => row.isSecret);
    const sealed = hasSecrets ? await ports.sealed.unseal(componentUid) : {};
    const values: Record<string, JsonObject[string]> = {};
    for (const row of rows) {
      const value = row.isSecret ? sealed[row.name] : row.value;
      if (value === undefined)
        throw new OrchestratorError(
          "COMPONENT_FAILED",
          `the cell has lost the secret output "${row.name}" of "${component}"`,
        );
      values[row.name] = value;
      if (row.isSecret) secretValues.push(String(value));
    }
    outputValues[component] = values;
  }
  return { secrets, outputs: outputValues, secretValues };
}
