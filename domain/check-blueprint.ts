import { type BindingFacts, fillParameters, liveBindings } from "./bindings.ts";
import { checkConfig, type Trust } from "./check-config.ts";
import { checkParameterSchema, sampleParameter } from "./check-parameter.ts";
import { didYouMean } from "./did-you-mean.ts";
import { dotted } from "./describe-issues.ts";
import { type CheckedDocument, type CheckSources, type Findings, PROBLEMS_MAX } from "./document-check.ts";
import { OrchestratorError } from "./errors.ts";
import { componentNeeds, findCycles } from "./graph.ts";
import { fromPointer, toPointer } from "./json-pointer.ts";
import { READY_WITHIN } from "./read-ready-within.ts";
import type { BlueprintDocument } from "./schema/documents.ts";
import type { ComponentReference, ExpressionReferences } from "./schema/expression.ts";
import type { Json, JsonObject } from "./schema/json.ts";
import { listExpressions } from "./template.ts";
import { type UnknownName, unknownOutputs, unknownParameters, unknownSecrets } from "./unknown-names.ts";

/** More components than these are refused in one environment. */
export const COMPONENTS_MAX = 5_000;

interface BlueprintCheck {
  readonly blueprint: BlueprintDocument;
  readonly sources: CheckSources;
  readonly findings: Findings;
  readonly bindings: JsonObject;
  /** References of expressions that are right; wrong ones are reported and left out. */
  readonly referencesByExpression: Map<string, ExpressionReferences>;
}

/** Checks a blueprint by itself: kinds, configs tried with sample values, references, artifacts, parameters' schemas, cycles. */
export async function checkBlueprint(
  { document }: CheckedDocument<BlueprintDocument>,
  sources: CheckSources,
  findings: Findings,
): Promise<void> {
  const count = Object.keys(document.spec.components).length;
  if (count === 0) findings.add("DOCUMENT_INVALID", "/spec/components", "a blueprint has at least one component");
  if (count > COMPONENTS_MAX) {
    findings.add("GRAPH_TOO_LARGE", "/spec/components", `${count} components are more than ${COMPONENTS_MAX}`);
    return;
  }
  checkParameterSchemas(document, findings);
  const check: BlueprintCheck = {
    blueprint: document,
    sources,
    findings,
    bindings: sampleBindings(document, sources),
    referencesByExpression: new Map(),
  };
  const nodes = [];
  for (const name of Object.keys(document.spec.components)) {
    if (findings.count() > PROBLEMS_MAX) return;
    nodes.push({ name, needs: await checkComponent(name, check) });
  }
  for (const cycle of findCycles(nodes)) {
    const text = cycle.join(" → ");
    findings.add(
      "GRAPH_CYCLE",
      toPointer(["spec", "components", cycle[0] ?? ""]),
      `these components need each other: ${text}`,
    );
  }
}

function checkParameterSchemas({ spec }: BlueprintDocument, findings: Findings): void {
  for (const [name, schema] of Object.entries(spec.parameters)) {
    for (const { path, message, isKey } of checkParameterSchema(schema)) {
      const at = ["spec", "parameters", name, ...path];
      const text = `${dotted(at)}: ${message}`;
      if (isKey === true) findings.addAtKey("PARAMETER_INVALID", toPointer(at), text);
      else findings.add("PARAMETER_INVALID", toPointer(at), text);
    }
  }
}

/** Checks one component and answers the names it needs. */
async function checkComponent(name: string, check: BlueprintCheck): Promise<readonly string[]> {
  const { blueprint, sources, findings } = check;
  const spec = blueprint.spec.components[name];
  if (spec === undefined) return [];
  const at = ["spec", "components", name];
  spec.after.forEach((need, index) => {
    if (Object.hasOwn(blueprint.spec.components, need)) return;
    findings.add(
      "REFERENCE_UNKNOWN",
      toPointer([...at, "after", index]),
      `${dotted([...at, "after", index])}: there is no component "${need}"${didYouMean(need, Object.keys(blueprint.spec.components))}`,
    );
  });
  const references = await checkExpressions(name, check);
  const kind = sources.kinds.find((candidate) => candidate.kind === spec.kind);
  if (kind === undefined) {
    const kinds = sources.kinds.map((candidate) => candidate.kind);
    const hint = didYouMean(spec.kind, kinds) || `; known are ${kinds.join(", ")}`;
    findings.add(
      "COMPONENT_KIND_UNKNOWN",
      toPointer([...at, "kind"]),
      `${dotted([...at, "kind"])}: there is no component kind "${spec.kind}"${hint}`,
    );
    return componentNeeds(spec.after, references);
  }
  if (kind.artifact === "required" && spec.artifact === undefined) {
    findings.add(
      "ARTIFACT_MISSING",
      toPointer(at),
      `${dotted(at)}: a ${spec.kind} runs an artifact, name it in "artifact"`,
    );
  }
  if (kind.artifact === "none" && spec.artifact !== undefined) {
    findings.add(
      "COMPONENT_CONFIG_INVALID",
      toPointer([...at, "artifact"]),
      `${dotted([...at, "artifact"])}: a ${spec.kind} runs no artifact`,
    );
  }
  const { evaluate } = sources;
  const trial = {
    of: "component" as const,
    kind,
    bindings: check.bindings,
    evaluate,
    references: (expression: string) => check.referencesByExpression.get(expression),
    trust: trustOfSamples,
  };
  for (const finding of await checkConfig(spec.config, trial)) {
    const pointer = toPointer([...at, "config"]) + finding.pointer;
    const message = `component "${name}": ${finding.message}`;
    if (finding.isKey) findings.addAtKey(finding.code, pointer, message);
    else findings.add(finding.code, pointer, message);
  }
  return componentNeeds(spec.after, references);
}

/** Parameters, outputs and secrets will have other values than the samples; environment and release at least the same shape. */
function trustOfSamples({ components, parameters, secrets, roots }: ExpressionReferences): Trust {
  if (components.length + parameters.length + secrets.length > 0) return "guessed";
  return roots.length > 0 ? "sampled" : "exact";
}

async function checkExpressions(name: string, check: BlueprintCheck): Promise<readonly ComponentReference[]> {
  const { blueprint, findings } = check;
  const config = blueprint.spec.components[name]?.config ?? {};
  const base = ["spec", "components", name, "config"];
  const { expressions, faults } = listExpressions(config);
  for (const fault of faults)
    findings.add(
      "EXPRESSION_INVALID",
      toPointer(base) + fault.pointer,
      `${dotted([...base, ...fromPointer(fault.pointer)])}: ${fault.message}`,
    );
  const found: ComponentReference[] = [];
  for (const { expression, pointer } of expressions) {
    const at = toPointer(base) + pointer;
    const references = readReferences(expression, { at, check });
    if (references === undefined) continue;
    found.push(...references.components);
    const problems = await unknownNames(references, check);
    for (const { code, message } of problems) findings.add(code, at, `"\${${expression}}": ${message}`);
    if (pointer === toPointer([READY_WITHIN]) && references.components.length + references.secrets.length > 0) {
      findings.add(
        "COMPONENT_CONFIG_INVALID",
        at,
        `"\${${expression}}": readyWithin is read before anything runs, so it takes no outputs and no secrets`,
      );
    } else if (problems.length === 0) check.referencesByExpression.set(expression, references);
  }
  return found.filter((reference) => Object.hasOwn(blueprint.spec.components, reference.name));
}

function readReferences(
  expression: string,
  { at, check }: { readonly at: string; readonly check: BlueprintCheck },
): ExpressionReferences | undefined {
  try {
    return check.sources.references(expression);
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    check.findings.add(error.code, at, error.message);
    return undefined;
  }
}

/** Roots that exist only while a promotion runs. */
function onlyInStages({ gates, steps, roots }: ExpressionReferences): readonly string[] {
  return [
    ...(gates.length > 0 ? ["gates"] : []),
    ...(steps.length > 0 ? ["steps"] : []),
    ...roots.filter((root) => root === "promotion"),
  ];
}

async function unknownNames(
  references: ExpressionReferences,
  { blueprint, sources }: BlueprintCheck,
): Promise<readonly UnknownName[]> {
  const { components, parameters } = blueprint.spec;
  const { project } = blueprint.metadata;
  const unknown: UnknownName[] = [];
  const foreign = onlyInStages(references);
  if (foreign.length > 0)
    unknown.push({
      code: "EXPRESSION_INVALID",
      message: `a component may not refer to ${foreign.join(" and ")}: only steps of a stage know them`,
    });
  unknown.push(
    ...unknownOutputs(references.components, { components, kinds: sources.kinds }),
    ...unknownParameters(references.parameters, parameters),
    ...(await unknownSecrets(references.secrets, { project, hasSecret: sources.hasSecret })),
  );
  return unknown;
}

/** Bindings of the right shape and types, with made-up values. */
function sampleBindings(blueprint: BlueprintDocument, sources: CheckSources): JsonObject {
  const { parameters, components } = blueprint.spec;
  const samples = Object.entries(parameters).map(([name, schema]): [string, Json] => [name, sampleParameter(schema)]);
  const { project, name, version } = blueprint.metadata;
  const artifacts = Object.values(components).flatMap(({ artifact }) =>
    artifact === undefined ? [] : [[artifact, { digest: `sha256:${"0".repeat(64)}` }] as const],
  );
  const facts: BindingFacts = {
    environment: { name: "sample", project, class: "dev", cell: "local" },
    release: {
      version: "1.0.0",
      digest: `sha256:${"0".repeat(64)}`,
      blueprint: `${name}@${version}`,
      artifacts: Object.fromEntries(artifacts),
    },
    parameters: fillParameters(blueprint, Object.fromEntries(samples)),
  };
  return sampleLiveBindings(facts, { blueprint, sources });
}

/** Bindings with made-up outputs and secrets beside the facts given. */
export function sampleLiveBindings(
  facts: BindingFacts,
  { blueprint, sources }: { readonly blueprint: BlueprintDocument; readonly sources: CheckSources },
): JsonObject {
  const outputsByKind = new Map(
    sources.kinds.map(({ kind, outputs }) => [kind, Object.fromEntries(outputs.map((output) => [output, "sample"]))]),
  );
  const outputs = Object.entries(blueprint.spec.components).map(
    ([name, { kind }]) => [name, outputsByKind.get(kind) ?? {}] as const,
  );
  const secrets = Object.fromEntries(secretsOf(blueprint, sources).map((name) => [name, "sample"]));
  return liveBindings(facts, { environmentUid: "sample", secrets, outputs: Object.fromEntries(outputs) });
}

/** Names of the secrets that a blueprint refers to; expressions that do not compile have none. */
export function secretsOf(
  { spec }: BlueprintDocument,
  { references }: Pick<CheckSources, "references">,
): readonly string[] {
  const names = new Set<string>();
  for (const { config } of Object.values(spec.components)) {
    for (const { expression } of listExpressions(config).expressions) {
      try {
        for (const name of references(expression).secrets) names.add(name);
      } catch (error) {
        // Reported where the expression itself is checked.
        if (!(error instanceof OrchestratorError)) throw error;
      }
    }
  }
  return [...names];
}
