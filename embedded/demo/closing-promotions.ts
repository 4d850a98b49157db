import type { ReleaseCheck } from "../../api/environments/release-check.ts";
import { renderTable } from "../../cli/render/table.ts";
import type { PromotionDetail } from "../../adapters/store/promotion-views-port.ts";
import { waitUntil } from "../process/wait-until.ts";
import { approvedInSlack } from "./approve-in-slack.ts";
import { DemoFailure, type DemoStage } from "./demo-stage.ts";
import { type PromotionFacts, readPromotion } from "./promote-releases.ts";

/** A change as the simulator shows it to people. */
interface SimulatedChange {
  readonly number: string;
  readonly state: string;
  readonly close_code: string;
}

/** As ServiceNow numbers it. */
const CLOSED = "3";

const WIDTH = 100;
const RUNS: Readonly<Record<string, string>> = { "shop-dev": "1.2.0", "shop-staging": "1.1.0", "shop-prod": "1.1.0" };

/**
 * What the promotions came to, as a table: the release of each environment with what it promised compared with what
 * runs, the change of the production promotion as ServiceNow has it, and its approval as Slack does.
 * @throws DemoFailure when something is another than the story says
 */
export async function closingPromotions(stage: DemoStage, facts: PromotionFacts): Promise<string> {
  const rows: string[][] = [];
  for (const [environment, release] of Object.entries(RUNS)) rows.push(await releaseRow(stage, environment, release));
  const production = await finished(stage, facts.production);
  const change = await onlyChange(stage, production.gates.find(({ name }) => name === "change")?.output["number"]);
  rows.push([
    "shop-prod",
    production.release,
    `promotion ${production.state.toLowerCase()}`,
    `${change.number} closed as ${change.close_code}`,
  ]);
  rows.push(["shop-prod", production.release, "approved", await approvedInSlack(stage, facts.production)]);
  const restored = await readPromotion(stage, facts.restored);
  if (restored.state !== "Restored" || restored.runs !== "1.1.0")
    throw new DemoFailure(`the promotion of 1.2.0 into staging is ${restored.state}, and ${restored.runs} runs`);
  const { acknowledged, kept } = facts.orders;
  rows.push(["shop-staging", "1.2.0", "promotion restored", `${acknowledged} orders acknowledged, ${kept} there`]);
  return renderTable(
    { titles: ["ENVIRONMENT", "RELEASE", "STANDS", "SEEN"], rows: rows.map((row) => row.map((text) => ({ text }))) },
    { width: WIDTH, paint: (_, text) => text },
  ).join("\n");
}

/** A promotion once what its gates had opened is closed. */
async function finished(stage: DemoStage, id: string): Promise<PromotionDetail> {
  let seen = await readPromotion(stage, id);
  await waitUntil(
    async () => {
      seen = await readPromotion(stage, id);
      return seen.finishedAt !== undefined;
    },
    { what: `the tickets of promotion ${id} are closed`, limitMs: 30_000, everyMs: 200, signal: stage.signal },
  );
  return seen;
}

async function releaseRow(stage: DemoStage, environment: string, wanted: string): Promise<string[]> {
  const check = await stage.read<ReleaseCheck>(`/v1/environments/shop/${environment}/release-check`);
  if (check.release !== wanted) throw new DemoFailure(`${environment} is to run ${check.release}, expected ${wanted}`);
  if (!check.isKept) throw new DemoFailure(`${environment} runs something else than release ${wanted} promises`);
  return [environment, wanted, "runs", "every artifact has the digest of its release"];
}

/** The one change of a promotion. @throws DemoFailure when there are none, several, or it is not closed */
async function onlyChange(stage: DemoStage, number: unknown): Promise<SimulatedChange> {
  const answer = await fetch(new URL("/__sim/servicenow/changes", stage.stack.tickets?.servicenow));
  const { changes } = (await answer.json()) as { readonly changes: readonly SimulatedChange[] };
  const [change, ...others] = changes;
  if (change === undefined || others.length > 0)
    throw new DemoFailure(`ServiceNow has ${changes.length} changes, expected one`);
  if (typeof number === "string" && !number.startsWith(change.number))
    throw new DemoFailure(`the gate tells of ${number}, ServiceNow of ${change.number}`);
  if (change.state !== CLOSED || change.close_code !== "successful")
    throw new DemoFailure(
      `${change.number} is in state ${change.state} (${change.close_code}), not closed as successful`,
    );
  return change;
}
