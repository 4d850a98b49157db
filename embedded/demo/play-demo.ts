import type { OperationView, Page, SnapshotView } from "../../cli/answers.ts";
import { waitUntil } from "../process/wait-until.ts";
import { DemoFailure, type DemoStage } from "./demo-stage.ts";
import { promoteReleases, type PromotionFacts, type PromotionPlay } from "./promote-releases.ts";
import { serviceOf, servicesOf, type RunningService } from "./running-services.ts";

const shop = (file: string) => `examples/shop/${file}`;

/** What the demo measured. */
export interface DemoFacts {
  readonly provisionMs: number;
  readonly repairMs: number;
  readonly scratchSnapshot: string;
  readonly promotions: PromotionFacts;
}

/**
 * Plays the story: three environments side by side, a killed process that comes back, one changed parameter, the same
 * file again, a scratch environment that is deleted and leaves a snapshot, a release that travels to production, and one
 * that fails and is put back. Each scene checks that it really happened.
 */
export async function playDemo(stage: DemoStage, play: PromotionPlay): Promise<DemoFacts> {
  const provisionMs = await provision(stage);
  const repairMs = await killAndRepair(stage);
  await changeOneParameter(stage);
  await applyAgain(stage);
  const scratchSnapshot = await createAndDelete(stage);
  return { provisionMs, repairMs, scratchSnapshot, promotions: await promoteReleases(stage, play) };
}

async function provision(stage: DemoStage): Promise<number> {
  stage.tell("\n1. Three environments of one application, side by side");
  await stage.holdfast(["artifact", "push", shop("api")]);
  await stage.holdfast(["artifact", "push", shop("web")]);
  const startedAt = Date.now();
  await stage.holdfast(["apply", "-f", shop("shop.yaml"), "-f", shop("environments.yaml"), "--wait"]);
  return Date.now() - startedAt;
}

async function killAndRepair(stage: DemoStage): Promise<number> {
  const api = await serviceOf(stage, "shop-dev", "api");
  stage.tell(`\n2. A process dies: kill -9 ${api.pid} (api of shop-dev)`);
  const others = (await servicesOf(stage)).filter(({ pid }) => pid !== api.pid);
  // The story may be played again where it was cut short: only what this death leads to counts.
  const before = new Set((await operations(stage, "shop-dev")).map(({ id }) => id));
  const repairs = async () =>
    (await operations(stage, "shop-dev")).filter(({ id, kind }) => kind === "repair" && !before.has(id));
  const startedAt = Date.now();
  process.kill(api.pid, "SIGKILL");
  await waitUntil(async () => (await repairs()).some(({ state }) => state === "Succeeded"), {
    what: "the api of shop-dev is repaired",
    limitMs: 30_000,
    everyMs: 50,
    signal: stage.signal,
  });
  const repairMs = Date.now() - startedAt;
  await stage.holdfast(["wait", "environment/shop-dev", "--for=condition=Ready", "--timeout", "30s"]);
  await stage.holdfast(["operations", "list", "-e", "shop-dev"]);
  const { length } = await repairs();
  if (length !== 1) throw new DemoFailure(`expected one repair of shop-dev, saw ${length}`);
  await expectUntouched(stage, others);
  stage.tell(`   repaired after ${seconds(repairMs)}; every other process kept its pid`);
  return repairMs;
}

async function changeOneParameter(stage: DemoStage): Promise<void> {
  stage.tell("\n3. One parameter changes, in one environment: only what it affects is touched");
  const others = (await servicesOf(stage)).filter(
    ({ environment, component }) => environment !== "shop-dev" || component !== "api",
  );
  await stage.holdfast(["apply", "-f", shop("dev-greeting.yaml"), "--wait"]);
  const api = await serviceOf(stage, "shop-dev", "api");
  const answer = (await (await fetch(api.url)).json()) as { readonly greeting?: string };
  if (answer.greeting !== "Good morning") throw new DemoFailure(`api of shop-dev greets with "${answer.greeting}"`);
  await expectUntouched(stage, others);
}

async function applyAgain(stage: DemoStage): Promise<void> {
  stage.tell("\n4. The same files again: nothing to do");
  const before = (await operations(stage)).length;
  const services = await servicesOf(stage);
  await stage.holdfast(["apply", "-f", shop("shop.yaml"), "-f", shop("dev-greeting.yaml")]);
  if ((await operations(stage)).length !== before)
    throw new DemoFailure("an apply without changes started an operation");
  await expectUntouched(stage, services);
}

async function createAndDelete(stage: DemoStage): Promise<string> {
  stage.tell("\n5. A scratch environment comes and goes; its data stays as a snapshot");
  await stage.holdfast(["apply", "-f", shop("scratch.yaml"), "--wait"]);
  await stage.holdfast(["delete", "environment", "shop-scratch", "--yes", "--wait"]);
  await stage.holdfast(["get", "snapshots"]);
  const { items } = await stage.read<Page<SnapshotView>>("/v1/snapshots?project=shop&limit=100");
  const snapshot = items.find(({ environment }) => environment === "shop-scratch");
  if (snapshot === undefined) throw new DemoFailure("shop-scratch left no snapshot");
  const left = (await servicesOf(stage)).filter(({ environment }) => environment === "shop-scratch");
  if (left.length > 0) throw new DemoFailure(`shop-scratch left ${left.length} processes`);
  return snapshot.id;
}

async function expectUntouched(stage: DemoStage, before: readonly RunningService[]): Promise<void> {
  const now = await servicesOf(stage);
  for (const { environment, component, pid } of before) {
    const same = now.find((service) => service.environment === environment && service.component === component);
    if (same?.pid !== pid)
      throw new DemoFailure(`${component} of ${environment} had pid ${pid}, now it has ${same?.pid ?? "none"}`);
  }
}

async function operations(stage: DemoStage, environment?: string): Promise<readonly OperationView[]> {
  const query = environment === undefined ? "" : `&environment=${environment}`;
  return (await stage.read<Page<OperationView>>(`/v1/operations?project=shop&limit=500${query}`)).items;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
