import { setTimeout as sleep } from "node:timers/promises";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import { inLanes } from "../../test/order/herd/in-lanes.ts";
import type { MeasuredStack } from "../holdfast/start-stack.ts";
import { usedBy } from "../measure/processes.ts";
import { collectGarbage } from "./collect-garbage.ts";
import { type CountsReader, countsReader, type StandingCounts } from "./read-counts.ts";
import { type Line, lineDocuments, linesOf, pipelineDocument, RELEASES } from "./documents.ts";
import { makeVoters } from "./voters.ts";

/** What was measured. */
export interface Measurement {
  /** Resident memory by role, bytes: with nothing asked, with everything waiting for people, and after all of it. */
  readonly memory: Readonly<Record<"before" | "waiting" | "after", ReadonlyMap<string, number>>>;
  readonly took: readonly { readonly what: string; readonly items: number; readonly ms: number }[];
  /** How everything stood in the end. */
  readonly counts: StandingCounts;
}

/** So many promotions are asked for and answered before anything is measured. */
export const WARM_UP = 100;
const LANES = 16;
const OPEN_MAX = 100;
const LIMIT_MS = 3_600_000;
const SETTLE_MS = 20_000;
const SAMPLES = 10;

/** Lets so many promotions wait for people, and people answer all of them. */
export async function measureApprovals(
  stack: MeasuredStack,
  { promotions, signal, say }: { readonly promotions: number; readonly signal: AbortSignal; readonly say: Say },
): Promise<Measurement> {
  const took: Measurement["took"][number][] = [];
  const timed = async (what: string, items: number, work: () => Promise<void>) => {
    say(what);
    const startedAt = performance.now();
    await work();
    took.push({ what, items, ms: performance.now() - startedAt });
  };
  const { calls, databaseUrl } = stack;
  const counts = await countsReader(databaseUrl);
  const until = async (what: string, holds: (now: StandingCounts) => boolean) => {
    const look = async () => holds(await counts.read());
    await waitUntil(look, { what, limitMs: LIMIT_MS, everyMs: 200, signal });
  };
  try {
    const tokens = await makeVoters(calls);
    const [warmUp, lines] = [linesOf("warm-up", WARM_UP), linesOf("line", promotions)];
    const all = [...warmUp, ...lines];
    await timed("environments are made", WARM_UP + promotions, async () => {
      for (const line of all) {
        await calls.apply(lineDocuments(line));
        // More than the orchestrator keeps in memory at a time would only be slow.
        await until("most environments run", ({ openOperations }) => openOperations <= OPEN_MAX);
      }
      await until("every environment runs", ({ openOperations }) => openOperations === 0);
      for (const line of all) await calls.apply(pipelineDocument(line));
    });
    const ask = async (some: readonly Line[], count: number) => {
      await inLanes(targetsOf(some), LANES, async (wish) => void (await calls.promote(wish)));
      await until("people are asked about each", ({ approvals }) => approvals["pending"] === count);
    };
    const answer = async () => {
      await answerAll(stack, counts, tokens);
      await until("every promotion has ended", ({ openPromotions }) => openPromotions === 0);
    };
    // Code that runs for the first time takes memory, too, once.
    say("warm-up");
    await ask(warmUp, WARM_UP);
    await answer();
    const before = await memoryAtRest(stack, signal);
    await timed("promotions are asked for, until people are asked about each", promotions, async () => {
      await ask(lines, promotions);
    });
    const waiting = await memoryAtRest(stack, signal);
    await timed("people say yes to each, until all of it has ended", promotions, answer);
    const after = await memoryAtRest(stack, signal);
    return { memory: { before, waiting, after }, took, counts: await counts.read() };
  } finally {
    await counts.close();
  }
}

const targetsOf = (lines: readonly Line[]) =>
  lines.flatMap(({ project, environments }) =>
    environments.map((environment) => ({ project, environment, release: RELEASES.next })),
  );

type Say = (line: string) => void;

async function answerAll({ calls }: MeasuredStack, counts: CountsReader, tokens: readonly string[]): Promise<void> {
  const votes = (await counts.openApprovals()).flatMap((id) => tokens.map((token) => ({ id, token })));
  await inLanes(votes, LANES, async ({ id, token }) => {
    await calls.post(`/v1/approvals/${id}/votes`, { decision: "approve" }, token);
  });
}

/** The least of several looks while nothing happens, after the orchestrator has dropped its garbage: that is no need. */
async function memoryAtRest(stack: MeasuredStack, signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
  const least = new Map<string, number>();
  await sleep(SETTLE_MS, undefined, { signal });
  const { orchestrator } = stack.pids();
  if (orchestrator !== undefined) await collectGarbage(orchestrator, "workers/orchestrator/main", signal);
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    await sleep(SETTLE_MS / SAMPLES, undefined, { signal });
    for (const [role, { rssBytes }] of usedBy(stack.pids()))
      least.set(role, Math.min(rssBytes, least.get(role) ?? Infinity));
  }
  return least;
}
