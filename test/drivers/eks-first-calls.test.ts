import { expect, test } from "vitest";
import { eksClusterDriver } from "../../activities/components/eks-cluster/driver.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { makeSubject } from "../contracts/driver.ts";
import { memoryEks } from "./memory-eks.ts";
import { memoryNotes } from "./memory-notes.ts";

const never = () => new AbortController().signal;
const look = () => ({ waitMs: 0, signal: never() });

function world() {
  const outside = memoryEks();
  const notes = memoryNotes();
  let nowMs = 1_000_000;
  const driver = eksClusterDriver({ eks: outside.eks, notes, now: () => nowMs, goneLimits: { looks: 3, everyMs: 0 } });
  const config = driver.config.parse({
    name: "main",
    version: "1.31",
    roleArn: "arn:aws:iam::111122223333:role/eks",
    subnetIds: ["subnet-1", "subnet-2"],
  });
  return {
    ...outside,
    outside,
    notes,
    driver,
    ofConfig: () => makeSubject(config),
    pass: (ms: number) => void (nowMs += ms),
  };
}

test("what EKS makes and does not show is waited for a minute, and is gone then; what it never made is absent", async () => {
  const { driver, clusters, ofConfig, pass } = world();
  const subject = ofConfig();
  expect(await driver.observe(subject, look())).toEqual({ state: "absent" });
  await driver.apply(subject, never());
  clusters.clear();
  pass(59_000);
  expect(await driver.observe(subject, look())).toMatchObject({
    state: "changing",
    reason: 'EKS does not show "main" yet',
  });
  pass(1_000);
  expect(await driver.observe(subject, look())).toMatchObject({ state: "gone" });
});

test("what is made for the first time costs one call, and each look one", async () => {
  const { driver, sent, ofConfig } = world();
  const subject = ofConfig();
  await driver.observe(subject, look());
  await driver.apply(subject, never());
  expect(await driver.observe(subject, look())).toMatchObject({ state: "ready" });
  expect(sent.map(({ operation }) => operation)).toEqual(["createCluster", "describeCluster"]);
});

test("a creation that got no place among the calls was never asked for", async () => {
  const { outside, notes, sent, ofConfig } = world();
  const subject = ofConfig();
  const noPlace = new OrchestratorError("CLOUD_THROTTLED", "no place", { details: { isSent: false } });
  const eks = new Proxy(outside.eks, { get: () => async () => await Promise.reject(noPlace) });
  const driver = eksClusterDriver({ eks, notes, now: () => 0 });
  await expect(driver.apply(subject, never())).rejects.toMatchObject({ code: "CLOUD_THROTTLED" });
  expect(await driver.observe(subject, look())).toEqual({ state: "absent" });
  expect(sent).toEqual([]);
});
