import { seededRandom } from "../crash/random.ts";
import { checkRun, doubledWhispers, readTruth, type Run } from "./check-played.ts";
import type { Check } from "../crash/checks/check.ts";
import { playStory, type Played } from "./play-story.ts";
import { STORIES, type Story } from "./stories.ts";
import { startWorld, type World } from "./world.ts";

/** How large a run is. */
export interface KillsWish {
  readonly seed: string;
  /** Chooses from the points that the dry run reached; all of them by default. */
  readonly choose?: (points: readonly string[], random: ReturnType<typeof seededRandom>) => readonly string[];
  /** Epoch milliseconds after which no further point is begun. */
  readonly endAt: number;
  /** Gives up: everything is stopped, and its reason thrown. */
  readonly signal?: AbortSignal;
  readonly say: (line: string) => void;
}

/** What a run came to. */
export interface KillsReport extends Run {
  readonly checks: readonly Check[];
  readonly doubledWhispers: number;
  readonly sent: number;
  readonly posts: number;
}

/** Releases to promote into each environment; more than there are points of any story. */
const RELEASES = 60;

/** Plays every story once, notes each point that it reaches, and then again with a death at each. */
export async function runKills(wish: KillsWish): Promise<KillsReport> {
  const world = await startWorld(RELEASES);
  try {
    return await runIn(world, wish);
  } finally {
    await world.close();
  }
}

async function runIn(world: World, { seed, choose, endAt, signal, say }: KillsWish): Promise<KillsReport> {
  const { plan } = world;
  const played: Played[] = [];
  const storyOf = new Map<string, Story>();
  for (const story of STORIES) {
    played.push(await playStory(world, { story, release: 1 }));
    for (const point of plan.reached()) if (!storyOf.has(point)) storyOf.set(point, story);
  }
  const reached = plan.reached();
  const random = seededRandom(seed).fork("points");
  const points = choose === undefined ? reached : choose(reached, random);
  say(`the dry run reached ${reached.length} points; a process dies at ${points.length} of them`);
  const broken: string[] = [];
  const releases = new Map(STORIES.map((story) => [story, 1]));
  for (const point of points) {
    signal?.throwIfAborted();
    const story = storyOf.get(point);
    if (story === undefined) continue;
    if (Date.now() > endAt) {
      broken.push(`${point}: no time was left for it`);
      continue;
    }
    const release = (releases.get(story) ?? 0) + 1;
    releases.set(story, release);
    try {
      const one = await playStory(world, { story, release, point });
      played.push(one);
      say(`${point}: ${story.name} ended as it should after ${(one.ms / 1_000).toFixed(1)} s`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      broken.push(`${point}, ${story.name}: ${reason}`);
      say(`${point}: ${reason}`);
    }
  }
  const truth = await readTruth(world);
  const run = { seed, reached, points, played, broken };
  return {
    ...run,
    checks: checkRun(run, truth),
    doubledWhispers: doubledWhispers(truth),
    sent: truth.inbox.length,
    posts: truth.posted.length,
  };
}
