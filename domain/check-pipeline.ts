import { checkStage } from "./check-stage.ts";
import { didYouMean } from "./did-you-mean.ts";
import { type CheckedDocument, type CheckSources, type Findings, PROBLEMS_MAX } from "./document-check.ts";
import { findCycles } from "./graph.ts";
import { toPointer } from "./json-pointer.ts";
import { identityOf, type KnownDocuments } from "./known-documents.ts";
import type { Document, PipelineDocument } from "./schema/documents.ts";
import { stageGround } from "./stage-ground.ts";

/** What a pipeline is checked against. */
export interface PipelineGround {
  readonly known: KnownDocuments;
  readonly sources: CheckSources;
  /** The pipeline of each environment that is a stage, by `project/environment`. The stages of this one are added. */
  readonly owners: Map<string, string>;
  /** Whether a document was found faulty in the same file. */
  readonly isFaulty: (identity: string) => boolean;
}

/** Checks a pipeline: its environments, the order of its stages, and their gates and steps. */
export async function checkPipeline(
  { document }: CheckedDocument<PipelineDocument>,
  ground: PipelineGround,
  findings: Findings,
): Promise<void> {
  const { project } = document.metadata;
  const { known, sources } = ground;
  checkEnvironments(document, ground, findings);
  checkOrder(document, findings);
  for (const [index, stage] of document.spec.stages.entries()) {
    if (findings.count() > PROBLEMS_MAX) return;
    const path = ["spec", "stages", index];
    const behind = stageGround(known, project, stage.environment);
    const documents: readonly Document[] = behind === undefined ? [] : Object.values(behind);
    const isSound = documents.every((one) => !ground.isFaulty(identityOf(one)));
    await checkStage({ stage, path, project, known, sources, ground: behind, isSound }, findings);
  }
}

/** Every stage has an environment of its own, which no other pipeline has. */
function checkEnvironments({ metadata, spec }: PipelineDocument, ground: PipelineGround, findings: Findings): void {
  const { project, name } = metadata;
  const { known, owners } = ground;
  const seen = new Set<string>();
  for (const [index, { environment }] of spec.stages.entries()) {
    const at = toPointer(["spec", "stages", index, "environment"]);
    const key = `${project}/${environment}`;
    const owner = owners.get(key);
    const problem = placeProblem(environment, project, known);
    if (problem !== undefined) findings.add("REFERENCE_UNKNOWN", at, problem);
    else if (seen.has(environment))
      findings.add("PIPELINE_OVERLAP", at, `environment "${environment}" is a stage of this pipeline twice`);
    else if (owner !== undefined && owner !== name)
      findings.add("PIPELINE_OVERLAP", at, `environment "${environment}" is a stage of pipeline "${owner}" already`);
    seen.add(environment);
    if (owner === undefined) owners.set(key, name);
  }
}

function placeProblem(environment: string, project: string, known: KnownDocuments): string | undefined {
  if (known.environment(project, environment) !== undefined) return undefined;
  const names = known.environmentNames(project);
  const hint = didYouMean(environment, names) || (names.length > 0 ? `; it has ${names.slice(0, 10).join(", ")}` : "");
  return `project "${project}" has no environment "${environment}"${hint}`;
}

/** A stage comes after other stages of the same pipeline, and never after itself. */
function checkOrder({ metadata, spec }: PipelineDocument, findings: Findings): void {
  const names = spec.stages.map(({ environment }) => environment);
  for (const [index, { environment, after }] of spec.stages.entries()) {
    for (const [place, need] of after.entries()) {
      const at = toPointer(["spec", "stages", index, "after", place]);
      if (need === environment) findings.add("GRAPH_CYCLE", at, `"${environment}" may not come after itself`);
      else if (!names.includes(need)) {
        const hint = didYouMean(need, names) || `; there is ${names.slice(0, 10).join(", ")}`;
        findings.add("STAGE_UNREACHABLE", at, `pipeline "${metadata.name}" has no stage "${need}"${hint}`);
      }
    }
  }
  const needsByName = new Map(spec.stages.map(({ environment, after }) => [environment, after]));
  const nodes = [...needsByName].map(([name, after]) => ({ name, needs: after.filter((need) => need !== name) }));
  for (const cycle of findCycles(nodes)) {
    const at = toPointer(["spec", "stages", names.lastIndexOf(cycle[0] ?? ""), "after"]);
    findings.add("GRAPH_CYCLE", at, `these stages come after each other: ${cycle.join(" → ")}`);
  }
}
