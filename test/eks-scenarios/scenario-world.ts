import { expect } from "vitest";
import { eksAccessEntryDriver } from "../../activities/components/eks-access-entry/driver.ts";
import { eksAddonDriver } from "../../activities/components/eks-addon/driver.ts";
import { eksClusterDriver } from "../../activities/components/eks-cluster/driver.ts";
import { eksNodegroupDriver } from "../../activities/components/eks-nodegroup/driver.ts";
import { eksPodIdentityDriver } from "../../activities/components/eks-pod-identity/driver.ts";
import type { EksPorts } from "../../activities/components/eks/eks-driver.ts";
import type { Between } from "../drivers/eks-converging.ts";
import { AT_ONCE, eksWorld, type EksWorld, type EksWorldOptions } from "../drivers/eks-world.ts";
import type { TruthLine } from "../fakes/start-fake-eks.ts";
import { wishOf, type Wish } from "./wish.ts";

/** What a scenario begins with. */
export interface ScenarioOptions extends EksWorldOptions {
  /** Settings of the simulator; by default a look shows what was written, and nothing is locked or throttled. */
  readonly config?: object;
  /** `manual` time goes on only between two looks, as long as the last refusal asked to wait, and when it is told to. */
  readonly clock?: "manual";
}

/** Simulated seconds between two looks of a manual clock where nothing asks for more. */
const PACE_S = 5;

/** A simulated EKS in a process of its own, components that a cell drives there, and what the truth log says of them. */
export interface ScenarioWorld extends EksWorld {
  readonly wishes: Wishes;
  /** Lets simulated seconds pass. */
  pass(seconds: number): Promise<void>;
  /** Status of what is there, by kind and name, as `nodegroup general`. */
  there(): Promise<Readonly<Record<string, string>>>;
  /** Waits until this has that status, or is not there. */
  until(what: string, status: string | undefined): Promise<void>;
  /** Lines of calls of an operation that were accepted or refused, in their order. */
  calls(operation: string): Promise<readonly TruthLine[]>;
  /** What the log shows that must never be: broken promises of EKS, and calls that only a bug sends. */
  problems(): Promise<readonly string[]>;
}

/** One component of each kind; all but the cluster belong to the cluster `main`. */
export interface Wishes {
  cluster(more?: object): Wish;
  nodegroup(more?: object): Wish;
  addon(config: object): Wish;
  entry(more?: object): Wish;
  association(more?: object): Wish;
}

/** Roles of the account. */
export const ROLES = "arn:aws:iam::111122223333:role";

const CLUSTER = { name: "main", version: "1.35", roleArn: `${ROLES}/eks`, subnetIds: ["subnet-1", "subnet-2"] };
const NODEGROUP = {
  cluster: "main",
  name: "general",
  nodeRoleArn: `${ROLES}/nodes`,
  subnetIds: ["subnet-1"],
  scaling: { min: 1, max: 3 },
};
const ENTRY = { cluster: "main", principalArn: `${ROLES}/developers` };
const ASSOCIATION = { cluster: "main", namespace: "shop", serviceAccount: "api", roleArn: `${ROLES}/api` };

/** Starts a simulated EKS for one scenario. */
export async function scenarioWorld({ config, clock, ...options }: ScenarioOptions = {}): Promise<ScenarioWorld> {
  const isManual = clock === "manual";
  const world = await eksWorld(config ?? AT_ONCE, {
    ...options,
    ...(isManual ? { flags: ["--clock", "manual"] } : {}),
  });
  const log = async (query: string) => await world.fake.log(query);
  let passedMs = 0;
  const pass = async (seconds: number) => {
    await world.fake.sim("POST", "/clock/advance", { seconds });
    passedMs += seconds * 1_000;
  };
  const there = async () => {
    const { resources } = (await world.fake.sim("GET", "/state")) as { resources?: readonly StoredResource[] };
    const named = (resources ?? []).map(({ kind, name, doc }) => [`${kind} ${name}`, doc.status ?? "there"]);
    return Object.fromEntries(named) as Readonly<Record<string, string>>;
  };
  const ports = isManual ? { ...world.ports, now: () => passedMs } : world.ports;
  const between = async (retryAfterMs: number) => await pass(Math.max(retryAfterMs / 1_000, PACE_S));
  return {
    ...world,
    ports,
    wishes: isManual ? wishesOf(ports, between) : wishesOf(ports),
    pass,
    there,
    until: async (what, status) =>
      await expect.poll(async () => (await there())[what], { timeout: 30_000 }).toBe(status),
    calls: async (operation) =>
      (await log("kind=effect,refused")).filter((line) => line["operation"] === operation && line["cause"] === "api"),
    async problems() {
      const { problems } = (await world.fake.sim("GET", "/check")) as { problems?: readonly string[] };
      const bugs = (await log("kind=driver_bug")).map((line) => `line ${line.seq}: ${String(line["message"])}`);
      return [...(problems ?? []), ...bugs];
    },
  };
}

interface StoredResource {
  readonly kind: string;
  readonly name: string;
  readonly doc: { readonly status?: string };
}

/** The components of a cell with these ports. */
export function wishesOf(ports: EksPorts, between?: Between): Wishes {
  return {
    cluster: (more) => wishOf(eksClusterDriver(ports), { ...CLUSTER, ...more }, between),
    nodegroup: (more) => wishOf(eksNodegroupDriver(ports), { ...NODEGROUP, ...more }, between),
    addon: (config) => wishOf(eksAddonDriver(ports), { cluster: "main", ...config }, between),
    entry: (more) => wishOf(eksAccessEntryDriver(ports), { ...ENTRY, ...more }, between),
    association: (more) => wishOf(eksPodIdentityDriver(ports), { ...ASSOCIATION, ...more }, between),
  };
}
