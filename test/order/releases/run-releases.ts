import { waitUntil } from "../../../embedded/process/wait-until.ts";
import { isPromotionOver } from "../../../domain/schema/phases.ts";
import type { Check } from "../../crash/checks/check.ts";
import type { Installation } from "../../setup/installation.ts";
import { promotionWorld } from "../../setup/promotion-world.ts";
import { checkReleases } from "./check-releases.ts";
import { checkLeadTimes, type LeadTimes, leadTimes } from "./lead-times.ts";
import { readReleaseLine } from "./release-line.ts";

/** How many releases follow each other, and how their stages take them. */
export interface ReleaseRun {
  readonly count: number;
  readonly queue: "newest" | "each";
  readonly limitMs: number;
  readonly say: (line: string) => void;
}

/** What became of them. */
export interface ReleaseReport {
  readonly checks: readonly Check[];
  readonly times: readonly LeadTimes[];
  readonly tookMs: number;
}

const STAGES = ["dev", "staging", "prod"] as const;

/** Sends releases back to back through three stages that start by themselves, the second after a soak of a few milliseconds. */
export async function runReleases(holdfast: Installation, run: ReleaseRun): Promise<ReleaseReport> {
  const { count, queue, limitMs, say } = run;
  const world = await promotionWorld(holdfast, [
    { name: "dev", start: "automatic", queue },
    { name: "staging", after: ["dev"], start: "automatic", queue, gates: [{ kind: "soak", config: { for: "5ms" } }] },
    { name: "prod", after: ["staging"], start: "automatic", queue },
  ]);
  const { project } = world;
  const environments = STAGES.map(world.environment);
  const startedAt = Date.now();
  const versions = Array.from({ length: count }, (_, place) => `2.0.${place + 1}`);
  for (const version of versions) await world.release(version, { web: { properties: { release: version } } });
  say(`${count} releases are sent, after ${seconds(Date.now() - startedAt)}`);
  const isDone = async () => {
    const { hops } = await readReleaseLine(holdfast.databaseUrl, project);
    const isLast = hops.some(
      ({ release, environment }) => release === versions.at(-1) && environment === environments[2],
    );
    return isLast && hops.every(({ state }) => isPromotionOver(state));
  };
  // What never ends is a finding of the checks below, not of the wait.
  await waitUntil(isDone, { what: "all are over", limitMs, everyMs: 500 }).catch((error: unknown) =>
    say(String(error)),
  );
  const line = await readReleaseLine(holdfast.databaseUrl, project);
  const facts = await holdfast.store.deliveryFacts({ project, endedFromMs: 0, endedBeforeMs: Date.now() + 60_000 });
  const times = leadTimes(line, environments);
  const name = `${count} releases, queue ${queue}: lead times by rows and by metric are equal`;
  return {
    checks: [
      ...checkReleases({ line, environments, versions, queue }),
      checkLeadTimes(facts, { project, times, name }),
    ],
    times,
    tookMs: Date.now() - startedAt,
  };
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
