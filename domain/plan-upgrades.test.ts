import { expect, test } from "vitest";
import { addonVersion, catalogue } from "../test/setup/upgrade-world.ts";
import { planNodes } from "./plan-nodes.ts";
import { type KnownLook, type MovedComponent, withUpgrades } from "./plan-upgrades.ts";
import { clustersToLookAt, refuseUpgrades } from "./refuse-upgrades.ts";
import type { Plan, PlannedComponent } from "./schema/plan.ts";

const MS = { cluster: 600, "node-group": 900, "add-on": 60 };
const moved = (name: string, role: MovedComponent["role"], wanted?: string): MovedComponent => ({
  name,
  role,
  cluster: "main",
  usualMs: MS[role],
  ...(wanted === undefined ? {} : { wanted }),
});
const MOVED = [moved("main", "cluster", "1.32"), moved("workers", "node-group"), moved("dns", "add-on")];

const planned = (name: string, action: PlannedComponent["action"], kind = "simulated"): PlannedComponent => ({
  name,
  kind,
  action,
  needs: [],
  reason: "",
  changed: [],
  expectedMs: 60_000,
  readyWithinMs: 60_000,
  onDelete: "delete",
});

/** As `planChanges` would: what moves is upgraded, and what is asked for besides. */
const planWith =
  (asked: Readonly<Record<string, PlannedComponent["action"]>>) =>
  (moving: Readonly<Record<string, string>>): Plan => ({
    components: Object.entries(asked).map(([name, action]) =>
      planned(name, name in moving && action === "keep" ? "upgrade" : action, name === "old" ? "group" : "simulated"),
    ),
    digest: `digest of ${Object.keys(moving).length}`,
    estimateMs: 0,
  });

const look: KnownLook = {
  lookedAt: 1_000,
  components: { "uid-workers": "workers", "uid-dns": "dns", "uid-old": "old" },
  look: {
    version: "1.31",
    nodegroups: [{ name: "workers", version: "1.31", componentUid: "uid-workers" }],
    addons: [{ name: "coredns", version: "v1", componentUid: "uid-dns" }],
    catalogue: catalogue({ coredns: [addonVersion("v1", "1.31*", "1.32"), addonVersion("v2", "1.32*")] }),
    insights: [],
  },
};
const ground = (looks: Readonly<Record<string, KnownLook>>) => ({
  moved: MOVED,
  looks,
  learnedMs: { "control-plane main": 700 },
  isNodeGroup: (kind: string) => kind === "group",
});
const ASKED = { main: "upgrade", workers: "keep", dns: "keep", other: "keep" } as const;

test("a cluster's new version brings steps for it and for what is in it, which come before their components", () => {
  const plan = withUpgrades(planWith(ASKED), ground({ main: look }));
  expect(plan.components.map(({ name, action }) => [name, action])).toEqual([
    ["main", "upgrade"],
    ["workers", "upgrade"],
    ["dns", "upgrade"],
    ["other", "keep"],
  ]);
  const nodes = planNodes(plan);
  const last = "1.32/add-ons-after/dns/v2";
  expect(nodes.filter(({ isStep }) => isStep).map(({ name, component }) => [name, component])).toEqual([
    ["1.32/insights/main/1.32", "main"],
    ["1.32/control-plane/main/1.32", "main"],
    ["1.32/nodes-after/workers/1.32", "workers"],
    [last, "dns"],
  ]);
  for (const name of ["main", "workers", "dns"])
    expect(nodes.find((node) => node.name === name)?.needs).toEqual([last]);
  // Learned, guessed, guessed, insights, and the look that is left.
  expect(plan.estimateMs).toBe(5_000 + 700 + 900 + 60 + 5_000);
});

test("the digest is that of what is wanted, whatever was seen", () => {
  const seen = withUpgrades(planWith(ASKED), ground({ main: look }));
  expect(withUpgrades(planWith(ASKED), ground({})).digest).toBe(seen.digest);
});

test("a cluster that nobody has looked at has no steps yet, and is looked at before its turn", () => {
  const plan = withUpgrades(planWith(ASKED), ground({}));
  expect(plan.upgrades).toEqual([{ cluster: "main", wanted: "1.32", members: ["main"], state: "not looked at" }]);
  const components = [{ uid: "uid-main", name: "main" }];
  expect(clustersToLookAt(plan, { startedAt: 500, components })).toEqual(["uid-main"]);
  expect(refuseUpgrades(plan, { isUnseen: true, cell: "aws" })).toContain('cell "aws" could not look');
  const lookFailed = "the role lacks eks:ListInsights";
  expect(refuseUpgrades(plan, { isUnseen: true, cell: "aws", lookFailed })).toContain(`: ${lookFailed}; apply again`);
});

test("a look from before the operation is too old for its turn, one since then will do", () => {
  const plan = withUpgrades(planWith(ASKED), ground({ main: look }));
  const components = [{ uid: "uid-main", name: "main" }];
  expect(clustersToLookAt(plan, { startedAt: 1_001, components })).toEqual(["uid-main"]);
  expect(clustersToLookAt(plan, { startedAt: 1_000, components })).toEqual([]);
});

test("what cannot be is refused with the reason and what to do", () => {
  const insights = [{ id: "i-1", name: "APIs", version: "1.32", status: "ERROR", reason: "somebody uses them" }];
  const plan = withUpgrades(planWith(ASKED), ground({ main: { ...look, look: { ...look.look, insights } } }));
  expect(refuseUpgrades(plan, { isUnseen: false, cell: "aws" })).toMatch(/somebody uses them \(mend it/);
});

test("a node group that the plan deletes goes before the first step, however old it is", () => {
  const nodegroups = [...look.look.nodegroups, { name: "old", version: "1.28", componentUid: "uid-old" }];
  const asked = { ...ASKED, old: "delete" } as const;
  const plan = withUpgrades(planWith(asked), ground({ main: { ...look, look: { ...look.look, nodegroups } } }));
  const [first] = planNodes(plan).filter(({ isStep }) => isStep);
  expect(first?.needs).toEqual(["old"]);
});

test("where the cluster is made, or nothing moves, there are no steps", () => {
  const made = withUpgrades(planWith({ ...ASKED, main: "replace", workers: "upgrade" }), ground({ main: look }));
  expect(made.upgrades).toBeUndefined();
  expect(withUpgrades(planWith({ ...ASKED, main: "keep" }), ground({ main: look })).upgrades).toBeUndefined();
});
