import { readFile } from "node:fs/promises";
import { changeWatch } from "./change-watch.ts";
import { commitEffectTo } from "./commit-effect.ts";
import { defaultWorld } from "./default-world.ts";
import { waitingFaults } from "./faults.ts";
import type { Options } from "./options.ts";
import { rateLimits } from "./rate-limits.ts";
import { requestLog } from "./request-log.ts";
import type { Slack } from "./slack.ts";
import { openTruthLog } from "./truth-log.ts";
import { emptyWorld } from "./world.ts";
import { WorldBody, worldWrites } from "./world-body.ts";

/** Starts Slack where the truth log in the state directory left off; without a directory nobody said anything yet. */
export async function startSlack(options: Omit<Options, "port">): Promise<Slack> {
  const { stateDir, worldFile, botToken, settings } = options;
  const { log, lines } = await openTruthLog(stateDir);
  const world = emptyWorld();
  const rows =
    worldFile === undefined ? defaultWorld(botToken) : WorldBody.parse(JSON.parse(await readFile(worldFile, "utf8")));
  world.apply(worldWrites(world, rows));
  for (const { writes } of lines) world.apply(writes);

  const watch = changeWatch();
  return {
    world,
    log,
    settings,
    watch,
    faults: waitingFaults(),
    requests: requestLog(),
    limits: rateLimits(settings),
    commit: commitEffectTo(world, log, watch),
    origin: "http://127.0.0.1",
  };
}
