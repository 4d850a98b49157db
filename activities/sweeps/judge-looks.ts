import type { SweepTarget } from "../../adapters/cell-records/sweep-port.ts";
import { hashFields } from "../../domain/drift/baseline.ts";
import { maskFields } from "../../domain/drift/mask-fields.ts";
import type { DriftLook, DriftWatch } from "../components/drift-watch.ts";
import { type Different, foundOf } from "./different.ts";
import { judgeDifferent } from "./judge-different.ts";
import { recordBatches, reportFailed, type Sweeping } from "./sweeping.ts";

/** How many looks are judged in one turn to compute: about a millisecond. */
const SLICE = 25;

/** A component that was looked at. */
export interface Looked {
  readonly target: SweepTarget;
  readonly watch: DriftWatch;
  readonly look: DriftLook;
}

/**
 * Judges what looks found. Who is clean by the digest of its fields is counted, and costs no row; the others are compared
 * field by field with their baselines.
 */
export async function judgeLooks(sweeping: Sweeping, looks: readonly Looked[]): Promise<void> {
  const different: Different[] = [];
  for (let at = 0; at < looks.length; at += SLICE) {
    await sweeping.ports.turn();
    for (const looked of looks.slice(at, at + SLICE)) {
      try {
        const found = judgeByDigest(sweeping, looked);
        if (found !== undefined) different.push(found);
      } catch (error) {
        // What a kind shows and nobody can make a digest of.
        sweeping.tally.failed += 1;
        reportFailed(sweeping, looked.target, error);
      }
    }
  }
  if (different.length > 0) {
    await judgeDifferent(sweeping, different);
    sweeping.ports.reached?.("compared", "drift/findings");
  }
  await recordBatches(sweeping);
}

function judgeByDigest({ ports, tally, cleared, sweepId }: Sweeping, looked: Looked): Different | undefined {
  const { target, watch, look } = looked;
  tally.looked += 1;
  if (look.state === "changing") return undefined; // The next look will tell.
  if (look.state === "absent") return { target, watch, look };
  const { secretPaths } = target;
  const isSecret = (path: string) => secretPaths.includes(path);
  const seen = secretPaths.length === 0 ? look.fields : maskFields(look.fields, isSecret, ports.keyedHash);
  const isSame = look.unhealthy === undefined && hashFields(seen, ports.digest) === target.hash;
  if (!isSame || target.mustLearn) return { target, watch, look };
  tally.clean += 1;
  if (target.hasFinding) cleared.push({ ...foundOf(target, sweepId), fields: [], diffDigest: "", unrevertable: [] });
  return undefined;
}
