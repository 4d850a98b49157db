import type { Recorded } from "./control-plane.ts";
import type { TrueCall, TrueResource, Truth } from "./truth.ts";

/** What a component was to come to. */
export interface Expected {
  /** `project/environment/component`. */
  readonly owner: string;
  /** Operations that were to have an effect on it, each as often as it was. */
  readonly effects: readonly string[];
  /** What EKS is to hold of it at the end; absent where that is nothing. */
  readonly holds?: object;
}

/** What came of exactly once. */
export interface Verdict {
  readonly effects: number;
  readonly replays: number;
  /** Calls without a token that were made again, and changed nothing. */
  readonly repeats: number;
  readonly duplicates: readonly string[];
  readonly lost: readonly string[];
  readonly orphans: readonly string[];
  /** Whatever else is not as it was to be. */
  readonly wrong: readonly string[];
}

/** EKS makes those of node roles and of who has made a cluster by itself. */
const BY_ITSELF = "access-entry";

/** Compares what was wished with what really happened. `recorded` are the components that Holdfast has. */
export function judge(truth: Truth, expected: readonly Expected[], recorded: readonly Recorded[]): Verdict {
  const { calls, resources } = truth;
  const made = calls.filter(({ outcome }) => outcome === "new");
  const compared = expected.map((one) => compare(one, made));
  const owners = new Set(expected.map(({ owner }) => owner));
  const strange = made.filter(({ owner = "" }) => !owners.has(owner));
  return {
    effects: made.length,
    replays: calls.filter(({ outcome }) => outcome === "replay").length,
    repeats: calls.filter(({ outcome }) => outcome === "repeat").length,
    duplicates: compared.flatMap(({ more }) => more),
    lost: [...compared.flatMap(({ less }) => less), ...expected.flatMap((one) => notHeld(one, resources))],
    orphans: resources.flatMap((one) => orphaned(one, recorded)),
    wrong: [
      ...strange.map(({ seq, operation, resource }) => `line ${seq}: ${operation} of ${resource}, which is not ours`),
      ...truth.problems,
    ],
  };
}

function compare({ owner, effects }: Expected, made: readonly TrueCall[]) {
  const mine = made.filter((call) => call.owner === owner).map(({ operation }) => operation);
  const count = (all: readonly string[], operation: string) => all.filter((one) => one === operation).length;
  const told = (operation: string) =>
    `${owner}: ${operation} had ${count(mine, operation)} effects, wanted were ${count(effects, operation)}`;
  const operations = [...new Set([...mine, ...effects])];
  return {
    more: operations.filter((one) => count(mine, one) > count(effects, one)).map(told),
    less: operations.filter((one) => count(mine, one) < count(effects, one)).map(told),
  };
}

function notHeld({ owner, holds }: Expected, resources: readonly TrueResource[]): readonly string[] {
  const mine = resources.filter((one) => one.owner === owner);
  if (holds === undefined) return [];
  if (mine.some((one) => contains(one, holds))) return [];
  return [`${owner}: EKS holds ${JSON.stringify(mine)}, wanted was ${JSON.stringify(holds)}`];
}

function orphaned(resource: TrueResource, recorded: readonly Recorded[]): readonly string[] {
  const { key, kind, componentUid, incarnation } = resource;
  if (componentUid === undefined) return kind === BY_ITSELF || isOutside(resource) ? [] : [`${key} is nobody's`];
  const isKnown = recorded.some((one) => one.uid === componentUid && one.incarnation === incarnation);
  return isKnown ? [] : [`${key} belongs to life ${incarnation} of ${resource.owner}, which Holdfast does not have`];
}

/** What somebody else has made, for a component to live in. */
function isOutside({ doc }: TrueResource): boolean {
  return (doc["tags"] as Readonly<Record<string, string>> | undefined)?.["outside"] !== undefined;
}

/** Whether a value has at least what another one has; lists must be the same length. */
function contains(value: unknown, wanted: unknown): boolean {
  if (typeof wanted !== "object" || wanted === null) return value === wanted;
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(wanted) && (!Array.isArray(value) || value.length !== wanted.length)) return false;
  return Object.entries(wanted).every(([name, member]) => contains(Reflect.get(value, name), member));
}
