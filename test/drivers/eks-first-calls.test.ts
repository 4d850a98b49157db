import { expect, test } from "vitest";
import { eksClusterDriver } from "../../activities/components/eks-cluster/driver.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { newToken, removal } from "../contracts/driver.ts";
import { memoryCluster } from "./memory-cluster.ts";
import { sdkError } from "./memory-eks.ts";

const never = () => new AbortController().signal;
const look = () => ({ waitMs: 0, signal: never() });
const FRESH = { freshMs: 120_000 };

test("what EKS makes and does not show is waited for, and is gone then; what it never made is absent", async () => {
  const { driver, clusters, ofConfig, pass } = memoryCluster(FRESH);
  const subject = ofConfig();
  expect(await driver.observe(subject, look())).toEqual({ state: "absent" });
  await driver.apply(subject, never());
  clusters.clear();
  pass(119_000);
  expect(await driver.observe(subject, look())).toEqual({
    state: "changing",
    reason: 'EKS does not show "main" yet',
    since: 1_000_000,
  });
  pass(1_000);
  expect(await driver.observe(subject, look())).toMatchObject({ state: "gone" });
});

test("what is made for the first time costs one call, and each look one", async () => {
  const { driver, sent, ofConfig } = memoryCluster(FRESH);
  const subject = ofConfig();
  await driver.observe(subject, look());
  await driver.apply(subject, never());
  expect(await driver.observe(subject, look())).toMatchObject({ state: "ready", since: 1_000_000 });
  expect(sent.map(({ operation }) => operation)).toEqual(["createCluster", "describeCluster"]);
});

test("a change that follows a look at once does not look again", async () => {
  const { driver, sent, ofConfig, config } = memoryCluster(FRESH);
  const subject = ofConfig();
  await driver.apply(subject, never());
  const changed = { ...subject, token: newToken(), config: config({ logging: ["api"] }) };
  const { seen } = (await driver.observe(changed, look())) as { readonly seen?: unknown };
  await driver.apply({ ...changed, seen }, never());
  expect(sent.map(({ operation }) => operation)).toEqual(["createCluster", "describeCluster", "updateClusterConfig"]);
});

test("a creation that got no place among the calls was never asked for", async () => {
  const { driver: later, outside, notes, sent, ofConfig } = memoryCluster(FRESH);
  const subject = ofConfig();
  const noPlace = new OrchestratorError("CLOUD_THROTTLED", "no place", { details: { isSent: false } });
  const eks = new Proxy(outside.eks, { get: () => async () => await Promise.reject(noPlace) });
  const driver = eksClusterDriver({ eks, notes, now: () => 0 });
  await expect(driver.apply(subject, never())).rejects.toMatchObject({ code: "CLOUD_THROTTLED" });
  expect(await driver.observe(subject, look())).toEqual({ state: "absent" });
  expect(sent).toEqual([]);
  expect(await later.remove(removal(subject, "component"), never())).toBe("gone");
});

test("a creation that got no place after one whose answer was lost is looked for still", async () => {
  const { driver, outside, notes, ofConfig } = memoryCluster(FRESH);
  const subject = ofConfig();
  outside.after = ({ operation }) => {
    if (operation === "createCluster") throw sdkError("TimeoutError", "socket hang up");
  };
  await expect(driver.apply(subject, never())).rejects.toMatchObject({ code: "CLOUD_UNREACHABLE" });
  const noPlace = new OrchestratorError("CLOUD_THROTTLED", "no place", { details: { isSent: false } });
  const missing = sdkError("ResourceNotFoundException", "No cluster found for name: main.", 404);
  outside.before = ({ operation }) => {
    throw operation === "createCluster" ? noPlace : missing;
  };
  const again = eksClusterDriver({
    eks: outside.eks,
    notes,
    now: () => 1_000_000,
    goneLimits: { looks: 1, everyMs: 0 },
  });
  await expect(again.apply(subject, never())).rejects.toMatchObject({ code: "CLOUD_THROTTLED" });
  outside.before = () => undefined;
  expect(await driver.observe(subject, look())).toMatchObject({ state: "ready" });
});

test("a cluster that EKS has taken and never shown is not left behind by a deletion", async () => {
  const { driver, outside, clusters, ofConfig, pass } = memoryCluster(FRESH);
  const subject = ofConfig();
  await driver.apply(subject, never());
  outside.before = ({ operation }) => {
    if (operation === "describeCluster") throw sdkError("ResourceNotFoundException", "No cluster found", 404);
  };
  const asked = removal(subject, "component");
  expect(await driver.remove(asked, never())).toBe("going");
  outside.before = () => undefined;
  expect(await driver.remove(asked, never())).toBe("gone");
  expect(clusters.size).toBe(0);
  const other = ofConfig();
  await driver.apply(other, never());
  clusters.clear();
  pass(120_000);
  expect(await driver.remove(removal(other, "component"), never())).toBe("gone");
});

test.each([
  ["an earlier life of the component", { "holdfast:incarnation": "0" }],
  ["somebody else", { "holdfast:component": "other" }],
])("a look right after a creation that shows what %s had under the name is older than it", async (_whose, tags) => {
  const { driver, clusters, ofConfig, pass } = memoryCluster(FRESH);
  const subject = ofConfig();
  await driver.apply(subject, never());
  const [made] = clusters.values();
  clusters.set("main", { ...made, createdAt: new Date(0), tags: { ...made?.tags, ...tags } });
  expect(await driver.observe(subject, look())).toMatchObject({
    state: "changing",
    reason: 'EKS shows another "main" still than the one that it has made',
  });
  clusters.set("main", { ...made });
  expect(await driver.observe(subject, look())).toMatchObject({ state: "ready" });
  // Once it was shown, another one is another one.
  clusters.set("main", { ...made, createdAt: new Date(0) });
  expect(await driver.observe(subject, look())).toMatchObject({ state: "failed", code: "NOT_OURS" });
  pass(120_000);
  expect(await driver.observe(subject, look())).toMatchObject({ state: "failed", code: "NOT_OURS" });
});
