import { expect, test } from "vitest";
import type { ComponentReactions, EnvironmentReactions } from "../schema/drift.ts";
import { decideReaction } from "./decide-reaction.ts";
import type { RulesGround } from "./reaction-rules.ts";

interface Rules {
  readonly class?: RulesGround["class"];
  readonly ofComponent?: ComponentReactions;
  readonly ofEnvironment?: EnvironmentReactions;
}
const decide = (rules: Rules, paths: readonly string[], unrevertable: readonly string[] = []) =>
  decideReaction(
    { class: "prod", component: "web", ...rules },
    paths.map((path) => ({ path })),
    unrevertable,
  );

test.each<{ name: string; rules: Rules; path?: string; reaction: string; rule: string }>([
  { name: "dev puts back", rules: { class: "dev" }, reaction: "revert", rule: "class default of dev" },
  { name: "staging asks", rules: { class: "staging" }, reaction: "propose", rule: "class default of staging" },
  { name: "prod asks", rules: {}, reaction: "propose", rule: "class default of prod" },
  {
    name: "an environment's reaction beats the class",
    rules: { ofEnvironment: "notify" },
    reaction: "notify",
    rule: "onDrift of the environment",
  },
  {
    name: "a component's reaction in the blueprint beats the environment's",
    rules: { ofEnvironment: "notify", ofComponent: "revert" },
    reaction: "revert",
    rule: 'onDrift of component "web" in the blueprint',
  },
  {
    name: "the environment's document beats the blueprint about the same component",
    rules: { ofEnvironment: { components: { web: "ignore" } }, ofComponent: "revert" },
    reaction: "ignore",
    rule: 'onDrift of component "web" in the environment',
  },
  {
    name: "a pattern beats the component, wherever it stands",
    rules: {
      ofEnvironment: { components: { web: "notify" } },
      ofComponent: { fields: { "config.*": "ignore" } },
    },
    reaction: "ignore",
    rule: 'onDrift of component "web" in the blueprint, pattern config.*',
  },
  {
    name: "a pattern that does not fit decides nothing",
    rules: { ofComponent: { fields: { "tags.*": "ignore" } } },
    reaction: "propose",
    rule: "class default of prod",
  },
  {
    name: "the longest pattern wins",
    rules: { ofComponent: { fields: { "config.*": "ignore", "config.replicas": "revert", "*": "notify" } } },
    reaction: "revert",
    rule: 'onDrift of component "web" in the blueprint, pattern config.replicas',
  },
  {
    name: "of two patterns of one length the more careful one wins",
    rules: { ofComponent: { fields: { "*.replicas": "ignore", "config.rep*": "revert" } } },
    reaction: "revert",
    rule: 'onDrift of component "web" in the blueprint, pattern config.rep*',
  },
  {
    name: "rules for another component decide nothing",
    rules: { ofEnvironment: { components: { api: "ignore" } } },
    reaction: "propose",
    rule: "class default of prod",
  },
])("a field: $name", ({ rules, path = "config.replicas", reaction, rule }) => {
  expect(decide(rules, [path])).toEqual({ reaction, fields: [{ path, reaction, rule }] });
});

const mixed: ComponentReactions = { fields: { a: "revert", b: "propose", c: "notify", d: "ignore" } };
test.each([
  { paths: ["a", "d"], reaction: "revert" },
  { paths: ["a", "b", "d"], reaction: "propose" },
  { paths: ["a", "b", "c", "d"], reaction: "notify" },
  { paths: ["d"], reaction: "ignore" },
  { paths: [], reaction: "ignore" },
])("fields $paths together: $reaction, the most careful that is not ignored", ({ paths, reaction }) => {
  expect(decide({ ofComponent: mixed }, paths).reaction).toBe(reaction);
});

test("what cannot be put back is told, with the reason", () => {
  expect(decide({ class: "dev" }, ["z", "a", "b"], ["z", "b"])).toMatchObject({
    reaction: "notify",
    instead: '"b" and 1 more cannot be put back, so this is only told',
  });
  expect(decide({}, ["a"], ["a"])).toMatchObject({ instead: '"a" cannot be put back, so this is only told' });
});

test("what cannot be put back changes nothing where it is ignored, or only told anyway", () => {
  expect(decide({ ofComponent: mixed }, ["a", "d"], ["d"])).not.toHaveProperty("instead");
  expect(decide({ ofComponent: "notify" }, ["a"], ["a"])).not.toHaveProperty("instead");
});
