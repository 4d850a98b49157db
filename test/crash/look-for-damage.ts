import type { Actor } from "./actor.ts";
import type { ApiCalls } from "./api-calls.ts";
import { checkCellDatabase } from "./checks/check-cell-database.ts";
import { checkCell } from "./checks/check-cell.ts";
import { checkCloud } from "./checks/check-cloud.ts";
import { checkCommands, checkRepeats, checkWishes } from "./checks/check-commands.ts";
import { checkEmptied } from "./checks/check-emptied.ts";
import { checkEvents } from "./checks/check-events.ts";
import { checkEach, type Check } from "./checks/check.ts";
import type { Installation } from "./installation.ts";
import { settle } from "./settle.ts";
import { readCellCatalog } from "./truth/cell-catalog.ts";
import { readCloudTruth } from "./truth/cloud-truth.ts";
import { readControlRows, type OperationRow } from "./truth/control-rows.ts";

/** What there is to look at. */
export interface Scene {
  readonly installation: Installation;
  readonly api: ApiCalls;
  readonly actors: readonly Actor[];
  readonly say: (line: string) => void;
}

/**
 * Lets everything come to rest and looks for what was lost, doubled or orphaned: once with every environment there, and
 * once more after all of them were deleted.
 */
export async function lookForDamage(
  scene: Scene,
): Promise<{ readonly checks: readonly Check[]; readonly operations: readonly OperationRow[] }> {
  const { installation, api, actors, say } = scene;
  const restless = [...(await settle(api, actors, "up"))];
  say("every environment is at rest; the checks look");
  const whole = await lookAtWhole(scene);
  restless.push(...(await settle(api, actors, "gone")));
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
  return { checks, operations: rows.operations };
}

async function lookAtWhole({ installation, actors }: Scene): Promise<readonly Check[]> {
  const rows = await readControlRows(installation);
  return [
    await checkWishes(actors),
    ...checkCloud(await readCloudTruth(installation), rows, actors),
    ...(await checkCell(installation, rows, actors)),
    ...checkCellDatabase(await readCellCatalog(installation), rows),
  ];
}
