import { expect, test } from "vitest";
import type { FoundDrift, SweepPage, SweepRecords, SweepTarget } from "../../adapters/cell-records/sweep-port.ts";

/** Records of a place that holds three components of one environment, and what else happens there. */
export interface SweepRecordsWorld {
  readonly records: SweepRecords;
  readonly place: Pick<SweepPage, "cell" | "account" | "region">;
  /** An operation has its turn in the environment from now on. */
  startWork(): Promise<void>;
  endWork(): Promise<void>;
}

const found = ({ componentUid, environmentUid, incarnation, epoch }: SweepTarget): FoundDrift => ({
  componentUid,
  environmentUid,
  incarnation,
  epoch,
  fields: [{ path: "config.size", class: "changed", wanted: "small", seen: "large" }],
  diffDigest: "changed",
  unrevertable: [],
  isOldBaseline: false,
});
const clean = (target: SweepTarget): FoundDrift => ({ ...found(target), fields: [], diffDigest: "" });

/** What all records of drift must do. Each call of `make` gives a place of its own. */
export function sweepRecordsContract(name: string, make: () => Promise<SweepRecordsWorld>): void {
  const begin = async () => {
    const world = await make();
    const targets = async () => await world.records.targets({ ...world.place, limit: 10 });
    const [first, second, third] = await targets();
    if (first === undefined || second === undefined || third === undefined) throw new Error("three targets are needed");
    return { ...world, targets, first, second, third };
  };
  const withFinding = (targets: readonly SweepTarget[]) => targets.map(({ hasFinding }) => hasFinding);

  test(`${name} answers targets by uid, after one, up to one, of some kinds, so many at the most`, async () => {
    const { records, place, first, second, third } = await begin();
    const uids = async (page: Partial<SweepPage>) =>
      (await records.targets({ ...place, limit: 10, ...page })).map(({ componentUid }) => componentUid);
    const all = [first, second, third].map(({ componentUid }) => componentUid);
    expect(all).toEqual(all.toSorted());
    expect(await uids({ limit: 2 })).toEqual(all.slice(0, 2));
    expect(await uids({ after: second.componentUid })).toEqual(all.slice(2));
    expect(await uids({ upTo: second.componentUid })).toEqual(all.slice(0, 2));
    expect(await uids({ kinds: [first.kind] })).toEqual(all);
    expect(await uids({ kinds: ["of tomorrow"] })).toEqual([]);
  });

  test(`${name} answers the baselines that there are, and leaves the others out`, async () => {
    const { records, first, third } = await begin();
    const baselines = await records.baselines([third.componentUid, first.environmentUid, first.componentUid]);
    expect([...baselines.keys()].toSorted()).toEqual([first.componentUid, third.componentUid].toSorted());
    expect(baselines.get(first.componentUid)?.componentUids).toContain(first.componentUid);
    expect(await records.baselines([])).toEqual(new Map());
  });

  test(`${name} keeps a finding until its component is as wanted again`, async () => {
    const { records, targets, first, second } = await begin();
    expect(await records.record([found(first), found(second)])).toEqual({ recorded: 2, stale: 0, accepted: 0 });
    expect(withFinding(await targets())).toEqual([true, true, false]);
    expect(await records.record([found(first), clean(second)])).toEqual({ recorded: 2, stale: 0, accepted: 0 });
    expect(withFinding(await targets())).toEqual([true, false, false]);
    expect(await records.record([])).toEqual({ recorded: 0, stale: 0, accepted: 0 });
  });

  test(`${name} drops what was seen before an operation, during it, and of another life`, async () => {
    const { records, targets, startWork, endWork, first } = await begin();
    await startWork();
    const during = await targets();
    expect(during.map(({ isBusy }) => isBusy)).toEqual([true, true, true]);
    expect(await records.record(during.map(found))).toEqual({ recorded: 0, stale: 3, accepted: 0 });
    await endWork();
    const [after] = await targets();
    if (after === undefined) throw new Error("the target has gone");
    expect(after).toMatchObject({ isBusy: false, epoch: first.epoch + 1 });
    expect(await records.record([found(first)])).toMatchObject({ stale: 1 });
    expect(await records.record([{ ...found(after), incarnation: 2 }])).toMatchObject({ stale: 1 });
    expect(withFinding(await targets())).toEqual([false, false, false]);
    expect(await records.record([found(after)])).toMatchObject({ recorded: 1, stale: 0 });
  });
}
