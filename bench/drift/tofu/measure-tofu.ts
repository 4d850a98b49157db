import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { inLanes } from "../../../test/order/herd/in-lanes.ts";
import { buildTofu, type TofuPrograms } from "./build-tofu.ts";
import { listPlace, makeDrift, makeFleet } from "./cloud-calls.ts";
import { runPlan } from "./run-plan.ts";
import { type ListedResource, writeCliConfig, writeStateFolder } from "./state-folder.ts";

/** What OpenTofu is measured with. */
export interface TofuTask {
  /** Address of the simulated cloud. Resources are made there, in an account of their own. */
  readonly cloudUrl: string;
  readonly components: number;
  /** Components of one state, and so of one plan: 30 by default, an environment. */
  readonly perState?: number;
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What finding drift cost. */
export interface TofuMeasured {
  /** Of OpenTofu. */
  readonly version: string;
  readonly components: number;
  readonly states: number;
  /** Components that a core gets through in a second of its time: OpenTofu's and its provider's, not the cloud's. */
  readonly perSecondPerCore: number;
  readonly cpuMs: number;
  readonly wallMs: number;
  /** Components that were changed from outside. All of them were found, and nothing else. */
  readonly drifted: number;
}

const SHARE = 0.01;
const DRIFTED_MIN = 3;

/**
 * Finds drift among components of the simulated cloud as OpenTofu does it: one plan for each state, as many at a time as
 * there are cores. OpenTofu is built first where the user's cache has none.
 *
 * @throws Error when a plan fails, or does not find exactly what was changed: then its speed would mean nothing.
 */
export async function measureTofu(task: TofuTask): Promise<TofuMeasured> {
  const { components, perState = 30, report, signal } = task;
  const programs = await buildTofu({ env: process.env, report, signal });
  const directory = await mkdtemp(join(tmpdir(), "holdfast-tofu-"));
  try {
    const { states, changed } = await prepare(task, { programs, directory });
    report(`${states.length} plans of up to ${perState} components each`);
    const startedAt = performance.now();
    let cpuMs = 0;
    const found = new Set<string>();
    await inLanes(states, availableParallelism(), async ({ folder, resources, cliConfig }) => {
      const run = await runPlan({ programs, folder, cliConfig, signal });
      cpuMs += run.cpuMs;
      for (const name of run.drifted) found.add(resources[Number(name.slice(1))]?.id ?? name);
    });
    const wallMs = performance.now() - startedAt;
    const wrong = [...changed, ...found].filter((id) => !changed.has(id) || !found.has(id));
    if (wrong.length > 0) {
      throw new Error(`tofu found ${found.size} drifted, ${changed.size} are; it is wrong about ${wrong[0]}`);
    }
    const perSecondPerCore = components / (cpuMs / 1_000);
    const drifted = changed.size;
    return { version: programs.version, components, states: states.length, perSecondPerCore, cpuMs, wallMs, drifted };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

interface State {
  readonly folder: string;
  readonly cliConfig: string;
  readonly resources: readonly ListedResource[];
}

/** Makes the resources and the states that know them as they are, and then changes some of them. */
async function prepare(
  { cloudUrl, components, perState = 30 }: TofuTask,
  { programs, directory }: { readonly programs: TofuPrograms; readonly directory: string },
): Promise<{ readonly states: readonly State[]; readonly changed: ReadonlySet<string> }> {
  const account = `tofu-${randomUUID()}`;
  const place = { endpoint: cloudUrl, account, region: "local" };
  await makeFleet(place, components);
  const all = await listPlace(place);
  if (all.length !== components) throw new Error(`the cloud has ${all.length} of ${components} resources`);
  const cliConfig = join(directory, "cli.tfrc");
  await writeCliConfig(cliConfig, programs.providerFolder);
  const states: State[] = [];
  for (let from = 0; from < all.length; from += perState) {
    const resources = all.slice(from, from + perState);
    const folder = join(directory, String(states.length));
    await writeStateFolder(folder, { resources, place, version: programs.version });
    states.push({ folder, cliConfig, resources });
  }
  const share = Math.max(SHARE, Math.min(1, DRIFTED_MIN / components));
  return { states, changed: new Set(await makeDrift(place, share)) };
}
