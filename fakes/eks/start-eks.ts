import { catalogueOf, CatalogueSchema, shippedCatalogue } from "./catalogue.ts";
import type { Catalogue, CatalogueData } from "./catalogue.ts";
import { clockFrom } from "./clock.ts";
import type { Clock, ClockState } from "./clock.ts";
import { drawFrom } from "./draw.ts";
import type { Draw } from "./draw.ts";
import { performOn } from "./perform.ts";
import type { Perform } from "./perform.ts";
import { recorderFor } from "./recorder.ts";
import type { Recorder } from "./recorder.ts";
import { defaultSettings, SettingsSchema, withChange } from "./settings.ts";
import type { Settings } from "./settings.ts";
import { emptyStore } from "./store.ts";
import type { Store } from "./store.ts";
import { timelineOf } from "./timeline.ts";
import type { Timeline } from "./timeline.ts";
import { openTruthLog } from "./truth-log.ts";
import type { Line, TruthLog } from "./truth-log.ts";
import { worldOf } from "./world.ts";
import type { World } from "./world.ts";

/** With what a simulator begins, and what a reset gives it. */
export interface Beginning {
  readonly seed: string;
  /** Simulated epoch ms. */
  readonly startAt: number;
  readonly mode: "scaled" | "manual";
  readonly scale: number;
  readonly settings: Settings;
  readonly catalogue: CatalogueData;
}

/** A running simulator, behind its HTTP face. */
export interface Eks {
  readonly log: TruthLog;
  readonly store: Store;
  readonly world: World;
  readonly clock: Clock;
  readonly timeline: Timeline;
  readonly recorder: Recorder;
  readonly perform: Perform;
  seed(): string;
  settings(): Settings;
  catalogue(): Catalogue;
  /** Changes settings, member by member. @throws ZodError for a wrong one. */
  changeSettings(change: unknown): Settings;
  /** Writes down how the clock goes, after it was changed. */
  noteClock(): void;
}

/** What `reset` may say; the rest is as before. */
export type BeginningOf = Partial<Beginning>;

export function beginningOf(of: BeginningOf): Beginning {
  return {
    seed: of.seed ?? "1",
    startAt: of.startAt ?? Date.now(),
    mode: of.mode ?? "scaled",
    scale: of.scale ?? 1,
    settings: of.settings ?? defaultSettings(),
    catalogue: of.catalogue ?? shippedCatalogue(),
  };
}

/** Goes on where a log left off; one that is empty begins as given. */
export function eksFrom(log: TruthLog, beginning: Beginning): Eks {
  const [first] = log.lines();
  const begun = first === undefined ? beginning : (first.detail as Beginning);
  if (first === undefined) log.append({ kind: "start", detail: beginning }, { simTime: beginning.startAt });

  let settings = SettingsSchema.parse(begun.settings);
  const catalogue = catalogueOf(CatalogueSchema.parse(begun.catalogue));
  const draw: Draw = drawFrom(begun.seed);
  const store = emptyStore();
  const recorder = recorderFor(store, log);
  const realAt = first?.realTime ?? Date.now();
  const clock = clockFrom({ mode: begun.mode, scale: begun.scale, simAt: begun.startAt, realAt });
  const timeline = timelineOf({ clock, store, recorder, world: () => world });
  const world: World = worldOf({
    store,
    settings: () => settings,
    catalogue: () => catalogue,
    draw: () => draw,
    nowMs: timeline.nowMs,
    write: recorder.write,
  });
  timeline.startAt(begun.startAt);
  for (const line of log.lines()) follow(line);
  timeline.catchUp();
  timeline.wake();

  function follow({ writes, kind, detail, simTime }: Line): void {
    for (const write of writes) store.apply(write);
    if (kind === "config") settings = SettingsSchema.parse(detail);
    if (kind === "clock") clock.restore(detail as ClockState);
    timeline.startAt(Math.max(simTime, timeline.nowMs()));
    // What was advanced, but not written down before the process ended, has happened.
    if (clock.state().mode === "manual") clock.jumpTo(timeline.nowMs());
  }

  return {
    log,
    store,
    world,
    clock,
    timeline,
    recorder,
    perform: performOn({ world, recorder, log }),
    seed: () => begun.seed,
    settings: () => settings,
    catalogue: () => catalogue,
    changeSettings(change) {
      settings = withChange(settings, change);
      log.append({ kind: "config", detail: settings }, { simTime: world.nowMs });
      return settings;
    },
    noteClock() {
      log.append({ kind: "clock", detail: clock.state() }, { simTime: world.nowMs });
      timeline.wake();
    },
  };
}

/** Starts a simulator where the truth log in `stateDir` left off; without a directory it starts empty. */
export async function startEks(stateDir: string | undefined, of: BeginningOf): Promise<Eks> {
  return eksFrom(await openTruthLog(stateDir), beginningOf(of));
}
