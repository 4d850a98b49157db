import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import { type Installation, startInstallation, type WorkerRole } from "../effects/installation.ts";
import { type FakeEks, startFakeEks } from "../fakes/start-fake-eks.ts";
import { installedApi, type InstalledApi } from "../setup/installed-api.ts";

/** An installation of real processes whose cell is an account of a simulated EKS. */
export interface World {
  readonly api: InstalledApi;
  readonly fake: FakeEks;
  /** Kills a worker process with SIGKILL. The next one is started by itself. */
  kill(role: WorkerRole): Promise<void>;
  /** How many processes of a worker have begun to ask for work. */
  begun(role: WorkerRole): Promise<number>;
  close(): Promise<void>;
}

/** How a world runs. */
export interface WorldWish {
  readonly seed: string;
  /** Simulated seconds in a real one. */
  readonly scale: number;
}

// Rates are of real time, and would be those of an account that is asked a hundred times as fast.
const CONFIG = { throttle: { isOn: false } };

/** Starts all of it; there is no cluster yet. */
export async function startWorld({ seed, scale }: WorldWish): Promise<World> {
  const flags = ["--scale", String(scale), "--seed", seed, "--config", JSON.stringify(CONFIG)];
  const fake = await startFakeEks(...flags);
  let installation: Installation;
  try {
    installation = await startInstallation(() => ({
      HOLDFAST_AWS_ACCOUNT: "111122223333",
      HOLDFAST_AWS_REGION: "eu-west-1",
      HOLDFAST_EKS_URL: fake.url,
      HOLDFAST_EKS_TIME_SCALE: String(1 / scale),
    }));
  } catch (error) {
    await fake.kill();
    throw error;
  }
  const { files, workers } = installation;
  const begun = async (role: WorkerRole) => {
    const text = await readFile(join(files.logs, `${role}.log`), "utf8");
    return text.split("\n").filter((line) => /^\S+ runs(,|$)/.test(line)).length;
  };
  return {
    api: installedApi(installation),
    fake,
    kill: async (role) => await workers[role].kill(),
    begun,
    async close() {
      await installation.close();
      await fake.kill();
    },
  };
}

/** Waits until the workers that were killed ask for work again. `before`: how many of each had begun until then. */
export async function backAgain(world: World, before: ReadonlyMap<WorkerRole, number>): Promise<void> {
  for (const [role, count] of before) {
    const isBack = async () => (await world.begun(role)) > count;
    await waitUntil(isBack, { what: `the ${role} has begun again`, limitMs: 60_000, everyMs: 50 });
  }
}
