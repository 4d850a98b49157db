import fc from "fast-check";
import { expect, it } from "vitest";
import { tokenize } from "./tokenize.ts";

it.each([
  ["", []],
  ["   ", []],
  ["status shop-prod", ["status", "shop-prod"]],
  ["  status\t\u00a0shop-prod\n", ["status", "shop-prod"]],
  ['status "shop prod"', ["status", "shop prod"]],
  ["status “shop prod”", ["status", "shop prod"]],
  ["status „shop prod“", ["status", "shop prod"]],
  ["status ‘shop’ «prod»", ["status", "shop", "prod"]],
  ["it's 'a b'", ["it's", "a b"]],
  ["it’s fine", ["it’s", "fine"]],
  ['say ""', ["say", ""]],
  ['pre"fix ed"', ["prefix ed"]],
  ['status "never closed', ["status", "never closed"]],
  ["for <@U0BO|bo berg> now", ["for", "<@U0BO|bo berg>", "now"]],
  ["see <https://x.example/a b|a b>", ["see", "<https://x.example/a b|a b>"]],
  ["a &lt;b&gt; &amp;amp; c", ["a", "<b>", "&amp;", "c"]],
  ["< 3", ["<", "3"]],
])("%j is read as %j", (text, words) => {
  expect(tokenize(text)).toEqual(words);
});

it("takes any text, and loses no letter of words without quotes", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => Array.isArray(tokenize(text))));
  const word = fc.stringMatching(/^[a-z0-9/_-]{1,20}$/);
  fc.assert(
    fc.property(fc.array(word), (words) => {
      expect(tokenize(words.join("  "))).toEqual(words);
    }),
  );
});
