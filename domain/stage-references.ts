import { didYouMean } from "./did-you-mean.ts";
import type { CheckSources } from "./document-check.ts";
import type { ExpressionReferences, OutputReference } from "./schema/expression.ts";
import type { StageGround } from "./stage-ground.ts";
import { type UnknownName, unknownOutput, unknownOutputs, unknownParameters, unknownSecrets } from "./unknown-names.ts";

/** What the expressions of one gate or step of a stage may refer to. */
export interface StageScope {
  readonly of: "gate" | "step";
  readonly project: string;
  /** Absent where it is not known: then names of components and parameters are not judged. */
  readonly ground: StageGround | undefined;
  readonly sources: Pick<CheckSources, "kinds" | "hasSecret">;
  /** The gates of the stage. */
  readonly gates: readonly NamedOutputs[];
  /** The steps that come before. */
  readonly steps: readonly NamedOutputs[];
  /** Names of the step itself, first, and of those after it. */
  readonly later: readonly string[];
}

/** A gate or a step with what it gives; outputs are absent where its kind is unknown. */
export interface NamedOutputs {
  readonly name: string;
  readonly outputs: readonly string[] | undefined;
}

/** The references of an expression that lead nowhere, or that may not stand in a gate or a step. */
export async function unknownInStage(
  references: ExpressionReferences,
  scope: StageScope,
): Promise<readonly UnknownName[]> {
  if (scope.of === "gate") {
    const foreign = (["components", "secrets", "gates", "steps"] as const).filter(
      (root) => references[root].length > 0,
    );
    return foreign.length > 0 ? [foreignInGate(foreign)] : unknownInBlueprint(references, scope);
  }
  return [
    ...unknownInBlueprint(references, scope),
    ...(await unknownSecrets(references.secrets, { project: scope.project, hasSecret: scope.sources.hasSecret })),
    ...references.gates.flatMap((reference) => unknownNamed("gate", reference, scope.gates)),
    ...references.steps.flatMap((reference) => unknownStep(reference, scope)),
  ];
}

function foreignInGate(foreign: readonly string[]): UnknownName {
  return {
    code: "EXPRESSION_INVALID",
    message: `a gate may not refer to ${foreign.join(" and ")}, only to parameters, environment, release and promotion`,
  };
}

/** Names the blueprint, which the stage does not show. */
function unknownInBlueprint({ components, parameters }: ExpressionReferences, { ground, sources }: StageScope) {
  if (ground === undefined) return [];
  const { metadata, spec } = ground.blueprint;
  const runs = `"${ground.environment.metadata.name}" runs ${metadata.name}@${metadata.version}`;
  return [
    ...unknownOutputs(components, { components: spec.components, kinds: sources.kinds }),
    ...unknownParameters(parameters, spec.parameters),
  ].map(({ code, message }): UnknownName => ({ code, message: `${runs}: ${message}` }));
}

function unknownStep(reference: OutputReference, { steps, later }: StageScope): readonly UnknownName[] {
  const { name } = reference;
  if (steps.every((step) => step.name !== name) && later.includes(name)) {
    const message = name === later[0] ? `a step may not refer to itself` : `step "${name}" comes later`;
    return [{ code: "REFERENCE_UNKNOWN", message }];
  }
  return unknownNamed("step", reference, steps);
}

function unknownNamed(
  what: "gate" | "step",
  { name, output }: OutputReference,
  known: readonly NamedOutputs[],
): readonly UnknownName[] {
  const found = known.find((one) => one.name === name);
  if (found !== undefined) return unknownOutput(`${what} "${name}"`, { output, outputs: found.outputs });
  const names = known.map((one) => one.name);
  const where = what === "gate" ? "the stage has" : "before it comes";
  const hint = didYouMean(name, names) || (names.length > 0 ? `; ${where} ${names.join(", ")}` : `; ${where} none`);
  return [{ code: "REFERENCE_UNKNOWN", message: `there is no ${what} "${name}"${hint}` }];
}
