import type { NewRefusal, StoreOfPrincipals } from "../../adapters/store/people-port.ts";
import type { Log } from "../http/log.ts";

const PER_SECOND = 10;
const SOURCES_MAX = 1_000;

/** Takes note of what was refused. */
export interface RefusalRecord {
  /** Returns at once: no request waits, or fails, for its refusal to be kept. */
  note(refusal: Omit<NewRefusal, "dropped">): void;
}

interface Source {
  second: number;
  count: number;
  dropped: number;
}

/**
 * Keeps at most 10 refusals a second of one actor, and as many of all that nobody knows; the next that is kept says how
 * many were only counted.
 */
export function recordRefusals(
  store: Pick<StoreOfPrincipals, "recordRefusal">,
  { log, nowMs = Date.now }: { readonly log: Log; readonly nowMs?: () => number },
): RefusalRecord {
  const sources = new Map<string, Source>();
  return {
    note(refusal) {
      const { actor } = refusal;
      const name = actor === undefined ? "" : `${actor.kind}:${actor.id ?? actor.name}`;
      const second = Math.floor(nowMs() / 1_000);
      const source = sources.get(name) ?? { second, count: 0, dropped: 0 };
      // Whoever asked last stands last, so that the first is who has been silent for longest.
      sources.delete(name);
      sources.set(name, source);
      const [oldest] = sources.keys();
      if (sources.size > SOURCES_MAX && oldest !== undefined) sources.delete(oldest);
      if (source.second !== second) Object.assign(source, { second, count: 0 });
      source.count += 1;
      if (source.count > PER_SECOND) {
        source.dropped += 1;
        return;
      }
      const { dropped } = source;
      source.dropped = 0;
      store.recordRefusal({ ...refusal, dropped }).catch((error: unknown) => {
        log.error("a refusal was not kept", error, { traceId: refusal.traceId, code: refusal.code });
      });
    },
  };
}
