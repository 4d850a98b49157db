import { describe, expect, test } from "vitest";
import { cpuMsOf, driftedIn } from "./run-plan.ts";

const drift = (name: string) =>
  JSON.stringify({
    "@level": "info",
    type: "resource_drift",
    change: { resource: { resource_name: name }, action: "update" },
  });

describe("driftedIn", () => {
  test("names the blocks that a plan calls drifted, among all its other lines", () => {
    const lines = ['{"type":"version","tofu":"1.12.6"}', drift("c3"), '{"type":"refresh_complete"}', drift("c12")];
    expect(driftedIn(lines.join("\n"))).toEqual(["c3", "c12"]);
  });

  test("names none for a clean plan", () => {
    expect(driftedIn('{"type":"version"}\n{"type":"change_summary"}\n0m0.00s 0m0.00s\n')).toEqual([]);
  });
});

describe("cpuMsOf", () => {
  test.each([
    ["0m0.000000s 0m0.010000s\n0m1.250000s 0m0.250000s\n", 1_500],
    ["0m0.001s 0m0.002s\n2m3.500s 1m0.500s\n", 184_000],
    ["0m0,001s 0m0,002s\n0m0,500s 0m0,500s", 1_000],
  ])("adds user and system time of the children in %j", (output, ms) => {
    expect(cpuMsOf(output)).toBeCloseTo(ms, 6);
  });

  test("refuses what tells no time", () => {
    expect(() => cpuMsOf("Error: no configuration\n")).toThrow("tells no processor time");
  });
});
