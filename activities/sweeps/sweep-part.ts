import type { Driver } from "../components/driver.ts";
import type { DriftWatch } from "../components/drift-watch.ts";
import { lookByPages } from "./look-by-pages.ts";
import { lookOneByOne } from "./look-one-by-one.ts";
import type { SweepPart, SweepPartEnd } from "./sweep-part-types.ts";
import type { SweepPorts } from "./sweep-ports.ts";
import { type LaneEnd, noCounts, recordRest, type Sweeping } from "./sweeping.ts";

/** Kinds that are looked at together. */
interface Lane {
  readonly name: string;
  readonly look: (sweeping: Sweeping, from: { readonly after?: string }) => Promise<LaneEnd>;
}

/** Lines that a part writes about components which cannot be looked at: a place that is down has thousands. */
const LINES_MAX = 20;

/**
 * Looks at some of the components of a place, for about as long as a part may take, and records what differs. Everything
 * that it found is recorded before it answers, so that it may be repeated, and cut off anywhere.
 */
export async function sweepPart(ports: SweepPorts, part: SweepPart, signal: AbortSignal): Promise<SweepPartEnd> {
  const { sweepId, cell, account, region, cursor } = part;
  const report = quieter(ports.report);
  const sweeping: Sweeping = {
    ports: { ...ports, report },
    sweepId,
    cell,
    account,
    region,
    signal,
    endsAt: ports.now() + ports.limits.partMs,
    tally: noCounts(),
    drifted: [],
    cleared: [],
  };
  const problems: string[] = [];
  const end = async (answer: Pick<SweepPartEnd, "cursor" | "waitMs">): Promise<SweepPartEnd> => {
    await recordRest(sweeping);
    report.end();
    const counts = { ...sweeping.tally };
    await ports.records.addCounts(sweepId, part.part, counts);
    ports.reached?.("counted", "drift/part");
    return { ...answer, counts, problems };
  };
  for (const lane of lanes(ports.drivers)) {
    if (cursor !== undefined && lane.name < cursor.lane) continue;
    const isResumed = cursor?.lane === lane.name && cursor.after !== undefined;
    const { stoppedAfter, waitMs, problem } = await lane.look(sweeping, isResumed ? { after: cursor.after } : {});
    if (problem !== undefined) problems.push(problem);
    if (stoppedAfter === undefined) continue;
    const after = stoppedAfter.uid === undefined ? {} : { after: stoppedAfter.uid };
    return await end({ cursor: { lane: lane.name, ...after }, ...(waitMs === undefined ? {} : { waitMs }) });
  }
  return await end({});
}

/** In the order of their names, so that a cursor says which are done also where the cell has learned a kind meanwhile. */
function lanes(drivers: ReadonlyMap<string, Driver>): readonly Lane[] {
  const watched = [...drivers.values()].flatMap(({ kind, drift }) => (drift === undefined ? [] : [{ kind, drift }]));
  const single = watched.filter(({ drift }) => drift.lookAtMany === undefined).map(({ kind }) => kind);
  const listed = watched.flatMap(({ kind, drift }): readonly Lane[] => {
    const { lookAtMany } = drift;
    return lookAtMany === undefined ? [] : [listedLane(kind, drift, lookAtMany)];
  });
  const oneByOne: Lane = {
    name: "",
    look: async (sweeping, from) => await lookOneByOne(sweeping, { kinds: single, ...from }),
  };
  const sorted = listed.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  return single.length === 0 ? sorted : [oneByOne, ...sorted];
}

function listedLane(kind: string, watch: DriftWatch, lookAtMany: NonNullable<DriftWatch["lookAtMany"]>): Lane {
  return {
    name: kind,
    look: async (sweeping, from) => await lookByPages(sweeping, { kind, watch, lookAtMany, ...from }),
  };
}

function quieter(report: (line: string) => void): ((line: string) => void) & { end(): void } {
  let lines = 0;
  const write = (line: string) => {
    lines += 1;
    if (lines <= LINES_MAX) report(line);
  };
  const end = () => {
    if (lines > LINES_MAX) report(`${lines - LINES_MAX} more could not be looked at`);
  };
  return Object.assign(write, { end });
}
