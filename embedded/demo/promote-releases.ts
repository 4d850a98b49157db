import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { PromotionDetail, PromotionView } from "../../adapters/store/promotion-views-port.ts";
import type { Page } from "../../cli/answers.ts";
import { waitUntil } from "../process/wait-until.ts";
import { approveInSlack, introducePeople } from "./approve-in-slack.ts";
import { DemoFailure, type DemoStage } from "./demo-stage.ts";
import { serviceOf } from "./running-services.ts";
import { writeOrders } from "./write-orders.ts";

const shop = (file: string) => `examples/shop/${file}`;
const PROMOTED_WITHIN_MS = 120_000;
const run = promisify(execFile);

/** What the promotions of the demo came to. */
export interface PromotionFacts {
  /** The promotion of 1.1.0 into production; it may still wait for people. */
  readonly production: string;
  /** The promotion of 1.2.0 into staging, which was restored. */
  readonly restored: string;
  /** Orders that were acknowledged while releases came and went, and rows that are there. */
  readonly orders: { readonly acknowledged: number; readonly kept: number };
}

/** How the demo is played. */
export interface PromotionPlay {
  /** True where those asked approve by themselves: then production is waited for. */
  readonly isUnattended: boolean;
}

/**
 * Plays what pipelines do: a release with a migration travels to production behind a change ticket and the approval of
 * two people, and one that fails its verification is put back, while somebody goes on ordering.
 */
export async function promoteReleases(stage: DemoStage, { isUnattended }: PromotionPlay): Promise<PromotionFacts> {
  stage.tell("\n6. A release travels: dev, staging, and production behind a ServiceNow change and two approvals");
  await connect(stage);
  await introducePeople(stage);
  await stage.holdfast(["apply", "-f", shop("slack.yaml"), "-f", shop("pipeline.yaml")]);
  const orders = writeOrders(async () => (await findService(stage))?.url, stage.signal);
  try {
    await release(stage, "1.1.0");
    await promoted(stage, { release: "1.1.0", environment: "shop-staging" });
    const production = await promoteToProduction(stage, isUnattended);
    await stage.holdfast(["pipeline", "get", "shop"]);
    const restored = await failAndRestore(stage);
    const acknowledged = await orders.stop();
    return { production, restored, orders: { acknowledged, kept: await countOrders(stage, acknowledged) } };
  } finally {
    await orders.stop();
  }
}

/** The simulated ticket systems, as connections of the project. */
async function connect(stage: DemoStage): Promise<void> {
  const { tickets, files } = stage.stack;
  if (tickets === undefined) throw new DemoFailure("no ticket system was started");
  await stage.holdfast(["secret", "set", "shop", "itsm_password"], "holdfast");
  await stage.holdfast(["secret", "set", "shop", "tracker_token"], "holdfast");
  const { stdout } = await run(process.execPath, [shop("connections.mjs"), tickets.servicenow, tickets.jira], {
    cwd: stage.root,
  });
  const file = join(files.stateDir, "demo-connections.yaml");
  await writeFile(file, stdout);
  await stage.holdfast(["apply", "-f", file]);
}

/** Pushes the artifacts of a release and applies it; stages that start by themselves take it from there. */
async function release(stage: DemoStage, version: string): Promise<void> {
  const directory = join(stage.stack.files.stateDir, "demo", version);
  await run(process.execPath, [shop("package.mjs"), version, directory], { cwd: stage.root });
  for (const artifact of ["api", "web"]) await stage.holdfast(["artifact", "push", join(directory, artifact)]);
  await stage.holdfast(["apply", "-f", shop(`release-${version}.yaml`)]);
}

async function promoteToProduction(stage: DemoStage, isUnattended: boolean): Promise<string> {
  const promote = ["promote", "1.1.0", "-e", "shop-prod", "--reason", "the shop learns its customers"];
  await stage.holdfast(promote);
  const id = (await promotionOf(stage, { release: "1.1.0", environment: "shop-prod" }))?.id ?? "";
  if (isUnattended) {
    await approveInSlack(stage, id);
    await stage.holdfast(["wait", `promotion/${id}`, "--for=over", "--timeout", "2m"]);
  } else {
    const { slackUrl = "", tickets } = stage.stack;
    stage.tell(`   it waits for two people: approve it at ${slackUrl}, in #shop-releases, as Bo and as Cy`);
    stage.tell(`   and for its change: authorise it at ${tickets?.servicenow}, as ada.park, then as cleo.marsh`);
  }
  return id;
}

async function failAndRestore(stage: DemoStage): Promise<string> {
  stage.tell("\n7. A release fails its verification in staging, and what ran before is put back");
  await release(stage, "1.2.0");
  const { id } = await promoted(stage, { release: "1.2.0", environment: "shop-staging" }, "Restored");
  await stage.holdfast(["describe", "promotion", id]);
  return id;
}

interface Into {
  readonly release: string;
  readonly environment: string;
}

/** Waits until a release has come to its end in a stage. @throws DemoFailure when it is another end */
async function promoted(stage: DemoStage, into: Into, wanted = "Verified"): Promise<PromotionView> {
  const { release: version, environment } = into;
  let seen: PromotionView | undefined;
  await waitUntil(
    async () => {
      seen = await promotionOf(stage, into);
      return seen?.endedAt !== undefined;
    },
    {
      what: `${version} has come to its end in ${environment}`,
      limitMs: PROMOTED_WITHIN_MS,
      everyMs: 200,
      signal: stage.signal,
    },
  );
  if (seen?.state !== wanted)
    throw new DemoFailure(`${version} in ${environment} ended as ${seen?.state ?? "nothing"}: ${seen?.reason ?? ""}`);
  stage.tell(`   ${version} in ${environment}: ${seen.state.toLowerCase()}`);
  return seen;
}

async function promotionOf(
  stage: DemoStage,
  { release: version, environment }: Into,
): Promise<PromotionView | undefined> {
  const query = `project=shop&environment=${environment}&release=${version}&limit=1`;
  return (await stage.read<Page<PromotionView>>(`/v1/promotions?${query}`)).items[0];
}

/** The rows of staging, which must hold every acknowledged order. @throws DemoFailure when one is missing */
async function countOrders(stage: DemoStage, acknowledged: number): Promise<number> {
  const api = await serviceOf(stage, "shop-staging", "api");
  const { orders } = (await (await fetch(api.url)).json()) as { readonly orders?: number };
  if (acknowledged === 0) throw new DemoFailure("nobody could order anything meanwhile");
  if (orders === undefined || orders < acknowledged)
    throw new DemoFailure(
      `${acknowledged} orders were acknowledged in shop-staging, and ${orders ?? "none"} are there`,
    );
  stage.tell(`   ${acknowledged} orders were acknowledged meanwhile, and all of them are there`);
  return orders;
}

async function findService(stage: DemoStage) {
  return await serviceOf(stage, "shop-staging", "api").catch(() => undefined);
}

/** A promotion with everything about it. */
export async function readPromotion(stage: DemoStage, id: string): Promise<PromotionDetail> {
  return await stage.read<PromotionDetail>(`/v1/promotions/${id}`);
}
