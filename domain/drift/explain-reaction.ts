import type { DecidedReaction, Reaction } from "../schema/drift.ts";
import { reactionRules, type RulesGround } from "./reaction-rules.ts";

/** So many fields are explained one by one. */
const SHOWN_MAX = 20;

/** What people read of a reaction. */
const WORDS: Readonly<Record<Reaction, string>> = {
  revert: "is put back",
  propose: "is put back when a person agrees",
  notify: "is only told",
  ignore: "is ignored",
};

/** Why a difference has its reaction, in lines for people: what is done, then the rule of each field. */
export function explainReaction({ reaction, fields, instead }: DecidedReaction): readonly string[] {
  const left = fields.length - SHOWN_MAX;
  return [
    `drift ${WORDS[reaction]}`,
    ...(instead === undefined ? [] : [instead]),
    ...fields.slice(0, SHOWN_MAX).map((field) => `${field.path} ${WORDS[field.reaction]}: ${field.rule}`),
    ...(left > 0 ? [`${left} more fields`] : []),
  ];
}

/** What would be done about drift of a component, in lines for people, whether it drifts or not: the first line that fits a field decides. */
export function explainRules(ground: RulesGround): readonly string[] {
  const rules = reactionRules(ground);
  const forAll = rules.findIndex(({ pattern }) => pattern === undefined);
  const telling = rules.slice(0, forAll + 1);
  return telling.map(({ pattern, reaction, where }) => {
    const what = pattern ?? (telling.length === 1 ? "every field" : "every other field");
    return `${what} ${WORDS[reaction]}: ${where}`;
  });
}
