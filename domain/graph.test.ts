import { expect, test } from "vitest";
import {
  componentNeeds,
  criticalPathMs,
  criticalTails,
  descendants,
  dropCycles,
  findCycles,
  reverseNeeds,
  sortByNeeds,
} from "./graph.ts";

const diamond = [
  { name: "web", needs: ["api", "cache"], expectedMs: 3 },
  { name: "api", needs: ["db"], expectedMs: 5 },
  { name: "cache", needs: ["db", "elsewhere"], expectedMs: 2 },
  { name: "db", needs: [], expectedMs: 10 },
];

test("componentNeeds() joins references and after, each once, sorted", () => {
  expect(componentNeeds(["web", "db"], [{ name: "db", output: "url" }, { name: "api" }])).toEqual(["api", "db", "web"]);
});

test("sortByNeeds() puts every node behind its needs, ties by name, unknown needs ignored", () => {
  expect(sortByNeeds(diamond)).toEqual(["db", "api", "cache", "web"]);
});

test("criticalTails() gives each node the longest way to the end, and criticalPathMs() the longest of all", () => {
  expect(Object.fromEntries(criticalTails(diamond))).toEqual({ db: 18, api: 8, cache: 5, web: 3 });
  expect(criticalPathMs(diamond)).toBe(18);
  expect(criticalPathMs([])).toBe(0);
});

test("reverseNeeds() gives the order of deletion", () => {
  expect(Object.fromEntries(reverseNeeds(diamond).map(({ name, needs }) => [name, needs]))).toEqual({
    web: [],
    api: ["web"],
    cache: ["web"],
    db: ["api", "cache"],
  });
});

test("descendants() lists what needs a node, directly or not", () => {
  expect(descendants(diamond, ["db"])).toEqual(["api", "cache", "web"]);
  expect(descendants(diamond, ["web", "unknown"])).toEqual([]);
});

test.each([
  { name: "none", nodes: diamond, want: [] },
  { name: "one of itself", nodes: [{ name: "a", needs: ["a"] }], want: [["a", "a"]] },
  {
    name: "one of three, with something behind it",
    nodes: [
      { name: "c", needs: ["b"] },
      { name: "b", needs: ["a"] },
      { name: "a", needs: ["c"] },
      { name: "d", needs: ["a"] },
    ],
    want: [["a", "c", "b", "a"]],
  },
  {
    name: "two apart",
    nodes: [
      { name: "a", needs: ["b"] },
      { name: "b", needs: ["a"] },
      { name: "x", needs: ["y"] },
      { name: "y", needs: ["x"] },
    ],
    want: [
      ["a", "b", "a"],
      ["x", "y", "x"],
    ],
  },
])("findCycles() names $name", ({ nodes, want }) => {
  expect(findCycles(nodes)).toEqual(want);
});

test("dropCycles() cuts what closes a cycle and leaves the rest", () => {
  const nodes = [
    { name: "a", needs: ["b"] },
    { name: "b", needs: ["a", "c"] },
    { name: "c", needs: [] },
  ];
  const cut = dropCycles(nodes);
  expect(findCycles(cut)).toEqual([]);
  expect(cut.find((node) => node.name === "b")?.needs).toEqual(["a", "c"]);
});

test("a chain of 5,000 nodes neither overflows the stack nor takes long", () => {
  const chain = Array.from({ length: 5_000 }, (_, index) => ({
    name: `n${String(index).padStart(4, "0")}`,
    needs: index === 0 ? [] : [`n${String(index - 1).padStart(4, "0")}`],
    expectedMs: 1,
  }));
  expect(criticalPathMs(chain)).toBe(5_000);
  expect(descendants(chain, ["n0000"])).toHaveLength(4_999);
  const [first, ...rest] = chain;
  const ring = [{ ...first, name: "n0000", needs: ["n4999"], expectedMs: 1 }, ...rest];
  expect(findCycles(ring)[0]).toHaveLength(5_001);
});
