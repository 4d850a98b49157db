import type { PromotionDetail } from "../../adapters/store/promotion-views-port.ts";
import type { StackUnderTest } from "../e2e/stack-under-test.ts";
import { checkData } from "./check-data.ts";
import { checkUndo } from "./check-undo.ts";
import type { DataRule, Played, Point } from "./point.ts";
import { askService, compareStandings, lookAtStanding } from "./standing.ts";
import { makeWorld, OVER, type World } from "./world.ts";
import { startWriter } from "./writer.ts";

/** What became of a point under one rule. */
export interface PointReport {
  readonly point: string;
  readonly rule: DataRule;
  /** The promotion's end; empty when it had none. */
  readonly outcome: string;
  readonly acknowledged: number;
  readonly kept: number;
  /** From the promotion's request to its end, milliseconds. */
  readonly ms: number;
  /** What is not as it must be, one line each; empty when all is. */
  readonly problems: readonly string[];
}

const ROWS_BEFORE = 5;
const ROWS_AFTER = 5;

/** Plays one point with one rule in a project of its own, while rows are written, and compares what was with what is. */
export async function runPoint(
  under: StackUnderTest,
  { point, rule, project }: { readonly point: Point; readonly rule: DataRule; readonly project: string },
): Promise<PointReport> {
  const nothing = { point: point.name, rule, outcome: "", acknowledged: 0, kept: 0, ms: 0 };
  let world: World | undefined;
  try {
    world = await makeWorld(under, { point, rule, project });
    return { ...nothing, ...(await playIn(world, { point, rule })) };
  } catch (error) {
    return { ...nothing, problems: [error instanceof Error ? String(error.stack) : String(error)] };
  } finally {
    await world?.leave();
  }
}

async function playIn(
  world: World,
  { point, rule }: { readonly point: Point; readonly rule: DataRule },
): Promise<Omit<PointReport, "point" | "rule">> {
  const before = await lookAtStanding(world);
  const addressBefore = await databaseAddress(world);
  const writer = await startWriter(world);
  const problems: string[] = [];
  try {
    await writer.more(ROWS_BEFORE);
    for (const trouble of point.troubles ?? []) await world.trouble(trouble);
    const promotion = await (point.play ?? restoredByItself)({ world, before, problems });
    await writer.more(ROWS_AFTER);
    const after = await lookAtStanding(world);
    const acknowledged = await writer.stop();
    const isPutBack = rule === "restore" && point.leavesData !== true;
    const hadOther = point.replacesDatabase === true;
    const data = await checkData({ world, promotion, acknowledged, isPutBack, hadOther });
    const isOtherAddress = (await databaseAddress(world)) !== addressBefore;
    if (isPutBack && !isOtherAddress) problems.push("the address of the restored database is the one of before");
    const ends = (await point.ends?.({ world, before, problems }, promotion)) ?? [
      ...checkRestored(promotion),
      ...compareStandings(before, after),
      ...data.problems,
      ...(await checkUndo(world, point.undoneLater)),
    ];
    return {
      outcome: promotion.state,
      acknowledged: acknowledged.length,
      kept: data.kept,
      ms: (promotion.endedAt ?? Date.now()) - promotion.requestedAt,
      problems: [...problems, ...ends],
    };
  } finally {
    await writer.stop();
  }
}

function checkRestored({ state, reason }: PromotionDetail): readonly string[] {
  return state === "Restored" ? [] : [`it ended as ${state}: ${reason}`];
}

async function restoredByItself({ world }: Played): Promise<PromotionDetail> {
  return await world.until(await world.promote(), ...OVER);
}

/** Digest of the address that the API of the system has of its database. */
async function databaseAddress(world: World): Promise<string> {
  const api = (await world.environment()).componentList.find(({ name }) => name === "api");
  return api === undefined ? "" : (await askService(api)).database;
}
