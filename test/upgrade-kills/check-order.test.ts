import { expect, test } from "vitest";
import { wrongOrder } from "./check-order.ts";
import type { Move } from "./truth.ts";

const cluster = (to: string, begunAt: number, endedAt = begunAt + 1): Move => ({
  kind: "cluster",
  name: "control plane",
  to,
  begunAt,
  endedAt,
});
const nodes = (to: string, begunAt: number, endedAt = begunAt + 1): Move => ({
  kind: "nodegroup",
  name: "general",
  to,
  begunAt,
  endedAt,
});
const addon = (begunAt: number, endedAt = begunAt + 1): Move => ({
  kind: "addon",
  name: "kube-proxy",
  to: "v2",
  begunAt,
  endedAt,
});

test("one minor after the other, with nodes and add-ons after each control plane, is in order", () => {
  const moves = [cluster("1.34", 1), nodes("1.34", 3), addon(5), cluster("1.35", 7), nodes("1.35", 9)];
  expect(wrongOrder(moves, "1.33")).toEqual([]);
});

test.each<readonly [string, readonly Move[], string]>([
  ["two minors at once", [cluster("1.35", 1)], "the control plane moves from 1.33 to 1.35"],
  [
    "a control plane beside nodes",
    [nodes("1.33", 1, 9), cluster("1.34", 3)],
    "control plane begins while general moves",
  ],
  [
    "nodes beside a control plane",
    [cluster("1.34", 1, 9), nodes("1.33", 3)],
    "general begins while control plane moves",
  ],
  ["nodes that are newer", [nodes("1.34", 1), cluster("1.34", 3)], "general moves to 1.34 under 1.33"],
  [
    "a hop before its nodes have followed",
    [cluster("1.34", 1), cluster("1.35", 3), nodes("1.35", 5)],
    "general is behind 1.34",
  ],
  [
    "add-ons beside nodes",
    [cluster("1.34", 1), nodes("1.34", 3, 9), addon(5)],
    "kube-proxy begins while general moves",
  ],
])("%s is not in order", (_, moves, problem) => {
  expect(wrongOrder(moves, "1.33").join("\n")).toContain(problem);
});
