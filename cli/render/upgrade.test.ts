import { expect, test } from "vitest";
import type { ClusterUpgrade } from "../upgrade-answers.ts";
import { plainPaint } from "./paint.ts";
import { renderUpgrades } from "./upgrade.ts";

const NOW = 1_800_000_000_000;
const screen = { width: 100, paint: plainPaint, nowMs: NOW };
const step = {
  name: "1.34/control-plane/main/1.34",
  phase: "control-plane",
  resource: "main",
  from: "1.33",
  to: "1.34",
};
const planned: ClusterUpgrade = {
  cluster: "main",
  wanted: "1.34",
  state: "planned",
  lookedAt: NOW - 120_000,
  hops: [{ from: "1.33", to: "1.34", estimateMs: 600_000, steps: [{ ...step, expectedMs: 600_000 }] }],
  warnings: ["Kubernetes 1.34 is in extended support already, which costs more"],
  estimateMs: 600_000,
};

test("an upgrade shows each hop with its time and steps, and how old the look is that it was planned from", () => {
  expect(renderUpgrades([planned], screen)).toEqual([
    "",
    'Upgrade of "main" to 1.34',
    "  as it was 2m ago; about 10 min",
    "  ! Kubernetes 1.34 is in extended support already, which costs more",
    "  1.33 > 1.34, about 10 min",
    "    STEP           COMPONENT  VERSION      TIME",
    "    control-plane  main       1.33 > 1.34  about 10 min",
  ]);
});

test("a step that was begun shows how it stands, since when, and what it waits for", () => {
  const taken = [{ name: step.name, state: "Running", reason: "the update runs", startedAt: NOW - 61_000 }];
  expect(renderUpgrades([planned], screen, taken).at(-1)).toMatch(
    /control-plane +main +1\.33 > 1\.34 +Running +1 min 1 s +the update runs/,
  );
});

test("what cannot be says why, and what to do about it", () => {
  const refusals = [{ reason: 'insight "x" about 1.34: bad', next: "mend it and ask again" }];
  const lines = renderUpgrades(
    [{ cluster: "main", wanted: "1.34", state: "refused", lookedAt: NOW, refusals }],
    screen,
  );
  expect(lines.slice(-2)).toEqual(['  - insight "x" about 1.34: bad', "    mend it and ask again"]);
});

test("a cluster that nobody has looked at is planned at its turn", () => {
  const [, , line] = renderUpgrades([{ cluster: "main", wanted: "1.34", state: "not looked at" }], screen);
  expect(line).toBe("  nobody has looked at its versions yet: its steps are planned at its turn");
});
