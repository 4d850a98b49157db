import { canonicalJson } from "./canonical-json.ts";
import type { BlueprintDocument, ComponentSpec, ReleaseDocument } from "./schema/documents.ts";
import type { Json } from "./schema/json.ts";

/** A release with the blueprint that it names. */
export interface WholeRelease {
  readonly release: ReleaseDocument;
  readonly blueprint: BlueprintDocument;
}

/** What is other in one of two. */
export type Change = "added" | "removed" | "changed";

/** What changes when one release takes the place of another. Each list is by name; what is the same is not listed. */
export interface ReleaseDiff {
  readonly isSame: boolean;
  readonly blueprint: { readonly from: string; readonly to: string };
  readonly parameters: readonly { readonly name: string; readonly change: Change }[];
  readonly components: readonly {
    readonly name: string;
    readonly change: Change;
    /** What is other in it: `kind`, `artifact`, `after`, `onDelete`, `onDrift`, `config.<key>`; empty for one that comes or goes. */
    readonly keys: readonly string[];
  }[];
  readonly artifacts: readonly {
    readonly name: string;
    readonly change: Change;
    /** Absent for one that is added. */
    readonly from?: string;
    /** Absent for one that is removed. */
    readonly to?: string;
  }[];
}

/** Compares two releases of a project. */
export function diffReleases(from: WholeRelease, to: WholeRelease): ReleaseDiff {
  const parameters = changesOf(from.blueprint.spec.parameters, to.blueprint.spec.parameters);
  const components = changesOf(from.blueprint.spec.components, to.blueprint.spec.components);
  const artifacts = changesOf(from.release.spec.artifacts, to.release.spec.artifacts);
  return {
    isSame: parameters.length + components.length + artifacts.length === 0,
    blueprint: { from: from.release.spec.blueprint, to: to.release.spec.blueprint },
    parameters: parameters.map(({ name, change }) => ({ name, change })),
    components: components.map(({ name, change, before, after }) => ({
      name,
      change,
      keys: before === undefined || after === undefined ? [] : keysThatDiffer(before, after),
    })),
    artifacts: artifacts.map(({ name, change, before, after }) => ({
      name,
      change,
      ...(before === undefined ? {} : { from: before.image ?? before.digest }),
      ...(after === undefined ? {} : { to: after.image ?? after.digest }),
    })),
  };
}

interface Changed<Value> {
  readonly name: string;
  readonly change: Change;
  readonly before: Value | undefined;
  readonly after: Value | undefined;
}

function changesOf<Value>(
  from: Readonly<Record<string, Value>>,
  to: Readonly<Record<string, Value>>,
): readonly Changed<Value>[] {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].toSorted();
  return names.flatMap((name) => {
    const before = Object.hasOwn(from, name) ? from[name] : undefined;
    const after = Object.hasOwn(to, name) ? to[name] : undefined;
    if (isSame(before, after)) return [];
    const change = before === undefined ? "added" : after === undefined ? "removed" : "changed";
    return [{ name, change, before, after }];
  });
}

function keysThatDiffer(before: ComponentSpec, after: ComponentSpec): readonly string[] {
  const own = (["kind", "artifact", "after", "onDelete", "onDrift"] as const).filter(
    (key) => !isSame(before[key], after[key]),
  );
  return [...own, ...changesOf(before.config, after.config).map(({ name }) => `config.${name}`)];
}

/** Parsed documents are JSON; a key that was not given is absent or undefined. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === undefined || other === undefined) return one === other;
  return canonicalJson(one as Json) === canonicalJson(other as Json);
}
