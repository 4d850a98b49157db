import type { DecidedReaction, FindingView } from "../schema/drift.ts";
import type { ReactionGround } from "../schema/finding-work.ts";
import { type EnvironmentStanding, type NextOfFinding, nextOfFinding, nextOfReaction } from "./next-of-finding.ts";
import { reactionRules, type Rule } from "./reaction-rules.ts";

/** What drift of one component leads to. */
export interface ComponentDrift {
  readonly component: string;
  readonly kind: string;
  /** The first that fits a field decides about it; the last, which has no pattern, is for every other field. */
  readonly rules: readonly Rule[];
  /** What would become of a difference of a field that no pattern names. */
  readonly next: Pick<NextOfFinding, "lines" | "at">;
  /** What differs now; absent where nothing does. */
  readonly finding?: Pick<FindingView, "id" | "status" | "statusReason" | "since"> & {
    readonly reaction: DecidedReaction;
    readonly next: NextOfFinding;
  };
}

/** Says which rule decides for which fields of a component, and what happens to what differs. */
export function explainComponent(
  ground: Pick<ReactionGround, "class" | "component" | "kind" | "ofComponent" | "ofEnvironment">,
  { standing, finding }: { readonly standing: EnvironmentStanding; readonly finding?: FindingView },
): ComponentDrift {
  const { component, kind } = ground;
  const all = reactionRules(ground);
  const forEveryOther = all.findIndex(({ pattern }) => pattern === undefined);
  const rules = all.slice(0, forEveryOther + 1);
  const reaction = all[forEveryOther]?.reaction ?? "ignore";
  const explained = { component, kind, rules, next: nextOfReaction(reaction, standing) };
  if (finding === undefined) return explained;
  const { id, status, statusReason, since } = finding;
  const next = nextOfFinding(finding, standing);
  return { ...explained, finding: { id, status, statusReason, since, reaction: finding.reaction, next } };
}
