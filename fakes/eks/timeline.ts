import type { Clock } from "./clock.ts";
import { transit } from "./machines/transit.ts";
import type { Recorder } from "./recorder.ts";
import type { Resource } from "./resource.ts";
import type { Store } from "./store.ts";
import type { Timer } from "./timers.ts";
import type { World } from "./world.ts";

// The most a timer of Node can wait.
const WAIT_MS_MAX = 2 ** 31 - 1;

/** Lets what is due happen, in the order of simulated time. */
export interface Timeline {
  /** The simulated instant that is being worked on: of a timer while it fires, else of the clock. Never goes back. */
  nowMs(): number;
  /** Fires all that is due by the clock, and moves the instant to the present. */
  catchUp(): void;
  /** Fires one timer now, whenever it would have come, and what it does with `data` on top of its own. */
  fireNow(timer: Timer): void;
  /** Goes on from a later instant, as after a restart. */
  startAt(simMs: number): void;
  /** Fires timers when they come, as long as the process runs. Call it again after the clock has changed. */
  wake(): void;
  stop(): void;
}

export function timelineOf(parts: { clock: Clock; store: Store; recorder: Recorder; world(): World }): Timeline {
  const { clock, store, recorder } = parts;
  let momentMs = 0;
  let alarm: NodeJS.Timeout | undefined;

  function fire(timer: Timer, resource: Resource): void {
    const { result: _nothing, ...written } = recorder.collect(() => {
      recorder.write({ to: "timer", key: String(timer.seq), value: null });
      transit(parts.world(), resource, timer);
    });
    const { account, region, key, kind } = resource;
    const operation = `${kind} ${timer.verb} ${timer.ending}`;
    const told = { kind: "transition", account, region, operation, resource: key } as const;
    recorder.append(told, { simTime: momentMs, ...written });
  }

  function fireIfAlive(timer: Timer): void {
    const resource = store.get(timer.resource);
    if (resource?.incarnation === timer.incarnation) return fire(timer, resource);
    store.timers.remove(timer.seq);
  }

  const timeline: Timeline = {
    nowMs: () => momentMs,
    catchUp() {
      const until = clock.nowMs();
      for (let timer = store.timers.next(); timer !== undefined && timer.at <= until; timer = store.timers.next()) {
        momentMs = Math.max(momentMs, timer.at);
        fireIfAlive(timer);
      }
      momentMs = Math.max(momentMs, until);
    },
    fireNow(timer) {
      fireIfAlive(timer);
    },
    startAt(simMs) {
      momentMs = simMs;
    },
    wake() {
      clearTimeout(alarm);
      const { mode, scale } = clock.state();
      const next = store.timers.next();
      if (mode === "manual" || next === undefined) return;
      const waitMs = Math.ceil((next.at - clock.nowMs()) / scale);
      alarm = setTimeout(
        () => {
          timeline.catchUp();
          timeline.wake();
        },
        Math.min(Math.max(waitMs, 1), WAIT_MS_MAX),
      );
      alarm.unref();
    },
    stop: () => clearTimeout(alarm),
  };
  return timeline;
}
