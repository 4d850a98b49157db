import {
  CreateClusterCommand,
  DescribeClusterCommand,
  type CreateClusterCommandInput,
  type EKSClient,
} from "@aws-sdk/client-eks";
import { expect } from "vitest";
import type { EksPorts } from "../../activities/components/eks/eks-driver.ts";
import { awsEks } from "../../adapters/eks/aws-eks.ts";
import { startFakeEks, type FakeEks } from "../fakes/start-fake-eks.ts";
import { memoryNotes } from "./memory-notes.ts";

/** A simulated EKS, the ports of a cell that reaches it, and a client of somebody else in the same account. */
export interface EksWorld {
  readonly fake: FakeEks;
  readonly ports: EksPorts;
  readonly other: EKSClient;
  /** Makes a cluster behind Holdfast's back, and waits until it is active. */
  makeCluster(name: string): Promise<void>;
  /** How often a resource was made: lines of the truth. */
  effects(operation: string, isOurs?: (line: Readonly<Record<string, unknown>>) => boolean): Promise<number>;
  close(): Promise<void>;
}

const ROLE = "arn:aws:iam::111122223333:role/eks";

/** What a cluster needs. */
export const CLUSTER: CreateClusterCommandInput = {
  name: "main",
  version: "1.35",
  roleArn: ROLE,
  resourcesVpcConfig: { subnetIds: ["subnet-1", "subnet-2"] },
  accessConfig: { authenticationMode: "API" },
  bootstrapSelfManagedAddons: false,
};

/** Settings under which a look shows what was written, and nobody waits for a rate. */
export const AT_ONCE = {
  lag: { cluster: 0, nodegroup: 0, addon: 0, "access-entry": 0, association: 0, "fargate-profile": 0, update: 0 },
  deletedNameSeconds: 0,
  hiddenLock: false,
  throttle: { isOn: false },
};

/** Starts a simulated EKS whose hours are seconds, and the ports of a cell that reaches it through the SDK. */
export async function eksWorld(config: object = AT_ONCE): Promise<EksWorld> {
  const fake = await startFakeEks("--scale", "20000", "--config", JSON.stringify(config));
  const eks = awsEks({
    region: "eu-west-1",
    endpoint: fake.url,
    credentials: { accessKeyId: "AKIATEST", secretAccessKey: "secret" },
    reads: { perSecond: 1_000, burst: 1_000 },
    writes: { perSecond: 1_000, burst: 1_000 },
  });
  const other = fake.client();
  return {
    fake,
    ports: { eks: eks.calls, notes: memoryNotes(), now: () => Date.now(), goneLimits: { looks: 3, everyMs: 1 } },
    other,
    async makeCluster(name) {
      await other.send(new CreateClusterCommand({ ...CLUSTER, name }));
      await expect
        .poll(async () => (await other.send(new DescribeClusterCommand({ name }))).cluster?.status, { timeout: 10_000 })
        .toBe("ACTIVE");
    },
    async effects(operation, isOurs = () => true) {
      const lines = await fake.log("kind=effect");
      return lines.filter((line) => line["operation"] === operation && line["outcome"] === "new" && isOurs(line))
        .length;
    },
    async close() {
      eks.close();
      await fake.kill();
    },
  };
}
