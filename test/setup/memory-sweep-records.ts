import type { NewWake } from "../../adapters/cell-records/port.ts";
import type {
  FoundDrift,
  KnownBaseline,
  LearnedFields,
  SweepRecords,
  SweepTarget,
} from "../../adapters/cell-records/sweep-port.ts";
import type { DriftField, SweepCounts } from "../../domain/schema/drift.ts";

/** A component that sweeps look at, and what it is to look like. A test may change it between reads. */
export type MemorySweepTarget = {
  -readonly [Key in keyof SweepTarget]: SweepTarget[Key];
} & { baseline: KnownBaseline };

/** Records of one place in memory, fenced as the real ones are. */
export interface MemorySweepRecords extends SweepRecords {
  /** By uid. */
  readonly components: Map<string, MemorySweepTarget>;
  /** Open findings, by component uid. */
  readonly findings: Map<string, readonly DriftField[]>;
  /** Counts by sweep and part, as they were first added. */
  readonly counts: Map<string, SweepCounts>;
  readonly wakes: NewWake[];
  readonly learned: LearnedFields[];
  /** Sizes of the batches that were recorded. */
  readonly batches: number[];
  /** How often each verb was called. */
  readonly calls: Record<"targets" | "baselines" | "record" | "learn" | "wake", number>;
  wake(wakes: readonly NewWake[]): Promise<void>;
}

/** Records of these components. */
export function memorySweepRecords(components: readonly MemorySweepTarget[]): MemorySweepRecords {
  const byUid = new Map(components.map((component) => [component.componentUid, component]));
  const sorted = components.map(({ componentUid }) => componentUid).toSorted();
  const isStale = ({ componentUid, epoch, incarnation }: FoundDrift | LearnedFields) => {
    const row = byUid.get(componentUid);
    return row === undefined || row.isBusy || row.epoch !== epoch || row.incarnation !== incarnation;
  };
  const records: MemorySweepRecords = {
    components: byUid,
    findings: new Map(),
    counts: new Map(),
    wakes: [],
    learned: [],
    batches: [],
    calls: { targets: 0, baselines: 0, record: 0, learn: 0, wake: 0 },
    async targets({ after, upTo, kinds, limit }) {
      records.calls.targets += 1;
      const begin = after === undefined ? 0 : firstAbove(sorted, after);
      const found: SweepTarget[] = [];
      for (let at = begin; at < sorted.length && found.length < limit; at += 1) {
        const row = byUid.get(sorted[at] ?? "");
        if (row === undefined || (upTo !== undefined && row.componentUid > upTo)) continue;
        const { baseline: _, ...target } = row;
        if (kinds === undefined || kinds.includes(target.kind))
          found.push({ ...target, hasFinding: records.findings.has(target.componentUid) });
      }
      return found;
    },
    async baselines(uids) {
      records.calls.baselines += 1;
      const found = uids.map((uid) => byUid.get(uid)).filter((row) => row !== undefined);
      return new Map(found.map(({ componentUid, baseline }) => [componentUid, baseline]));
    },
    async record(found) {
      records.calls.record += 1;
      records.batches.push(found.length);
      const fresh = found.filter((one) => !isStale(one));
      for (const { componentUid, fields } of fresh) {
        if (fields.length === 0) records.findings.delete(componentUid);
        else records.findings.set(componentUid, fields);
      }
      return { recorded: fresh.length, stale: found.length - fresh.length, accepted: 0 };
    },
    async learn(learned) {
      records.calls.learn += 1;
      records.learned.push(...learned.filter((one) => !isStale(one)));
    },
    async addCounts(sweepId, part, counts) {
      const key = `${sweepId}/${part}`;
      if (!records.counts.has(key)) records.counts.set(key, counts);
    },
    async wake(wakes) {
      records.calls.wake += 1;
      records.wakes.push(...wakes);
    },
  };
  return records;
}

function firstAbove(sorted: readonly string[], uid: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? "") <= uid) low = middle + 1;
    else high = middle;
  }
  return low;
}
