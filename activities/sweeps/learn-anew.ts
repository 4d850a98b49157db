import type { Baseline, LearnedFields, SweepTarget } from "../../adapters/cell-records/sweep-port.ts";
import { hashFields } from "../../domain/drift/baseline.ts";
import { isMasked } from "../../domain/drift/mask-fields.ts";
import type { Fields } from "../../domain/schema/drift.ts";
import type { SweepPorts } from "./sweep-ports.ts";

/** What is learned from. */
interface Lesson {
  readonly target: SweepTarget;
  readonly baseline: Baseline;
  /** Masked. */
  readonly seen: Fields;
}

/** The baseline with what is there now for every field that nobody has stated. What was stated stays. */
export function learnAnew({ digest }: Pick<SweepPorts, "digest">, { target, baseline, seen }: Lesson): LearnedFields {
  const { componentUid, environmentUid, incarnation, epoch } = target;
  const wasLearned = new Set(baseline.learned);
  const stated = Object.entries(baseline.fields).filter(([path]) => !wasLearned.has(path));
  const isStated = new Set(stated.map(([path]) => path));
  const learned = Object.entries(seen).filter(([path]) => !isStated.has(path));
  const fields: Fields = Object.fromEntries([...stated, ...learned]);
  const secretPaths = Object.keys(fields).filter((path) => isMasked(fields[path]));
  return {
    componentUid,
    environmentUid,
    incarnation,
    epoch,
    baseline: {
      fields,
      learned: learned.map(([path]) => path).toSorted(),
      version: baseline.version,
      hash: hashFields(fields, digest),
      secretPaths,
    },
  };
}
