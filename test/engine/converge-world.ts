import { z } from "zod";
import type { CellPorts, EffectPoint } from "../../activities/converge/cell-ports.ts";
import type { AttemptResult } from "../../activities/converge/attempt.ts";
import { convergeComponent } from "../../activities/converge/converge-component.ts";
import {
  defineDriver,
  type Driver,
  type Observation,
  type RemovalSubject,
  type SnapshotReference,
  type Subject,
} from "../../activities/components/driver.ts";
import { celExpressions } from "../../adapters/expressions/cel-expressions.ts";
import { maskText } from "../../domain/mask-text.ts";
import { digestJson } from "../../workers/digest.ts";
import { memoryCellRecords, type MemoryCellRecords, type MemoryComponentRow } from "../setup/memory-cell-records.ts";
import { noUpgrades } from "../setup/no-upgrades.ts";

/** What a scripted driver answers: a value, or an error that it throws. */
type Scripted<Answer> = Answer | Error;

/** One component, a driver that does as it is told, records in memory, and a clock that moves only when somebody waits. */
export interface ConvergeWorld {
  readonly clock: { nowMs: number };
  readonly records: MemoryCellRecords;
  /** Intents, calls, notes of done and results, in order. */
  readonly log: string[];
  /** Tokens that the driver was given, each time it was called. */
  readonly tokens: string[];
  /** Fields that each call was to put back. */
  readonly putBacks: NonNullable<Subject["putBack"]>[];
  /** What the next looks find; once it is empty, looks find what was really made. */
  readonly looks: Scripted<Observation>[];
  /** What the next calls do instead of succeeding. */
  readonly applies: Error[];
  readonly removals: Scripted<"gone" | "going">[];
  /** Incarnations that are there, and the tokens under which each was made or changed. */
  readonly made: Map<number, Set<string>>;
  readonly sealedValues: Map<string, Record<string, string>>;
  readonly secretValues: Record<string, string>;
  readonly outputs: Record<string, string>;
  /** Throws at the point, as a dying process would never come back from it; undefined for no point. */
  dieAt: EffectPoint | undefined;
  /** One attempt of the operation that has the turn. */
  attempt(): Promise<AttemptResult>;
}

/** What a test may change. */
export interface WorldOptions {
  readonly row?: Partial<MemoryComponentRow>;
  readonly driver?: Partial<Driver>;
}

const FIRST: MemoryComponentRow = {
  environmentUid: "environment-uid",
  project: "shop",
  environment: "shop-dev",
  class: "dev",
  cell: "local",
  generation: 1,
  name: "api",
  kind: "scripted",
  action: "create",
  incarnation: 1,
  phase: "Pending",
  spec: { config: { size: "small" }, after: [] },
  facts: {
    environment: { name: "shop-dev", project: "shop", class: "dev", cell: "local" },
    release: { version: "1.0.0", digest: "sha256:r", blueprint: "shop@1.0.0", artifacts: {} },
    parameters: {},
  },
  onDelete: "delete",
  expectedMs: 0,
  readyWithinMs: 60_000,
  isCancelRequested: false,
};

/** A world with one component that is to be created. */
export function convergeWorld({ row = {}, driver: overrides = {} }: WorldOptions = {}): ConvergeWorld {
  const clock = { nowMs: 1_000_000 };
  const log: string[] = [];
  const records = memoryCellRecords(
    { ...FIRST, ...row },
    { now: () => clock.nowMs, note: (what) => void log.push(what) },
  );
  const world: ConvergeWorld = {
    clock,
    records,
    log,
    tokens: [],
    putBacks: [],
    looks: [],
    applies: [],
    removals: [],
    made: new Map(),
    sealedValues: new Map(),
    secretValues: {},
    outputs: { url: "http://api" },
    dieAt: undefined,
    attempt: async () => await convergeComponent(ports, { turn: records.turn, signal: new AbortController().signal }),
  };
  const driver = { ...scriptedDriver(world), ...overrides };
  const ports: CellPorts = {
    records,
    upgrades: noUpgrades,
    drift: records,
    sealed: {
      async seal(uid, values) {
        log.push("seal");
        world.sealedValues.set(uid, { ...world.sealedValues.get(uid), ...values });
      },
      unseal: async (uid) => world.sealedValues.get(uid) ?? {},
      async forget(uid) {
        world.sealedValues.delete(uid);
      },
      keyedHash: (value) => `hash of ${value.length}`,
      token: (parts) => parts.join("/"),
    },
    secrets: {
      version: async (_project, name) => (name in world.secretValues ? "v1" : undefined),
      read: async (_project, name) => ({ value: world.secretValues[name] ?? "", version: "v1" }),
      names: async () => Object.keys(world.secretValues),
    },
    expressions: celExpressions(),
    drivers: new Map([["scripted", driver]]),
    digest: digestJson,
    now: () => clock.nowMs,
    mask: maskText,
    reached(point) {
      if (point === world.dieAt) throw new Error(`died ${point}`);
    },
  };
  return world;
}

function scriptedDriver(world: ConvergeWorld): Driver {
  const { log, made, putBacks, tokens } = world;
  return defineDriver<unknown>({
    kind: "scripted",
    summary: "Does as it is told.",
    config: z.strictObject({ size: z.string(), key: z.string().optional() }),
    artifact: "none",
    outputs: { url: "public", token: "secret" },
    examples: [],
    expectedMs: () => 0,
    readyWithinMs: 60_000,
    replaceOn: [],
    async observe({ incarnation }, { waitMs }) {
      world.clock.nowMs += waitMs; // As a look that blocks until something changes.
      const scripted = world.looks.shift();
      if (scripted !== undefined) return orThrow(scripted);
      return made.has(incarnation) ? { state: "ready", outputs: world.outputs } : { state: "absent" };
    },
    async apply({ incarnation, token, putBack = [] }: Subject) {
      log.push(`apply i${incarnation}`);
      putBacks.push(putBack);
      tokens.push(token);
      const error = world.applies.shift();
      if (error !== undefined) throw error;
      made.set(incarnation, (made.get(incarnation) ?? new Set()).add(token));
    },
    async remove({ incarnation, scope, token }: RemovalSubject) {
      log.push(`remove ${scope} i${incarnation}`);
      tokens.push(token);
      const answer = orThrow(world.removals.shift() ?? "gone");
      if (answer === "gone") made.delete(incarnation);
      else world.clock.nowMs += 1_000;
      return answer;
    },
  });
}

/** A snapshot verb that takes one snapshot for each token, and the tokens it was given. */
export function snapshots(): {
  readonly given: string[];
  readonly snapshot: (subject: RemovalSubject) => Promise<SnapshotReference>;
} {
  const given: string[] = [];
  return {
    given,
    async snapshot({ token }) {
      given.push(token);
      return { id: `snapshot of ${token}`, location: "there" };
    },
  };
}

function orThrow<Answer>(scripted: Scripted<Answer>): Answer {
  if (scripted instanceof Error) throw scripted;
  return scripted;
}
