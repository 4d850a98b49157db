import type { ComponentReactions, EnvironmentReactions, Reaction } from "../schema/drift.ts";
import type { ReactionGround } from "../schema/finding-work.ts";

/** What the rules for one component are read from. */
export type RulesGround = Pick<ReactionGround, "class" | "component" | "ofComponent" | "ofEnvironment">;

/** One rule about drift of a component. */
export interface Rule {
  /** Which fields it is for; absent for all. */
  readonly pattern?: string;
  readonly reaction: Reaction;
  /** Where it stands, one line for people. */
  readonly where: string;
}

/** The first of these that a field has is the reaction of all: a revert puts the whole component back. */
const MOST_CAREFUL_FIRST: readonly Reaction[] = ["notify", "propose", "revert", "ignore"];

/** The most careful of some reactions; ignore where there are none. */
export function mostCareful(reactions: readonly Reaction[]): Reaction {
  return MOST_CAREFUL_FIRST.find((reaction) => reactions.includes(reaction)) ?? "ignore";
}

/**
 * The rules for a component; the first that fits a field decides about it, and the last fits all. Patterns come before
 * the component's own reaction, that before the environment's, that before the default of the class. On one level the
 * environment's document comes before the blueprint, and a longer pattern before a shorter one.
 */
export function reactionRules(ground: RulesGround): readonly Rule[] {
  const { class: environmentClass, component, ofComponent, ofEnvironment } = ground;
  const levels = [
    { rules: componentOf(ofEnvironment, component), where: `onDrift of component "${component}" in the environment` },
    { rules: ofComponent, where: `onDrift of component "${component}" in the blueprint` },
  ];
  return [
    ...levels.flatMap(patternRules),
    ...levels.flatMap((level) => defaultRule(level)),
    ...defaultRule({ rules: ofEnvironment, where: "onDrift of the environment" }),
    { reaction: environmentClass === "dev" ? "revert" : "propose", where: `class default of ${environmentClass}` },
  ];
}

interface Level<Rules> {
  readonly rules: Rules | undefined;
  readonly where: string;
}

function componentOf(reactions: EnvironmentReactions | undefined, component: string): ComponentReactions | undefined {
  if (reactions === undefined || typeof reactions === "string") return undefined;
  return Object.hasOwn(reactions.components, component) ? reactions.components[component] : undefined;
}

function patternRules({ rules, where }: Level<ComponentReactions>): readonly Rule[] {
  if (rules === undefined || typeof rules === "string") return [];
  return Object.entries(rules.fields)
    .map(([pattern, reaction]) => ({ pattern, reaction, where: `${where}, pattern ${pattern}` }))
    .toSorted(
      (one, other) =>
        other.pattern.length - one.pattern.length ||
        MOST_CAREFUL_FIRST.indexOf(one.reaction) - MOST_CAREFUL_FIRST.indexOf(other.reaction) ||
        (one.pattern < other.pattern ? -1 : 1),
    );
}

function defaultRule({ rules, where }: Level<ComponentReactions | EnvironmentReactions>): readonly Rule[] {
  const reaction = typeof rules === "string" ? rules : rules?.default;
  return reaction === undefined ? [] : [{ reaction, where }];
}
