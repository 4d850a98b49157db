import type { DecidedReaction, DriftField, ReactionRule } from "../schema/drift.ts";
import { matchesPattern } from "./match-pattern.ts";
import { mostCareful, type Rule, reactionRules, type RulesGround } from "./reaction-rules.ts";

/**
 * The reaction to a difference: the most careful of its fields that are not ignored; ignore where all are. Where one
 * that is to be put back, or proposed, cannot be, people are told instead.
 *
 * @param unrevertable - Paths that nothing puts back.
 */
export function decideReaction(
  ground: RulesGround,
  fields: readonly Pick<DriftField, "path">[],
  unrevertable: readonly string[],
): DecidedReaction {
  const rules = reactionRules(ground);
  const decided = fields.map(({ path }) => decideField(path, rules));
  const reaction = mostCareful(decided.map((field) => field.reaction));
  if (reaction !== "revert" && reaction !== "propose") return { reaction, fields: decided };
  const unable = new Set(unrevertable);
  const stuck = decided.filter((field) => field.reaction !== "ignore" && unable.has(field.path));
  if (stuck.length === 0) return { reaction, fields: decided };
  const [first = ""] = stuck.map(({ path }) => path).toSorted();
  const others = stuck.length === 1 ? "" : ` and ${stuck.length - 1} more`;
  return {
    reaction: "notify",
    fields: decided,
    instead: `"${first}"${others} cannot be put back, so this is only told`,
  };
}

function decideField(path: string, rules: readonly Rule[]): ReactionRule {
  const rule = rules.find(({ pattern }) => pattern === undefined || matchesPattern(pattern, path));
  if (rule === undefined) throw new Error(`no rule is for all fields, ${path} has none`);
  return { path, reaction: rule.reaction, rule: rule.where };
}
