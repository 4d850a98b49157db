import { expect, test } from "vitest";
import { decideReaction } from "./decide-reaction.ts";
import { explainReaction, explainRules } from "./explain-reaction.ts";
import type { RulesGround } from "./reaction-rules.ts";

const ground: RulesGround = {
  class: "prod",
  component: "web",
  ofComponent: { fields: { "config.*": "ignore" } },
  ofEnvironment: "notify",
};

test("a reaction is explained by what is done, and the rule of each field", () => {
  const decided = decideReaction(ground, [{ path: "config.a" }, { path: "tags.b" }], []);
  expect(explainReaction(decided)).toEqual([
    "drift is only told",
    'config.a is ignored: onDrift of component "web" in the blueprint, pattern config.*',
    "tags.b is only told: onDrift of the environment",
  ]);
});

test("an explanation says why it is another than the rules say", () => {
  const decided = decideReaction({ class: "dev", component: "web" }, [{ path: "a" }], ["a"]);
  expect(explainReaction(decided)).toEqual([
    "drift is only told",
    '"a" cannot be put back, so this is only told',
    "a is put back: class default of dev",
  ]);
});

test("an explanation of many fields ends with how many are left out", () => {
  const fields = Array.from({ length: 25 }, (_, index) => ({ path: `a${index}` }));
  const lines = explainReaction(decideReaction(ground, fields, []));
  expect(lines).toHaveLength(22);
  expect(lines.at(-1)).toBe("5 more fields");
});

test("the rules of a component are explained up to the one that is for all fields", () => {
  expect(explainRules(ground)).toEqual([
    'config.* is ignored: onDrift of component "web" in the blueprint, pattern config.*',
    "every other field is only told: onDrift of the environment",
  ]);
  expect(explainRules({ class: "staging", component: "web" })).toEqual([
    "every field is put back when a person agrees: class default of staging",
  ]);
});
