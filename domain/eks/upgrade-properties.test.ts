import fc from "fast-check";
import { expect, test } from "vitest";
import { upgradeInputs } from "../../test/setup/upgrade-arbitraries.ts";
import { afterStep, stepsOf } from "../../test/setup/upgrade-world.ts";
import type { UpgradePlan, UpgradeStep } from "../schema/upgrade.ts";
import { planUpgrade } from "./plan-upgrade.ts";
import type { AddonVersion, UpgradeInput } from "./upgrade-input.ts";

const RUNS = { numRuns: 3_000, seed: 20_261_130 };

/** The minor of a version, as these tests read it: of `v1.18.3-eksbuild.1` 18, of `1.32` 32. */
const minorIn = (version: string) => Number(version.split(".")[1]);

function planOf(input: UpgradeInput): UpgradePlan | undefined {
  const planned = planUpgrade(input);
  return planned.state === "planned" ? planned.plan : undefined;
}

const planable = upgradeInputs
  .map((input) => ({ input, plan: planOf(input) }))
  .filter((made): made is { input: UpgradeInput; plan: UpgradePlan } => made.plan !== undefined);

/** Some order in which a graph of steps may end: what is free next is chosen by the numbers given. */
function someOrder(plan: UpgradePlan, choices: readonly number[]): readonly UpgradeStep[] {
  const left = [...stepsOf(plan)];
  const done = new Set<string>();
  const order: UpgradeStep[] = [];
  for (let turn = 0; left.length > 0; turn += 1) {
    const free = left.filter(({ needs }) => needs.every((need) => done.has(need)));
    const step = free[(choices[turn % choices.length] ?? 0) % free.length];
    if (step === undefined) throw new Error("its needs are a circle");
    left.splice(left.indexOf(step), 1);
    done.add(step.name);
    order.push(step);
  }
  return order;
}

const orders = fc.record({ made: planable, choices: fc.array(fc.nat(5), { minLength: 1, maxLength: 12 }) });

function isFor(
  input: UpgradeInput,
  addon: string,
  { version, cluster }: { version: string; cluster: string },
): boolean {
  const offered: readonly AddonVersion[] = input.catalogue.addons[addon] ?? [];
  return offered.some(
    (one) => one.version === version && one.fits.some(({ clusterVersion }) => clusterVersion === cluster),
  );
}

/** What a step may not do, whatever planned it. */
function checkStep(before: UpgradeInput, { phase, resource, from, to }: UpgradeStep): void {
  const cluster = before.cluster.version;
  const of = (resources: readonly { name: string; version: string }[]) =>
    resources.find(({ name }) => name === resource)?.version;
  if (phase === "insights") return;
  if (phase === "control-plane") {
    expect(from).toBe(cluster);
    expect(minorIn(to)).toBe(minorIn(cluster) + 1);
    for (const { addon: name, version } of before.addons)
      for (const at of [cluster, to]) expect(isFor(before, name, { version, cluster: at })).toBe(true);
    for (const { version } of before.nodegroups) {
      if (before.skew === "strict") expect(version).toBe(cluster);
      expect(minorIn(to) - minorIn(version)).toBeLessThanOrEqual(minorIn(version) >= 25 ? 3 : 2);
    }
    return;
  }
  if (phase.startsWith("nodes")) {
    expect(from).toBe(of(before.nodegroups));
    expect(minorIn(to)).toBeGreaterThan(minorIn(from));
    expect(minorIn(to)).toBeLessThanOrEqual(minorIn(cluster));
    return;
  }
  expect(from).toBe(of(before.addons));
  expect(to).not.toBe(from);
  const addon = before.addons.find(({ name }) => name === resource)?.addon ?? "";
  expect(isFor(before, addon, { version: to, cluster })).toBe(true);
  if (addon === "vpc-cni") expect(Math.abs(minorIn(to) - minorIn(from))).toBeLessThanOrEqual(1);
}

/** The versions that count. */
function versionsOf({ cluster, nodegroups, addons }: UpgradeInput) {
  return [cluster.version, ...nodegroups.map(({ version }) => version), ...addons.map(({ version }) => version)];
}

function run(input: UpgradeInput, steps: readonly UpgradeStep[]): UpgradeInput {
  return steps.reduce((state, step) => afterStep(state, step), input);
}

test("in whatever order its steps end, skew and compatibility hold at each of them", () => {
  fc.assert(
    fc.property(orders, ({ made: { input, plan }, choices }) => {
      let state = input;
      for (const step of someOrder(plan, choices)) {
        checkStep(state, step);
        state = afterStep(state, step);
      }
    }),
    RUNS,
  );
});

test("at its end everything has the version that is wanted, and fits", () => {
  fc.assert(
    fc.property(planable, ({ input, plan }) => {
      const end = run(input, stepsOf(plan));
      expect(end.cluster.version).toBe(input.cluster.wanted);
      for (const { version, wanted = input.cluster.wanted } of end.nodegroups) expect(version).toBe(wanted);
      for (const { addon: name, version, wanted } of end.addons) {
        if (wanted !== undefined) expect(version).toBe(wanted);
        if (plan.hops.some(({ from, to }) => from !== to))
          expect(isFor(input, name, { version, cluster: input.cluster.wanted })).toBe(true);
      }
      expect(planOf(end)?.hops).toEqual([]);
    }),
    RUNS,
  );
});

test("planned again after any of its steps, in whatever order, it leads to the same end", () => {
  fc.assert(
    fc.property(orders, ({ made: { input, plan }, choices }) => {
      const end = versionsOf(run(input, stepsOf(plan)));
      let state = input;
      for (const step of someOrder(plan, choices)) {
        state = afterStep(state, step);
        const again = planOf(state);
        if (again === undefined) throw new Error(`nothing can be planned after ${step.name}`);
        for (const [index, next] of stepsOf(again).entries())
          checkStep(run(state, stepsOf(again).slice(0, index)), next);
        expect(versionsOf(run(state, stepsOf(again)))).toEqual(end);
      }
    }),
    { ...RUNS, numRuns: 2_000 },
  );
});

test("it never takes more control planes, or more moves of node groups, than there are left after a step", () => {
  fc.assert(
    fc.property(orders, ({ made: { input, plan }, choices }) => {
      const count = (steps: readonly UpgradeStep[]) =>
        steps.filter(({ phase }) => phase === "control-plane" || phase.startsWith("nodes")).length;
      const order = someOrder(plan, choices);
      for (let done = 0; done <= order.length; done += 1) {
        const again = planOf(run(input, order.slice(0, done)));
        expect(count(stepsOf(again ?? { hops: [] }))).toBeLessThanOrEqual(count(order.slice(done)));
      }
    }),
    { ...RUNS, numRuns: 1_000 },
  );
});

test("the estimate is no longer than all the work, and no shorter than any of its hops", () => {
  fc.assert(
    fc.property(planable, ({ plan }) => {
      const total = plan.hops.reduce((sum, { estimateMs }) => sum + estimateMs, 0);
      expect(plan.estimateMs).toBe(total);
      expect(plan.estimateMs).toBeLessThanOrEqual(plan.workMs);
    }),
    { ...RUNS, numRuns: 1_000 },
  );
});

test("each refusal says what to do, and names something that is there", () => {
  fc.assert(
    fc.property(upgradeInputs, (input) => {
      const planned = planUpgrade(input);
      if (planned.state === "planned") return;
      const names = [input.cluster, ...input.nodegroups, ...input.addons].map(({ name }) => name);
      expect(planned.refusals.length).toBeGreaterThan(0);
      for (const { resource, reason, next } of planned.refusals) {
        expect(names).toContain(resource);
        expect(Math.min(reason.length, next.length)).toBeGreaterThan(0);
        expect(`${reason} ${next}`).not.toContain("undefined");
      }
    }),
    { ...RUNS, numRuns: 1_000 },
  );
});
