import {
  CreateClusterCommand,
  DescribeClusterCommand,
  type CreateClusterCommandInput,
  type EKSClient,
} from "@aws-sdk/client-eks";
import { expect } from "vitest";
import type { EksPorts } from "../../activities/components/eks/eks-driver.ts";
import { awsEks } from "../../adapters/eks/aws-eks.ts";
import type { Rate } from "../../adapters/eks/token-bucket.ts";
import { startFakeEks, type FakeEks } from "../fakes/start-fake-eks.ts";
import { memoryNotes } from "./memory-notes.ts";

/** A simulated EKS, the ports of a cell that reaches it, and a client of somebody else in the same account. */
export interface EksWorld {
  readonly fake: FakeEks;
  readonly ports: EksPorts;
  readonly other: EKSClient;
  /** Makes a cluster behind Holdfast's back, and waits until it is active. */
  makeCluster(name: string, more?: object): Promise<void>;
  /** Key of what an operation of ours has made first, for changes from outside. */
  keyOf(operation: string): Promise<string>;
  /** Spoils the next calls of an operation. */
  spoil(operation: string, action: object, more?: object): Promise<void>;
  /** Does what only somebody else in the account, or time, can. */
  outside(operation: string, input: object): Promise<void>;
  /** Operations of ours that had an effect, in their order. */
  done(): Promise<readonly string[]>;
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

/** What a world may have otherwise. */
export interface EksWorldOptions {
  /** Of the simulator, besides its config; hours that are seconds by default. */
  readonly flags?: readonly string[];
  /** Time for one answer, milliseconds. */
  readonly answerMs?: number;
  /** Rates of the cell; far more than anybody needs by default. */
  readonly reads?: Rate;
  readonly writes?: Rate;
}

const AMPLE: Rate = { perSecond: 1_000, burst: 1_000 };

/** Starts a simulated EKS, and the ports of a cell that reaches it through the SDK. */
export async function eksWorld(
  config: object = AT_ONCE,
  { flags = ["--scale", "20000"], answerMs, reads = AMPLE, writes = AMPLE }: EksWorldOptions = {},
): Promise<EksWorld> {
  const fake = await startFakeEks(...flags, "--config", JSON.stringify(config));
  let faults = 0;
  const eks = awsEks({
    region: "eu-west-1",
    endpoint: fake.url,
    credentials: { accessKeyId: "AKIATEST", secretAccessKey: "secret" },
    reads,
    writes,
    ...(answerMs === undefined ? {} : { answerMs }),
  });
  const other = fake.client();
  return {
    fake,
    ports: { eks: eks.calls, notes: memoryNotes(), now: () => Date.now(), goneLimits: { looks: 3, everyMs: 1 } },
    other,
    async makeCluster(name, more = {}) {
      await other.send(new CreateClusterCommand({ ...CLUSTER, ...more, name }));
      await expect
        .poll(async () => (await other.send(new DescribeClusterCommand({ name }))).cluster?.status, { timeout: 60_000 })
        .toBe("ACTIVE");
    },
    async spoil(operation, action, more = {}) {
      faults += 1;
      await fake.sim("POST", "/faults", { id: `fault-${faults}`, match: { operation }, action, ...more });
    },
    async outside(operation, input) {
      await fake.sim("POST", "/outofband", { operation, input });
    },
    async keyOf(operation) {
      const lines = await fake.log("kind=effect");
      return String(lines.find((line) => line["operation"] === operation)?.["resource"]);
    },
    async done() {
      const lines = await fake.log("kind=effect");
      const isOurs = (line: object) =>
        "outcome" in line && line.outcome === "new" && "cause" in line && line.cause === "api";
      return lines.filter(isOurs).map((line) => String(line["operation"]));
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
