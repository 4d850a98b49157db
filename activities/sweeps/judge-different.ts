import type { NewWake } from "../../adapters/cell-records/port.ts";
import type { FoundDrift, KnownBaseline, LearnedFields } from "../../adapters/cell-records/sweep-port.ts";
import { compareFields } from "../../domain/drift/compare-fields.ts";
import { diffDigest } from "../../domain/drift/diff-digest.ts";
import { keptFields } from "../../domain/drift/kept-fields.ts";
import type { DriftField } from "../../domain/schema/drift.ts";
import { maskSeen } from "../drift/mask-seen.ts";
import { type Different, foundOf } from "./different.ts";
import { learnAnew } from "./learn-anew.ts";
import { maskEverywhere } from "./mask-everywhere.ts";
import { reportFailed, type Sweeping } from "./sweeping.ts";

/** How many are compared in one turn to compute: some milliseconds. */
const SLICE = 10;

/** What is recorded of components that differ. */
interface ToRecord {
  readonly wakes: NewWake[];
  readonly learned: LearnedFields[];
}

/**
 * Compares with baselines. What died and is watched wakes its environment; every other difference is a finding, with each
 * secret that its component may know masked, wherever it shows up.
 */
export async function judgeDifferent(sweeping: Sweeping, different: readonly Different[]): Promise<void> {
  const { records } = sweeping.ports;
  const baselines = await records.baselines(different.map(({ target }) => target.componentUid));
  const toRecord: ToRecord = { wakes: [], learned: [] };
  for (const [index, one] of different.entries()) {
    if (index % SLICE === SLICE - 1) await sweeping.ports.turn();
    const baseline = baselines.get(one.target.componentUid);
    // It was taken away, or is another one, since its target was read.
    if (baseline === undefined) sweeping.tally.stale += 1;
    else await judgeSafely(sweeping, { one, baseline, toRecord });
  }
  if (toRecord.wakes.length > 0) await records.wake(toRecord.wakes);
  if (toRecord.learned.length > 0) await records.learn(toRecord.learned);
}

interface Judged {
  readonly one: Different;
  readonly baseline: KnownBaseline;
  readonly toRecord: ToRecord;
}

/** One that cannot be judged, as where its secrets cannot be read, keeps no other one from it. */
async function judgeSafely(sweeping: Sweeping, judged: Judged): Promise<void> {
  try {
    await judgeOne(sweeping, judged);
  } catch (error) {
    sweeping.signal.throwIfAborted();
    sweeping.tally.failed += 1;
    reportFailed(sweeping, judged.one.target, error);
  }
}

async function judgeOne(sweeping: Sweeping, { one, baseline, toRecord }: Judged): Promise<void> {
  const { ports, tally, drifted, cleared } = sweeping;
  const { target, watch, look } = one;
  if (look.state === "absent" && ports.drivers.get(target.kind)?.check !== undefined) {
    const { componentUid, incarnation } = target;
    const detail = (await ports.maskOf(baseline))(look.reason);
    toRecord.wakes.push({ componentUid, incarnation, reason: "gone", detail });
    tally.drifted += 1;
    return;
  }
  const { fields, learned } =
    look.state === "absent" ? { fields: MISSING } : await compare(sweeping, { ...one, look }, baseline);
  if (learned !== undefined) toRecord.learned.push(learned);
  if (fields.length === 0) tally.clean += 1;
  if (fields.length === 0 && !target.hasFinding) return;
  const found: FoundDrift = {
    ...foundOf(target, sweeping.sweepId),
    fields: keptFields(fields),
    diffDigest: diffDigest(fields, ports.digest),
    unrevertable: fields.map(({ path }) => path).filter((path) => watch.revertOf(path) === "none"),
    isOldBaseline: baseline.version !== watch.version,
  };
  (fields.length === 0 ? cleared : drifted).push(found);
}

const MISSING: readonly DriftField[] = [{ path: "component", class: "missing", wanted: "there" }];

type Seen = Different & { readonly look: Extract<Different["look"], { readonly state: "seen" }> };

async function compare(
  { ports }: Sweeping,
  { target, watch, look }: Seen,
  baseline: KnownBaseline,
): Promise<{ readonly fields: readonly DriftField[]; readonly learned?: LearnedFields }> {
  const { keyedHash } = ports;
  const mask = await ports.maskOf(baseline);
  const seen = maskEverywhere({ mask, keyedHash, baseline }, maskSeen(keyedHash, { watch, look, baseline }));
  const learned = target.mustLearn ? learnAnew(ports, { target, baseline, seen }) : undefined;
  const { fields: wanted, learned: paths } = learned?.baseline ?? baseline;
  const fields = compareFields({
    wanted,
    learned: paths,
    seen,
    ...(look.unhealthy === undefined ? {} : { unhealthy: mask(look.unhealthy) }),
    ...(look.by === undefined ? {} : { by: look.by }),
  }).filter((field) => baseline.version === watch.version || isStated(field));
  return learned === undefined ? { fields } : { fields, learned };
}

/** Another version of the look may show other fields than those that were learned from it. */
function isStated({ class: driftClass, isLearned }: DriftField): boolean {
  return driftClass !== "extra" && isLearned !== true;
}
