import { expect, test } from "vitest";
import type { Line } from "./simulator.ts";
import { readTruth } from "./truth.ts";

const COMPONENTS = [
  { name: "cluster", needs: [] },
  { name: "network", needs: ["cluster"] },
  { name: "admins", needs: ["cluster"] },
];

function made(component: string, operation: string, simTime: number): Line {
  const tags = { "holdfast:name": `eks-shop/one/${component}` };
  return { kind: "effect", operation, outcome: "new", resource: component, simTime, after: { tags } };
}

function done(component: string, kind: string, simTime: number): Line {
  return { kind: "transition", operation: `${kind} create done`, resource: component, simTime };
}

const LINES: readonly Line[] = [
  made("cluster", "CreateCluster", 1_000),
  done("cluster", "cluster", 501_000),
  made("network", "CreateAddon", 503_000),
  made("admins", "CreateAccessEntry", 504_000),
  { ...made("admins", "AssociateAccessPolicy", 512_000) },
  done("network", "addon", 528_000),
];

test("the path is the longest chain, a poller looks every ten seconds at each, and what came when tells the lags", () => {
  expect(readTruth(LINES, "one", COMPONENTS)).toEqual({
    criticalPathMs: 525_000,
    polls: 50 + 3 + 1,
    changes: 4,
    lags: [
      ["admins", 3_000],
      ["network", 2_000],
    ],
    faults: [],
  });
});

test.each([
  { name: "made twice", lines: [...LINES, made("network", "CreateAddon", 530_000)], faults: ["network: 2"] },
  { name: "never made", lines: LINES.filter(({ resource }) => resource !== "admins"), faults: ["admins: 0"] },
  {
    name: "made too early",
    lines: [made("network", "CreateAddon", 400_000), ...LINES.slice(0, 2), ...LINES.slice(3)],
    faults: ["network before its needs"],
  },
])("what was $name is told", ({ lines, faults }) => {
  expect(readTruth(lines, "one", COMPONENTS).faults).toEqual(faults);
});
