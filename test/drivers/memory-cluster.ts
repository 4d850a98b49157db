import type { GoneLimits } from "../../activities/components/eks/gone-for-good.ts";
import { eksClusterDriver } from "../../activities/components/eks-cluster/driver.ts";
import { makeSubject } from "../contracts/driver.ts";
import { memoryEks } from "./memory-eks.ts";
import { memoryNotes } from "./memory-notes.ts";

const INPUT = {
  name: "main",
  version: "1.31",
  roleArn: "arn:aws:iam::111122223333:role/eks",
  subnetIds: ["subnet-1", "subnet-2"],
};

/** An EKS in memory with its clock, and the driver of a cluster that is wanted there. */
export function memoryCluster(limits: Partial<GoneLimits> = {}) {
  const outside = memoryEks();
  const notes = memoryNotes();
  let nowMs = 1_000_000;
  const goneLimits = { looks: 3, everyMs: 0, ...limits };
  const driver = eksClusterDriver({ eks: outside.eks, notes, now: () => nowMs, goneLimits });
  const config = (more: object = {}) => driver.config.parse({ ...INPUT, ...more });
  const ofConfig = (more: object = {}) => makeSubject(config(more));
  return { ...outside, outside, notes, driver, config, ofConfig, pass: (ms: number) => void (nowMs += ms) };
}

/** What it hands out. */
export type MemoryCluster = ReturnType<typeof memoryCluster>;

/** Ends the update that runs. */
export function end({ updates }: MemoryCluster, status: string, more: object = {}): void {
  for (const [id, update] of updates)
    if (update.status === "InProgress") updates.set(id, { ...update, status, ...more });
}
