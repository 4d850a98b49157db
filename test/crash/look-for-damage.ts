import type { Actor } from "./actor.ts";
import type { ApiCalls } from "./api-calls.ts";
import { checkCellDatabase } from "./checks/check-cell-database.ts";
import { checkCell } from "./checks/check-cell.ts";
import { checkCloud } from "./checks/check-cloud.ts";
import { checkCommands, checkRepeats, checkWishes } from "./checks/check-commands.ts";
import { checkEmptied } from "./checks/check-emptied.ts";
import { checkEvents } from "./checks/check-events.ts";
import { checkPromotions, type StepTruth } from "./checks/check-promotions.ts";
import { checkEach, type Check } from "./checks/check.ts";
import type { Installation } from "./installation.ts";
import type { Line } from "./lines/line.ts";
import { restLines } from "./lines/rest.ts";
import { removeAll, settle } from "./settle.ts";
import { readCellCatalog } from "./truth/cell-catalog.ts";
import { readCloudTruth } from "./truth/cloud-truth.ts";
import { readControlRows, type OperationRow, type PromotionRow } from "./truth/control-rows.ts";

/** What there is to look at. */
export interface Scene {
  readonly installation: Installation;
  readonly api: ApiCalls;
  readonly actors: readonly Actor[];
  readonly lines: readonly Line[];
  /** What is to be seen of the steps of promotions. */
  readonly steps: () => Promise<StepTruth>;
  readonly say: (line: string) => void;
}

/**
 * Lets everything come to rest and looks for what was lost, doubled or orphaned: once with every environment there, and
 * once more after all of them were deleted.
 */
export async function lookForDamage(scene: Scene): Promise<{
  readonly checks: readonly Check[];
  readonly operations: readonly OperationRow[];
  readonly promotions: readonly PromotionRow[];
}> {
  const { installation, api, actors, lines, say } = scene;
  const [ofLines, ofActors] = await Promise.all([restLines(api, lines), settle(api, actors)]);
  const restless = [...ofLines, ...ofActors, ...(await settle(api, []))];
  say("every environment is at rest; the checks look");
  const whole = await lookAtWhole(scene);
  restless.push(...(await removeAll(api, [...actors, ...lines.flatMap(({ stages }) => stages)])));
  say("every environment is deleted; the checks look again");
  const rows = await readControlRows(installation);
  const { accepted, unexpected } = api.record;
  const checks = [
    checkEach("no answer was an error of the server", unexpected, (problem) => problem),
    checkEach("everything came to rest", restless, (problem) => problem),
    ...checkCommands(rows, accepted),
    ...whole,
    ...(await checkEmptied(installation, rows)),
    ...(await checkEvents(api, rows)),
    await checkRepeats(api, accepted),
  ];
  return { checks, operations: rows.operations, promotions: rows.promotions };
}

async function lookAtWhole({ installation, actors, lines, steps }: Scene): Promise<readonly Check[]> {
  const rows = await readControlRows(installation);
  const cloud = await readCloudTruth(installation);
  return [
    await checkWishes(actors),
    ...checkCloud(cloud, rows, actors),
    ...checkPromotions(rows, { lines, cloud, steps: await steps() }),
    ...(await checkCell(installation, rows, actors)),
    ...checkCellDatabase(await readCellCatalog(installation), rows),
  ];
}
