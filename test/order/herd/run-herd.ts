import { checkEach, type Check } from "../../crash/checks/check.ts";
import { seededRandom } from "../../crash/random.ts";
import { gatherHerd, herdRequest, type Herd } from "./gather-herd.ts";
import { stopTheLine } from "./herd-documents.ts";
import { comingLooks, freezeEvent, herdAdmissions, herdOperations, herdStand } from "./herd-rows.ts";
import { inLanes } from "./in-lanes.ts";
import { letGo } from "./let-go.ts";
import { mostWithin } from "./most-within.ts";

/** How large a herd is. */
export interface HerdRun {
  /** Promotions whose gates have passed when the line is stopped, and that have had no turn. */
  readonly count: number;
  /** More of them, which have their turn while the line is being stopped. */
  readonly racing: number;
  /** Looks at all of them may take so long, milliseconds, until each shows the freeze. */
  readonly shownWithinMs: number;
  readonly say: (line: string) => void;
}

/** What was measured, and what was wrong. */
export interface HerdReport {
  readonly checks: readonly Check[];
  readonly figures: readonly (readonly [what: string, value: string])[];
}

const LANES = 16;
const RATE_PER_SECOND = 20;
const SECOND_MS = 1_000;

/** Stops the line of a herd whose gates have passed, sees that nobody goes on, lifts the freeze, and sees how they go on. */
export async function runHerd(run: HerdRun): Promise<HerdReport> {
  const herd = await gatherHerd(run.count + run.racing);
  try {
    run.say(`${herd.animals.length} promotions wait, each in an environment of its own`);
    const stopped = await stopAll(herd, run);
    const lifted = await liftAll(herd, run);
    return {
      checks: [...stopped.checks, ...lifted.checks],
      figures: [...stopped.figures, ...lifted.figures],
    };
  } finally {
    await herd.close();
  }
}

async function stopAll(herd: Herd, { count, racing, shownWithinMs, say }: HerdRun): Promise<HerdReport> {
  const { lane, animals } = herd;
  const { rows } = lane.postgres;
  await lane.clear();
  await inLanes(animals, LANES, async ({ promotionId }) => await herd.look(promotionId));
  const { requested } = await herdStand(rows);
  let turns = 0;
  let stopping: Promise<unknown> | undefined;
  const stop = async () => {
    stopping ??= lane.store.acceptApply(herdRequest(), stopTheLine());
    await stopping;
  };
  const shuffled = seededRandom("herd").shuffle(animals);
  // Only so many race with the freeze, however long its commit takes; all others ask for their turn after it.
  await inLanes(shuffled.slice(0, racing), LANES, async ({ environmentUid }) => {
    turns += 1;
    if (turns === Math.ceil(racing * 0.75)) await stop();
    await herd.turn(environmentUid);
  });
  await stop();
  await inLanes(shuffled.slice(racing), LANES, async ({ environmentUid }) => void (await herd.turn(environmentUid)));
  const stoppedAt = await freezeEvent(rows);
  const admissions = await herdAdmissions(rows);
  const late = admissions.filter(({ event }) => event > stoppedAt);
  say(`the line is stopped; ${admissions.length} had their turn before`);
  const gone = new Set(admissions.map(({ promotionId }) => promotionId));
  const parked = animals.filter(({ promotionId }) => !gone.has(promotionId));
  const shownFrom = Date.now();
  await inLanes(parked, LANES, async ({ promotionId }) => await herd.look(promotionId));
  const shownMs = Date.now() - shownFrom;
  const { frozen } = await herdStand(rows);
  await inLanes(animals, LANES, async ({ environmentUid }) => void (await herd.turn(environmentUid)));
  const later = (await herdAdmissions(rows)).length - admissions.length;
  return {
    checks: [
      checkEach("the gates of all have passed before the line is stopped", [requested], (found) =>
        found === animals.length ? undefined : `only those of ${found} of ${animals.length}`,
      ),
      checkEach(
        `at least ${count} have passed their gates and had no turn when it is stopped`,
        [parked.length],
        (found) => (found >= count ? undefined : `only ${found}`),
      ),
      {
        name: "none has its turn after the freeze is committed",
        looked: parked.length,
        problems: [
          ...late.map(({ promotionId }) => `${promotionId} had its turn after the commit`),
          ...(later === 0 ? [] : [`${later} had their turn when they were asked again`]),
        ],
      },
      checkEach("each of them shows the freeze", [frozen], (found) =>
        found === parked.length ? undefined : `${found} of ${parked.length} do`,
      ),
      checkEach(`they show it within ${shownWithinMs} ms of looking`, [shownMs], (took) =>
        took <= shownWithinMs ? undefined : `it took ${took} ms`,
      ),
    ],
    figures: [
      ["promotions whose gates had passed", String(requested)],
      ["had their turn before the commit", String(admissions.length)],
      ["had their turn after it", String(late.length + later)],
      ["until all of them show the freeze", `${shownMs} ms for ${parked.length} looks`],
    ],
  };
}

async function liftAll(herd: Herd, { say }: HerdRun): Promise<HerdReport> {
  const { lane, animals } = herd;
  const { rows } = lane.postgres;
  await lane.clearLooks();
  const before = new Set((await herdAdmissions(rows)).map(({ promotionId }) => promotionId));
  const parked = animals.filter(({ promotionId }) => !before.has(promotionId));
  const target = { kind: "FreezeWindow", project: "", name: "stop-the-line" } as const;
  await lane.store.acceptDeleteDocument(herdRequest(), target);
  const looks = await comingLooks(rows);
  const dueMost = mostWithin(
    looks.map(({ afterMs }) => afterMs),
    SECOND_MS,
  );
  say(`the freeze is lifted; the last look is due in ${Math.ceil((looks.at(-1)?.afterMs ?? 0) / SECOND_MS)} s`);
  await letGo(herd, { verified: animals.length, limitMs: (looks.at(-1)?.afterMs ?? 0) + 60_000 });
  const admissions = (await herdAdmissions(rows)).filter(({ promotionId }) => !before.has(promotionId));
  const operations = await herdOperations(rows);
  const { verified } = await herdStand(rows);
  const tookMs = (admissions.at(-1)?.at ?? 0) - (admissions[0]?.at ?? 0);
  const times = (ids: readonly string[], id: string) => ids.filter((one) => one === id).length;
  return {
    checks: [
      checkEach("lifting it wakes each of them once", parked, ({ promotionId }) => {
        const count = times(
          looks.map((look) => look.promotionId),
          promotionId,
        );
        return count === 1 ? undefined : `${promotionId} is woken ${count} times`;
      }),
      checkEach(`at most ${RATE_PER_SECOND} of them are woken in a second`, [dueMost], (most) =>
        most <= RATE_PER_SECOND ? undefined : `${most} are`,
      ),
      checkEach("each has its turn once", parked, ({ promotionId }) => {
        const count = times(
          admissions.map((admission) => admission.promotionId),
          promotionId,
        );
        return count === 1 ? undefined : `${promotionId} had ${count} turns`;
      }),
      checkEach("each is carried out by one operation", animals, ({ promotionId }) => {
        const done = operations.filter((one) => one.promotionId === promotionId && one.state === "Succeeded");
        return done.length === 1 && done[0]?.count === 1 ? undefined : `${promotionId}: ${JSON.stringify(done)}`;
      }),
      checkEach("all are verified in the end", [verified], (found) =>
        found === animals.length ? undefined : `only ${found} of ${animals.length}`,
      ),
    ],
    figures: [
      ["looks due in one second at most", String(dueMost)],
      [
        "turns in one second at most",
        String(
          mostWithin(
            admissions.map(({ at }) => at),
            SECOND_MS,
          ),
        ),
      ],
      ["from the first turn to the last", `${(tookMs / SECOND_MS).toFixed(1)} s for ${admissions.length}`],
    ],
  };
}
