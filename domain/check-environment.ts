import { bindingFacts } from "./bindings.ts";
import { sampleLiveBindings, secretsOf } from "./check-blueprint.ts";
import { checkConfig, type Trust } from "./check-config.ts";
import { checkOnDrift } from "./check-on-drift.ts";
import { checkRest } from "./check-rest.ts";
import { checkParameter } from "./check-parameter.ts";
import { didYouMean } from "./did-you-mean.ts";
import { dotted } from "./describe-issues.ts";
import type { CheckedDocument, CheckSources, Findings } from "./document-check.ts";
import { OrchestratorError } from "./errors.ts";
import { toPointer, valueAt } from "./json-pointer.ts";
import type { KnownDocuments } from "./known-documents.ts";
import type { BlueprintDocument, EnvironmentDocument, ReleaseDocument } from "./schema/documents.ts";
import type { ExpressionReferences } from "./schema/expression.ts";
import type { Json } from "./schema/json.ts";
import { listExpressions } from "./template.ts";

/** What an environment is checked against. */
export interface EnvironmentGround {
  readonly known: KnownDocuments;
  readonly sources: CheckSources;
  /** Whether the blueprint was checked in the same file: `clean` and `faulty` ones are not asked for their secrets again. */
  readonly blueprintState: (blueprint: BlueprintDocument) => "stored" | "clean" | "faulty";
}

/** Checks an environment: cell, release, parameters, snapshots, rules about drift, sleep, the end of its time, and its components' configs with its own parameters. */
export async function checkEnvironment(
  { document }: CheckedDocument<EnvironmentDocument>,
  ground: EnvironmentGround,
  findings: Findings,
): Promise<void> {
  const { known, sources } = ground;
  const { project } = document.metadata;
  checkPlace(document, sources, findings);
  checkRest(document, sources, findings);
  const release = known.release(project, document.spec.release);
  if (release === undefined) {
    const versions = known.releaseVersions(project);
    const hint =
      didYouMean(document.spec.release, versions) ||
      (versions.length > 0 ? `; it has ${versions.slice(0, 10).join(", ")}` : "");
    findings.add(
      "REFERENCE_UNKNOWN",
      "/spec/release",
      `project "${project}" has no release "${document.spec.release}"${hint}`,
    );
    return;
  }
  // A release whose blueprint is missing is reported where the release is.
  const blueprint = known.blueprint(project, release.spec.blueprint);
  if (blueprint === undefined) return;
  const before = findings.count();
  checkParameters(document, blueprint, findings);
  checkSnapshots(document, { blueprint, sources }, findings);
  checkOnDrift(document, blueprint, findings);
  const state = ground.blueprintState(blueprint);
  if (state === "stored") await checkSecrets(blueprint, sources, findings);
  if (state !== "faulty" && findings.count() === before)
    await checkConfigs(document, { blueprint, release, sources }, findings);
}

function checkPlace(
  { metadata, spec }: EnvironmentDocument,
  { cells, catalog }: CheckSources,
  findings: Findings,
): void {
  if (!cells.includes(spec.cell)) {
    const hint = didYouMean(spec.cell, cells) || `; there is ${cells.join(", ")}`;
    findings.add("CELL_UNKNOWN", "/spec/cell", `no cell is called "${spec.cell}"${hint}`);
  }
  const isSame = (one: EnvironmentDocument) =>
    one.metadata.project === metadata.project && one.metadata.name === metadata.name;
  const stored = catalog.environments.find(({ document, phase }) => phase !== "Gone" && isSame(document));
  if (stored === undefined) return;
  if (stored.phase === "Deleting")
    findings.add("ENVIRONMENT_DELETING", "/metadata/name", `environment "${metadata.name}" is being deleted`);
  else if (stored.document.spec.cell !== spec.cell && cells.includes(spec.cell)) {
    findings.add(
      "ENVIRONMENT_MOVED",
      "/spec/cell",
      `environment "${metadata.name}" lives in the cell "${stored.document.spec.cell}" and cannot move`,
    );
  }
}

function checkParameters({ spec }: EnvironmentDocument, blueprint: BlueprintDocument, findings: Findings): void {
  const schemas = blueprint.spec.parameters;
  const of = `of ${blueprint.metadata.name}@${blueprint.metadata.version}`;
  for (const [name, value] of Object.entries(spec.parameters)) {
    const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
    if (schema === undefined) {
      findings.addAtKey(
        "PARAMETER_UNKNOWN",
        toPointer(["spec", "parameters", name]),
        `"${name}" is no parameter ${of}${didYouMean(name, Object.keys(schemas))}`,
      );
      continue;
    }
    for (const { path, message } of checkParameter(schema, value)) {
      const at = ["spec", "parameters", name, ...path];
      findings.add("PARAMETER_INVALID", toPointer(at), `${dotted(at)}: ${message}`);
    }
  }
  for (const [name, schema] of Object.entries(schemas)) {
    if (schema.default !== undefined || Object.hasOwn(spec.parameters, name)) continue;
    findings.add("PARAMETER_MISSING", "/spec/parameters", `the parameter "${name}" ${of} has no default and no value`);
  }
}

function checkSnapshots(
  { metadata, spec }: EnvironmentDocument,
  { blueprint, sources }: { readonly blueprint: BlueprintDocument; readonly sources: CheckSources },
  findings: Findings,
): void {
  const { components } = blueprint.spec;
  for (const [component, id] of Object.entries(spec.restoreFrom)) {
    const pointer = toPointer(["spec", "restoreFrom", component]);
    const target = Object.hasOwn(components, component) ? components[component] : undefined;
    if (target === undefined) {
      findings.addAtKey(
        "REFERENCE_UNKNOWN",
        pointer,
        `spec.restoreFrom: there is no component "${component}"${didYouMean(component, Object.keys(components))}`,
      );
      continue;
    }
    const snapshot = sources.catalog.snapshots.find((one) => one.id === id && one.project === metadata.project);
    if (snapshot === undefined)
      findings.add("SNAPSHOT_NOT_FOUND", pointer, `project "${metadata.project}" has no snapshot "${id}"`);
    else if (snapshot.kind !== target.kind)
      findings.add(
        "SNAPSHOT_NOT_FOUND",
        pointer,
        `snapshot "${id}" is of a ${snapshot.kind}, component "${component}" is a ${target.kind}`,
      );
  }
}

async function checkSecrets(blueprint: BlueprintDocument, sources: CheckSources, findings: Findings): Promise<void> {
  const { project, name, version } = blueprint.metadata;
  for (const secret of secretsOf(blueprint, sources)) {
    if (await sources.hasSecret(project, secret)) continue;
    findings.add(
      "SECRET_NOT_FOUND",
      "/spec/release",
      `project "${project}" has no secret "${secret}", which ${name}@${version} refers to`,
    );
  }
}

/** Tries the configs once more, now with the environment's own parameters: their values count, not only their types. */
async function checkConfigs(
  document: EnvironmentDocument,
  {
    blueprint,
    release,
    sources,
  }: { readonly blueprint: BlueprintDocument; readonly release: ReleaseDocument; readonly sources: CheckSources },
  findings: Findings,
): Promise<void> {
  const facts = bindingFacts({
    environment: document,
    blueprint,
    release: { document: release, digest: `sha256:${"0".repeat(64)}` },
  });
  const bindings = sampleLiveBindings(facts, { blueprint, sources });
  const references = (expression: string) => referencesOf(expression, sources);
  for (const [component, { kind: word, config }] of Object.entries(blueprint.spec.components)) {
    const kind = sources.kinds.find((one) => one.kind === word);
    if (kind === undefined || listExpressions(config).expressions.length === 0) continue;
    for (const finding of await checkConfig(config, {
      of: "component",
      kind,
      bindings,
      evaluate: sources.evaluate,
      references,
      trust: trustOfOutputs,
    })) {
      const parameter = parameterAt(config, finding.pointer, references);
      const given = parameter !== undefined && Object.hasOwn(document.spec.parameters, parameter);
      const pointer = given ? toPointer(["spec", "parameters", parameter]) : "/spec/release";
      findings.add(finding.code, pointer, `component "${component}": ${finding.message}`);
    }
  }
}

/** Only outputs and secrets are made up. */
function trustOfOutputs({ components, secrets }: ExpressionReferences): Trust {
  return components.length + secrets.length > 0 ? "guessed" : "exact";
}

function referencesOf(expression: string, { references }: CheckSources): ExpressionReferences | undefined {
  try {
    return references(expression);
  } catch (error) {
    if (error instanceof OrchestratorError) return undefined;
    throw error;
  }
}

/** The first parameter that the text at a pointer refers to. */
function parameterAt(
  config: Json,
  pointer: string,
  references: (expression: string) => ExpressionReferences | undefined,
): string | undefined {
  const text = valueAt(config, pointer);
  if (text === undefined) return undefined;
  return listExpressions(text).expressions.flatMap(({ expression }) => references(expression)?.parameters ?? [])[0];
}
