import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { DOCUMENT_KINDS } from "./document-json-schemas.ts";
import type { ParsedFile } from "./port.ts";
import { yamlDocuments } from "./yaml-documents.ts";

const documents = yamlDocuments();
const shop = await readFile(new URL("../../examples/shop/shop.yaml", import.meta.url), "utf8");
const pipeline = await readFile(new URL("../../examples/shop/pipeline.yaml", import.meta.url), "utf8");

/** What a text holds, and the least of three times, milliseconds: another process may take the processor in the middle of one. */
function timedParse(text: string): ParsedFile & { readonly leastMs: number } {
  let leastMs = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3; attempt++) {
    const startMs = performance.now();
    const parsed = documents.parse(text);
    leastMs = Math.min(leastMs, performance.now() - startMs);
    if (leastMs < 100) return { ...parsed, leastMs };
  }
  return { ...documents.parse(text), leastMs };
}

const fragments = [
  "\n",
  "  ",
  "- ",
  "? ",
  ": ",
  "key: ",
  "{",
  "}",
  "[",
  "]",
  ",",
  '"',
  "'",
  "|\n",
  ">-\n",
  "&a ",
  "*a",
  "<<: *a",
  "!!str ",
  "!x ",
  "%YAML 1.2\n",
  "---\n",
  "...\n",
  "#",
  "\t",
  "\u0000",
  "\ufeff",
  "\ud800",
  "\u2028",
  ".nan",
  "0x1F",
  "1e999",
  "~",
  "null",
  "${",
  "__proto__: ",
  "\\",
  "@",
  "`",
  "\r",
  "apiVersion: holdfast.dev/v1\n",
  "kind: Blueprint\n",
];
const soup = fc
  .array(fc.oneof(fc.constantFrom(...fragments), fc.string({ unit: "binary", maxLength: 8 })), { maxLength: 80 })
  .map((parts) => parts.join(""));
const mutated = fc
  .array(
    fc.tuple(fc.nat(shop.length), fc.nat(30), fc.oneof(fc.constantFrom(...fragments), fc.string({ maxLength: 5 }))),
    { minLength: 1, maxLength: 6 },
  )
  .chain((edits) =>
    fc
      .constantFrom(shop, pipeline)
      .map((whole) =>
        edits.reduce((text, [at, length, put]) => text.slice(0, at) + put + text.slice(at + length), whole),
      ),
  );
const shaped = fc
  .record({
    apiVersion: fc.constant("holdfast.dev/v1"),
    kind: fc.constantFrom(...DOCUMENT_KINDS),
    metadata: fc.jsonValue(),
    spec: fc.jsonValue(),
  })
  .map((value) => JSON.stringify(value));

test("10,000 random documents never crash the parser, each is read in less than 100 ms, and each problem has its position", () => {
  fc.assert(
    fc.property(fc.oneof(soup, mutated, shaped), (text) => {
      const { documents: found, problems, leastMs } = timedParse(text);
      expect(found.length > 0).toBe(problems.length === 0);
      for (const problem of problems) {
        expect(problem.line).toBeGreaterThanOrEqual(1);
        expect(problem.column).toBeGreaterThanOrEqual(1);
        expect(problem.message).not.toBe("");
      }
      expect(leastMs).toBeLessThan(100);
    }),
    { numRuns: 10_000, seed: 20_261_121 },
  );
}, 120_000);

const MIB = 1_048_576;
test.each([
  { name: "open lists", text: "[".repeat(MIB) },
  { name: "open objects", text: "{a: ".repeat(MIB / 4) },
  { name: "lists in lists by dashes", text: "- ".repeat(MIB / 2) },
  { name: "documents", text: "--- a\n".repeat(MIB / 6) },
  { name: "question marks", text: "? ".repeat(MIB / 2) },
  { name: "anchors", text: "&a ".repeat(MIB / 3) },
  { name: "empty lists", text: "[]".repeat(MIB / 2) },
  { name: "keys", text: Array.from({ length: 100_000 }, (_, index) => `k${index}:`).join("\n") },
  {
    name: "keys in one object",
    text: `{${Array.from({ length: 100_000 }, (_, index) => `k${index}: 1`).join(",")}}`.slice(0, MIB),
  },
  { name: "the same key", text: "a: 1\n".repeat(MIB / 5) },
  { name: "items of a list", text: `[${"a,".repeat(MIB / 2 - 2)}]` },
  { name: "aliases", text: `a: &a [1]\nb: [${"*a,".repeat(300_000)}]` },
  { name: "one alias of much, 50 times", text: `a: &a [${"1,".repeat(400_000)}]\nb: [${"*a,".repeat(50)}]` },
  { name: "one quoted text", text: `"${"x".repeat(MIB - 2)}"` },
])("1 MiB of $name is refused in a bounded time", ({ text }) => {
  const startMs = performance.now();
  const { problems } = documents.parse(text);
  expect(problems.length).toBeGreaterThan(0);
  expect(problems.length).toBeLessThanOrEqual(50);
  expect(performance.now() - startMs).toBeLessThan(10_000);
});

test("parse() reads the files of examples/shop", async () => {
  for (const name of ["shop.yaml", "environments.yaml", "scratch.yaml", "release-1.1.0.yaml", "pipeline.yaml"]) {
    const { documents: found, problems } = documents.parse(
      await readFile(new URL(`../../examples/shop/${name}`, import.meta.url), "utf8"),
    );
    expect(problems).toEqual([]);
    expect(found.length).toBeGreaterThan(0);
  }
});

test("locate() finds values, keys and nearest parents, through aliases too", () => {
  const text =
    "apiVersion: holdfast.dev/v1\nkind: Project\nmetadata:\n  name: shop\n  labels: &l\n    a: b\nspec:\n  description: >\n    text\n";
  const [found] = documents.parse(text).documents;
  expect(found?.locate("/metadata/labels/a")).toEqual({ line: 6, column: 8 });
  expect(found?.locate("/metadata/labels/a", "key")).toEqual({ line: 6, column: 5 });
  expect(found?.locate("/metadata/none/at/all")).toEqual({ line: 4, column: 3 });
  expect(found?.locate("")).toEqual({ line: 1, column: 1 });
});

test("parse() of 5,000 components takes less than five seconds", () => {
  const components = Array.from(
    { length: 5_000 },
    (_, index) =>
      `    c${index}: { kind: simulated, config: { type: vpc, seconds: 15, after: "\${parameters.x}" }, after: [c${Math.max(0, index - 1)}] }`,
  );
  const text = `apiVersion: holdfast.dev/v1\nkind: Blueprint\nmetadata: { project: a, name: a, version: 1.0.0 }\nspec:\n  components:\n${components.join("\n")}\n`;
  const startMs = performance.now();
  expect(documents.parse(text).problems).toEqual([]);
  expect(performance.now() - startMs).toBeLessThan(5_000);
});
