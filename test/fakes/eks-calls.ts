import {
  CreateAddonCommand,
  CreateClusterCommand,
  CreateNodegroupCommand,
  EKSServiceException,
} from "@aws-sdk/client-eks";
import type { CreateClusterRequest, CreateNodegroupRequest, EKSClient } from "@aws-sdk/client-eks";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { startFakeEks } from "./start-fake-eks.ts";
import type { FakeEks } from "./start-fake-eks.ts";

const NO_LAG = {
  cluster: 0,
  nodegroup: 0,
  addon: 0,
  "access-entry": 0,
  association: 0,
  "fargate-profile": 0,
  update: 0,
};

/** Settings under which nothing is late, hidden or throttled. */
export const QUIET = { lag: NO_LAG, deletedNameSeconds: 0, hiddenLock: false, throttle: { isOn: false } };

export const ACCOUNT = "111122223333";
export const PLACE = `${ACCOUNT}/eu-west-1`;
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/platform/nodes`;

/** The settings of most tests: quiet, with a known account. */
export const CONFIG = { ...QUIET, accounts: { AKIATEST: ACCOUNT } };

/** A simulator with a manual clock for the tests of one file, which begins anew before each of them. */
export function useFakeEks(): { readonly eks: FakeEks; readonly client: EKSClient } {
  const parts: { eks?: FakeEks; client?: EKSClient } = {};
  beforeAll(async () => {
    parts.eks = await startFakeEks("--clock", "manual");
    parts.client = parts.eks.client();
  });
  beforeEach(async () => {
    await reset(started(parts.eks), {});
  });
  afterAll(async () => {
    await parts.eks?.kill();
  });
  return {
    get eks() {
      return started(parts.eks);
    },
    get client() {
      return started(parts.client);
    },
  };
}

function started<T>(part: T | undefined): T {
  if (part === undefined) throw new Error("the simulator is started before the tests only");
  return part;
}

/** Begins anew on the first of June, with changed settings. */
export async function reset(eks: FakeEks, config: object): Promise<void> {
  const startAt = "2026-06-01T00:00:00Z";
  await eks.sim("POST", "/reset", { seed: 7, mode: "manual", startAt, config: { ...CONFIG, ...config } });
}

/** Lets simulated seconds pass. */
export async function pass(eks: FakeEks, seconds: number): Promise<void> {
  await eks.sim("POST", "/clock/advance", { seconds });
}

/** Lets time pass until nothing is due. */
export async function passAll(eks: FakeEks): Promise<void> {
  await eks.sim("POST", "/clock/advance", { untilIdle: true });
}

/** Asks for a cluster. */
export async function createCluster(client: EKSClient, of: Partial<CreateClusterRequest> = {}): Promise<void> {
  await client.send(
    new CreateClusterCommand({
      name: "shop",
      version: "1.33",
      roleArn: `arn:aws:iam::${ACCOUNT}:role/cluster`,
      resourcesVpcConfig: { subnetIds: ["subnet-a", "subnet-b"] },
      accessConfig: { authenticationMode: "API" },
      ...of,
    }),
  );
}

/** Asks for a node group in the cluster `shop`. */
export async function createNodegroup(client: EKSClient, of: Partial<CreateNodegroupRequest> = {}): Promise<void> {
  await client.send(
    new CreateNodegroupCommand({
      clusterName: "shop",
      nodegroupName: "main",
      subnets: ["subnet-a"],
      nodeRole: ROLE,
      scalingConfig: { minSize: 1, maxSize: 5, desiredSize: 2 },
      ...of,
    }),
  );
}

/** Asks for an add-on in the cluster `shop`. */
export async function createAddon(client: EKSClient, addonName: string): Promise<void> {
  await client.send(new CreateAddonCommand({ clusterName: "shop", addonName }));
}

/** The cluster `shop`, active. */
export async function activeCluster(
  { eks, client }: { eks: FakeEks; client: EKSClient },
  of: Partial<CreateClusterRequest> = {},
): Promise<void> {
  await createCluster(client, of);
  await passAll(eks);
}

/** The error of a call that is to fail. */
export async function refusal(call: Promise<unknown>): Promise<EKSServiceException> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof EKSServiceException) return error;
  throw new Error("the call did not fail as EKS fails", { cause: error });
}
