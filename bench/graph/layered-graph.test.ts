import { expect, test } from "vitest";
import { sortByNeeds } from "../../domain/graph.ts";
import { layeredGraph } from "./layered-graph.ts";

test("layeredGraph() is the same for the same seed, another for another", () => {
  expect(layeredGraph(200, "1")).toEqual(layeredGraph(200, "1"));
  expect(layeredGraph(200, "2")).not.toEqual(layeredGraph(200, "1"));
});

test("layeredGraph() stands in an order in which needs come first, ten layers deep", () => {
  const { components } = layeredGraph(1_000, "1");
  expect(components).toHaveLength(1_000);
  expect(sortByNeeds(components)).toHaveLength(1_000);
  const depth = new Map<string, number>();
  for (const { name, needs } of components)
    depth.set(name, Math.max(-1, ...needs.map((need) => depth.get(need) ?? Number.NaN)) + 1);
  expect(Math.max(...depth.values())).toBe(9);
});
