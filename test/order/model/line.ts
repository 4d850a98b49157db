import { digestDocument, digestEnvironment } from "../../../domain/digest-document.ts";
import { DOCUMENT_SCHEMAS, type Document, type EnvironmentDocument } from "../../../domain/schema/documents.ts";
import type { Apply } from "../../../adapters/store/port.ts";
import { digestJson } from "../../../workers/digest.ts";

/** Stages in their order; each has an environment of the same name. */
export const STAGES = ["dev", "staging", "prod"] as const;
/** One of them. */
export type Stage = (typeof STAGES)[number];

/** Releases, oldest first. The first is what environments come up with. */
export const RELEASES = ["1.0.0", "1.1.0", "1.2.0", "1.3.0", "1.4.0"] as const;

/** What a stage of a pipeline is like. */
export interface StageShape {
  readonly start: "automatic" | "manual";
  readonly queue: "newest" | "each";
  readonly hasGate: boolean;
  readonly hasSteps: boolean;
  readonly onFailure: "restore" | "hold";
}

/** What a pipeline is like. */
export interface LineShape {
  readonly dev: StageShape;
  readonly staging: StageShape;
  readonly prod: StageShape;
  /** True: prod comes after both other stages, which do not come after each other. */
  readonly isFan: boolean;
}

const HEAD = { apiVersion: "holdfast.dev/v1" } as const;

/** Stages that come right before a stage. */
export function stagesBefore({ isFan }: Pick<LineShape, "isFan">, stage: Stage): readonly Stage[] {
  if (stage === "dev" || (isFan && stage === "staging")) return [];
  if (stage === "staging") return ["dev"];
  return isFan ? ["dev", "staging"] : ["staging"];
}

/** A step, as every stage that has steps has it before and after its components. */
export interface StepOfStage {
  readonly kind: string;
  readonly config: Readonly<Record<string, string>>;
}

/** The pipeline of a project. */
export function pipelineOf(project: string, shape: LineShape, step: StepOfStage): Apply {
  const stages = STAGES.map((name) => {
    const { start, queue, hasGate, hasSteps, onFailure } = shape[name];
    return {
      environment: name,
      after: stagesBefore(shape, name),
      start,
      queue,
      gates: hasGate ? [{ kind: "soak", config: { for: "1ms" } }] : [],
      beforeDeploy: hasSteps ? [{ ...step, as: "prepare" }] : [],
      afterDeploy: hasSteps ? [{ ...step, as: "verify" }] : [],
      onFailure: { components: onFailure },
    };
  });
  return applyOf({ ...HEAD, kind: "Pipeline", metadata: { project, name: "line" }, spec: { stages } });
}

/** Project, first release, and an environment for each stage. */
export function beginningOf(project: string): Apply {
  return together(
    applyOf({ ...HEAD, kind: "Project", metadata: { name: project }, spec: {} }),
    releaseOf(project, RELEASES[0]),
    ...STAGES.map((stage) => environmentOf(project, stage, { release: RELEASES[0], size: "small" })),
  );
}

/** A release and its blueprint. Every second one has a component more. */
export function releaseOf(project: string, version: string): Apply {
  const hasWeb = RELEASES.indexOf(version as never) % 2 === 1;
  const component = (type: string, properties: object, after: readonly string[] = []) => ({
    kind: "simulated",
    config: { type, seconds: 1, properties },
    after,
  });
  const components = {
    database: component("database", { for: "all" }),
    api: component("api", { release: version, size: "${parameters.size}" }, ["database"]),
    ...(hasWeb ? { web: component("web", { api: "${components.api.outputs.url}" }) } : {}),
  };
  const parameters = { size: { type: "string" } };
  return together(
    applyOf({
      ...HEAD,
      kind: "Blueprint",
      metadata: { project, name: "app", version },
      spec: { parameters, components },
    }),
    applyOf({
      ...HEAD,
      kind: "Release",
      metadata: { project, version },
      spec: { blueprint: `app@${version}`, artifacts: {} },
    }),
  );
}

/** An environment's document. */
export function environmentOf(
  project: string,
  name: Stage,
  { release, size }: { readonly release: string; readonly size: string },
): Apply {
  const spec = { class: name, cell: "local", release, parameters: { size }, protected: false };
  return applyOf({ ...HEAD, kind: "Environment", metadata: { project, name }, spec });
}

/** A freeze of everything, of a project, or of one environment of it, until it is lifted. */
export function freezeOf(name: string, scope: { readonly project?: string; readonly environment?: string }): Apply {
  const { project, environment } = scope;
  const metadata = { ...(project === undefined ? {} : { project }), name };
  const spec = { reason: "a freeze", scope: environment === undefined ? {} : { environment } };
  return applyOf({ ...HEAD, kind: "FreezeWindow", metadata, spec });
}

/** Several applies as one. */
export function together(...applies: readonly Apply[]): Apply {
  return { documents: applies.flatMap(({ documents }) => documents) };
}

/** A document as people would send it, its defaults filled in. */
export function applyOf(written: { readonly kind: Document["kind"]; readonly [key: string]: unknown }): Apply {
  const document = DOCUMENT_SCHEMAS[written.kind].parse(written) as Document;
  const digest =
    document.kind === "Environment"
      ? digestEnvironment(document satisfies EnvironmentDocument, {}, digestJson)
      : digestDocument(document, digestJson);
  return { documents: [{ document, digest }] };
}
