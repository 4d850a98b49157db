import { setTimeout as sleep } from "node:timers/promises";
import type { PromotionView } from "../../../cli/promotion-answers.ts";
import type { ApiCalls } from "../api-calls.ts";
import type { Line } from "./line.ts";
import { STAGES } from "./line-documents.ts";

const LIMIT_MS = 120_000;
const LOOK_EVERY_MS = 300;
const STILL_FOR_MS = 2_000;

/**
 * Lets every promotion come to rest: what is held is put back, what runs ends, what waits says why. Then one more good release
 * is brought through each stage. Answers what did not get there, one line each.
 */
export async function restLines(api: ApiCalls, lines: readonly Line[]): Promise<readonly string[]> {
  const restless = await Promise.all(
    lines.map(async (line) => [...(await rest(line)), ...(await bringOneMore(api, line))]),
  );
  return restless.flat();
}

async function rest(line: Line): Promise<readonly string[]> {
  const until = Date.now() + LIMIT_MS;
  let left: readonly string[] = [];
  let stillSince: number | undefined;
  while (Date.now() < until) {
    await line.decideAll();
    left = (await line.open()).flatMap((promotion) => unrestOf(promotion) ?? []);
    stillSince = left.length === 0 ? (stillSince ?? Date.now()) : undefined;
    if (stillSince !== undefined && Date.now() - stillSince >= STILL_FOR_MS) return [];
    await sleep(LOOK_EVERY_MS);
  }
  return left;
}

/** Why a promotion is not at rest; undefined when it is: it waits at its gates, and says for what. */
export function unrestOf({ id, environment, state, operationId, reason }: PromotionView): string | undefined {
  if (state === "Waiting" && operationId === undefined && reason !== "") return undefined;
  return `promotion ${id} into ${environment} is ${state}${reason === "" ? ", and does not say why" : `: ${reason}`}`;
}

async function bringOneMore(api: ApiCalls, line: Line): Promise<readonly string[]> {
  const until = Date.now() + LIMIT_MS;
  const version = await line.releaseGood();
  for (const stage of STAGES) {
    // It comes into the others by itself; a second wish for the same joins the first.
    if (stage === "prod") await line.promote(version, stage);
    let seen: PromotionView | undefined;
    while (seen?.state !== "Verified") {
      if (Date.now() > until)
        return [`${version} was to be verified in ${stage} of ${line.project} and is ${describe(seen)}`];
      await sleep(LOOK_EVERY_MS);
      const path = `/v1/promotions?project=${line.project}&environment=${line.project}-${stage}&release=${version}`;
      [seen] = await api.list<PromotionView>(path);
    }
  }
  return [];
}

function describe(seen: PromotionView | undefined): string {
  return seen === undefined ? "not even asked for" : `${seen.state}: ${seen.reason}`;
}
