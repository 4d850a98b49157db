import { join } from "node:path";
import { startFakeEks, type FakeEks } from "../fakes/start-fake-eks.ts";
import { type StaleLooks, staleLooks } from "./stale-looks.ts";
import { startWorkerPair, type WorkerPair } from "./worker-pair.ts";

/** An account of AWS, and the worker that has its credentials. Runs in it come one after another. */
export interface Lane {
  readonly eks: FakeEks;
  readonly workers: WorkerPair;
  /** Begins anew, with nothing in the account. */
  empty(seed: string): Promise<void>;
  /** Arms a fault of the simulator, under an id of its own. */
  spoil(id: string, fault: object): Promise<void>;
  /** Makes a cluster behind Holdfast's back, which is active at once and an hour old. */
  makeCluster(name: string): Promise<void>;
  /** Lets an hour pass: what was made is seen by every look from then on. */
  passAnHour(): Promise<void>;
  /** Lets looks see what is there now, for a while. */
  staleLooks(of: { readonly looks: readonly string[]; readonly changes: readonly string[] }): Promise<StaleLooks>;
  close(): Promise<void>;
}

/** What lanes share. */
export interface LaneOptions {
  readonly databaseUrl: string;
  /** For files of all of them. */
  readonly directory: string;
  /** Seconds of EKS in a real one. */
  readonly scale: number;
  /** Between two looks of a driver at what seems to be gone, milliseconds. */
  readonly goneEveryMs: number;
}

const ACCOUNT = "111122223333";
const REGION = "eu-west-1";
/** What was written is not seen for up to so many seconds: as long as a few calls take here, as it is with EKS. */
const LAG = 60;
const HOUR = 3_600;

const config = {
  accounts: { AKIATEST: ACCOUNT },
  lag: { cluster: LAG, nodegroup: LAG, addon: LAG, "access-entry": LAG, association: LAG },
  throttle: { isOn: false },
};

/** Starts one. */
export async function startLane(
  name: string,
  { databaseUrl, directory, scale, goneEveryMs }: LaneOptions,
): Promise<Lane> {
  const eks = await startFakeEks("--scale", String(scale), "--config", JSON.stringify(config));
  const workers = startWorkerPair(
    {
      databaseUrl,
      stateDir: join(directory, "cell"),
      eksUrl: eks.url,
      timeScale: 1 / scale,
      goneEveryMs,
      deaths: join(directory, `${name}.deaths`),
    },
    join(directory, "compiled"),
  );
  const passAnHour = async () => void (await eks.sim("POST", "/clock/advance", { seconds: HOUR }));
  return {
    eks,
    workers,
    empty: async (seed) => void (await eks.sim("POST", "/reset", { seed, config })),
    spoil: async (id, fault) => void (await eks.sim("POST", "/faults", { id, ...fault })),
    async makeCluster(cluster) {
      const input = {
        name: cluster,
        version: "1.35",
        roleArn: `arn:aws:iam::${ACCOUNT}:role/eks`,
        resourcesVpcConfig: { subnetIds: ["subnet-0a", "subnet-0b"] },
        accessConfig: { authenticationMode: "API" },
        bootstrapSelfManagedAddons: false,
        tags: { outside: "yes" },
      };
      await eks.sim("POST", "/outofband", { operation: "CreateCluster", input, account: ACCOUNT, region: REGION });
      await passAnHour();
    },
    passAnHour,
    staleLooks: async (of) => await staleLooks(eks, { ...of, scale }),
    async close() {
      await workers.close();
      await eks.kill();
    },
  };
}
