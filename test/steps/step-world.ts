import { z } from "zod";
import { memoryLedger, type MemoryLedger } from "../../activities/effects/memory-ledger.ts";
import { defineDriver, type Driver, type RemovalSubject } from "../../activities/components/driver.ts";
import { runStep, type StepResult } from "../../activities/run-step/run-step.ts";
import type { StepPorts } from "../../activities/run-step/step-ports.ts";
import { defineStep, type Step, type StepAnswer, type StepContext } from "../../activities/steps/step.ts";
import type { OpenedStep, StepRecords, StepTurn } from "../../adapters/cell-records/step-records-port.ts";
import { celExpressions } from "../../adapters/expressions/cel-expressions.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { maskText } from "../../domain/mask-text.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import { digestJson } from "../../workers/digest.ts";
import { promotionFacts } from "./step-context.ts";

/** What a step does in one attempt. */
export type Acting = (config: unknown, context: StepContext, output?: JsonObject) => StepAnswer | Promise<StepAnswer>;

/** One step whose acting a test scripts, its records in memory, and a clock that a test moves. */
export interface StepWorld {
  readonly clock: { nowMs: number };
  /** The row as it is; a test may change it. */
  row: OpenedStep;
  turn: StepTurn;
  /** What the next attempts do; once it is empty they succeed. */
  readonly acting: Acting[];
  /** What it answers when it is stopped; undefined for nothing. */
  stopAnswer: StepAnswer | undefined;
  /** What stopping does in place of that answer; absent for nothing. */
  stopping?: () => Promise<StepAnswer | undefined>;
  /** What was recorded, in order: `succeeded`, `failed: reason`. */
  readonly recorded: string[];
  readonly said: string[];
  readonly logged: string[];
  readonly snapshots: { readonly componentUid: string; readonly id: string }[];
  readonly ledger: MemoryLedger;
  readonly secretValues: Record<string, string>;
  readonly sealedValues: Record<string, Record<string, string>>;
  readonly connections: Record<string, JsonObject>;
  /** Tokens of the snapshots that the driver was asked for. */
  readonly copied: string[];
  readonly controller: AbortController;
  /** One attempt. */
  attempt(): Promise<StepResult>;
}

const OPENED: OpenedStep = {
  cause: "operation-1",
  environmentUid: "environment-uid",
  project: "shop",
  cell: "local",
  name: "check",
  time: "before",
  kind: "scripted",
  config: { text: "plain" },
  retries: 0,
  state: "Running",
  reason: "",
  attempt: 1,
  startedAt: 1_000_000,
  attemptStartedAt: 1_000_000,
  output: {},
  facts: {
    environment: { name: "shop-staging", project: "shop", class: "staging", cell: "local" },
    release: {
      version: "1.1.0",
      digest: promotionFacts.release.digest,
      blueprint: "shop@2",
      artifacts: { api: { digest: "sha256:api" } },
    },
    parameters: { size: 3 },
  },
  gates: { change: { number: "CHG7" } },
  steps: { migrate: { applied: ["0001_a.sql"] } },
  promotion: promotionFacts,
  components: {
    web: {
      uid: "web-uid",
      kind: "service",
      isReady: true,
      incarnation: 2,
      outputs: [{ name: "url", isSecret: false, value: "http://web" }],
    },
    database: {
      uid: "database-uid",
      kind: "store",
      isReady: true,
      incarnation: 1,
      outputs: [
        { name: "url", isSecret: true, keyedHash: "hash" },
        { name: "port", isSecret: false, value: 5432 },
      ],
    },
  },
  isCancelRequested: false,
};

/** A world with one step that has just begun. */
export function stepWorld({
  row = {},
  step: overrides = {},
}: { readonly row?: Partial<OpenedStep>; readonly step?: Partial<Step> } = {}): StepWorld {
  const world: StepWorld = {
    clock: { nowMs: 1_000_000 },
    row: { ...OPENED, ...row },
    turn: { operationId: "operation-1", step: "check", epoch: 1, isUndo: false },
    acting: [],
    stopAnswer: undefined,
    recorded: [],
    said: [],
    logged: [],
    snapshots: [],
    ledger: memoryLedger({ mayAct: () => hold(world.turn) }),
    secretValues: {},
    sealedValues: { "database-uid": { url: "postgres://a:sealed-password@db/shop" } },
    connections: {},
    copied: [],
    controller: new AbortController(),
    attempt: async () => await runStep(ports, { turn: world.turn, signal: world.controller.signal }),
  };
  const hold = (turn: StepTurn) => {
    if (turn.epoch !== 1) throw new OrchestratorError("FENCED", "another operation has the turn");
  };
  const step = { ...scriptedStep(world), ...overrides };
  const ports: StepPorts = {
    records: memoryRecords(world, hold),
    sealed: {
      unseal: async (uid) => await Promise.resolve(world.sealedValues[uid] ?? {}),
      token: (parts) => parts.join("/"),
    },
    secrets: {
      async read(_project, name) {
        const value = world.secretValues[name];
        if (value === undefined) throw new OrchestratorError("SECRET_NOT_FOUND", `there is no secret "${name}"`);
        return await Promise.resolve({ value, version: "v1" });
      },
    },
    expressions: celExpressions(),
    steps: new Map([["scripted", step]]),
    drivers: new Map([["store", storeDriver(world.copied)]]),
    cell: {
      steps: "/nowhere",
      artifacts: { directory: async (digest) => await Promise.resolve(`/artifacts/${digest}`) },
      environment: { PATH: "/bin" },
    },
    fetch,
    digest: digestJson,
    now: () => world.clock.nowMs,
    mask: maskText,
  };
  return world;
}

function scriptedStep(world: StepWorld): Step {
  const next: Acting = async (...given) => await (world.acting.shift() ?? succeed)(...given);
  return defineStep<unknown>({
    kind: "scripted",
    summary: "Does as it is told.",
    config: z.strictObject({ text: z.string(), more: z.unknown() }).partial(),
    outputs: {},
    examples: [],
    timeoutMs: 60_000,
    run: async (config, context) => await next(config, context),
    undo: async (config, context, output) => await next(config, context, output),
    async stop() {
      world.recorded.push("stopped");
      return await (world.stopping?.() ?? Promise.resolve(world.stopAnswer));
    },
  });
}

const succeed: Acting = () => ({ status: "succeeded" });

function memoryRecords(world: StepWorld, hold: (turn: StepTurn) => void): StepRecords {
  const end = (turn: StepTurn, change: Partial<OpenedStep>, what: string) => {
    hold(turn);
    world.row = { ...world.row, ...change };
    world.recorded.push(what);
  };
  return {
    async open(turn) {
      hold(turn);
      return await Promise.resolve(world.row);
    },
    async succeeded(turn, { output, note }) {
      const state = turn.isUndo ? "Undone" : "Succeeded";
      end(turn, { state, output, reason: note }, note === "" ? "succeeded" : `succeeded: ${note}`);
      await Promise.resolve();
    },
    async failed(turn, { reason, output }) {
      end(turn, { state: turn.isUndo ? "Undo failed" : "Failed", reason, output }, `failed: ${reason}`);
      await Promise.resolve();
    },
    async skipped(turn, reason) {
      end(turn, { state: "Skipped", reason }, `skipped: ${reason}`);
      await Promise.resolve();
    },
    async tryFailed(turn, { attempt, reason }) {
      end(turn, { attempt: attempt + 1 }, `try ${attempt} failed: ${reason}`);
      await Promise.resolve();
    },
    async progress(_turn, message) {
      world.said.push(message);
      await Promise.resolve();
    },
    async appendLog(_turn, lines) {
      world.logged.push(...lines);
      await Promise.resolve();
    },
    async snapshotTaken(turn, componentUid, { id }) {
      hold(turn);
      if (!world.snapshots.some((one) => one.id === id)) world.snapshots.push({ componentUid, id });
      await Promise.resolve();
    },
    ledger: () => world.ledger,
    async connection(_project, name) {
      const spec = world.connections[name];
      if (spec === undefined) return await Promise.resolve(undefined);
      const metadata = { project: "shop", name, labels: {} };
      const document = { apiVersion: "holdfast.dev/v1", kind: "Connection", metadata, spec };
      return document as unknown as Awaited<ReturnType<StepRecords["connection"]>>;
    },
  };
}

/** A kind that holds data. */
function storeDriver(copied: string[]): Driver {
  const away = async () => await Promise.reject(new Error("not in this test"));
  return defineDriver<unknown>({
    kind: "store",
    summary: "Holds data.",
    config: z.unknown(),
    artifact: "none",
    outputs: { url: "secret", port: "public" },
    examples: [],
    expectedMs: () => 0,
    readyWithinMs: 1,
    replaceOn: [],
    observe: away,
    apply: away,
    remove: away,
    async snapshot({ token }: RemovalSubject) {
      copied.push(token);
      return await Promise.resolve({ id: `copy of ${token}`, location: "there" });
    },
  });
}
