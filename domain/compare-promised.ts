import type { BlueprintDocument, ReleaseDocument } from "./schema/documents.ts";
import type { ComponentPhase } from "./schema/phases.ts";

/** A component as it stands. */
export interface StandingComponent {
  readonly name: string;
  readonly phase: ComponentPhase;
  /** Absent where it runs none. */
  readonly artifactDigest?: string;
}

/** A component with an artifact: what its environment's release promises, and what is there. */
export interface PromisedComponent {
  readonly name: string;
  /** The artifact's name in the release. */
  readonly artifact: string;
  /** Digest that the release promises; absent where the release has no such artifact. */
  readonly promised?: string;
  /** Digest that the component was brought about with; absent where it is not there. */
  readonly runs?: string;
  readonly isReady: boolean;
  /** Ready, with what was promised. */
  readonly isKept: boolean;
}

/** Compares what an environment runs with what its release promises, for each component with an artifact, by name. */
export function comparePromised(
  { release, blueprint }: { readonly release: ReleaseDocument; readonly blueprint: BlueprintDocument },
  standing: readonly StandingComponent[],
): readonly PromisedComponent[] {
  const { artifacts } = release.spec;
  const names = Object.keys(blueprint.spec.components).toSorted();
  return names.flatMap((name) => {
    const artifact = blueprint.spec.components[name]?.artifact;
    if (artifact === undefined) return [];
    const promised = Object.hasOwn(artifacts, artifact) ? artifacts[artifact]?.digest : undefined;
    const component = standing.find((one) => one.name === name);
    const runs = component?.artifactDigest;
    const isReady = component?.phase === "Ready";
    return [
      {
        name,
        artifact,
        ...(promised === undefined ? {} : { promised }),
        ...(runs === undefined ? {} : { runs }),
        isReady,
        isKept: isReady && runs !== undefined && runs === promised,
      },
    ];
  });
}
