import { randomUUID } from "node:crypto";
import { expect, vi } from "vitest";
import type { z } from "zod";
import type { Connection } from "../../activities/connection.ts";
import { makeEffects } from "../../activities/effects/make-effects.ts";
import { memoryLedger } from "../../activities/effects/memory-ledger.ts";
import type { GateAnswer, GateContext, PromotionEnd, PromotionFacts } from "../../activities/gates/gate.ts";
import { servicenowChange } from "../../activities/gates/servicenow-change.ts";
import { ServiceNowChangeConfig } from "../../activities/gates/servicenow-change/config.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import type { FakeServiceNow, ServiceNowEffect } from "../fakes/start-fake-servicenow.ts";

/** How a gate of a test differs from the usual one. */
export interface GateWish {
  readonly config?: Partial<z.input<typeof ServiceNowChangeConfig>>;
  readonly promotion?: Partial<PromotionFacts>;
  readonly supplied?: string;
  readonly credentials?: Connection["credentials"];
  readonly options?: JsonObject;
  /** After so many milliseconds a call gets no answer; absent: as long as the gate waits. */
  readonly patienceMs?: number;
}

/** A gate of one promotion on a running instance. What it remembers is kept, as the store keeps it. */
export interface GateUnderTest {
  /** Key that the change carries. */
  readonly key: string;
  /** How far the gate's clock is from the real one. */
  aheadMs: number;
  /** The point at which the process dies; undefined for none. */
  dieAt: string | undefined;
  memory: JsonObject;
  output: JsonObject;
  ask(): Promise<GateAnswer>;
  /** Asks until the answer is so; throws the last one when it takes too long. */
  askUntil(wanted: object): Promise<GateAnswer>;
  finish(end?: Partial<PromotionEnd>): Promise<void>;
  /** Number of its change. */
  number(): string;
  /** Accepted effects on its change, oldest first. */
  truth(): Promise<ServiceNowEffect[]>;
  /** Its change as the instance has it. */
  change(): Promise<SimulatedChange>;
}

/** What the instance shows of a change under `/__sim`. */
export interface SimulatedChange extends Readonly<Record<string, unknown>> {
  readonly notes: readonly { readonly element: string; readonly text: string }[];
}

/** A gate that asks a running instance. */
export function gateOn(fake: FakeServiceNow, wish: GateWish = {}): GateUnderTest {
  const config = servicenowChange.config.parse({
    connection: "itsm",
    assignmentGroup: "Release Management",
    ...wish.config,
  });
  const ledger = memoryLedger();
  const promotion = promotionWith(wish.promotion);
  const connection: Connection = {
    name: "itsm",
    system: "servicenow",
    url: new URL(fake.url),
    credentials: wish.credentials ?? { username: "holdfast", password: "holdfast" },
    options: wish.options ?? { simulator: true },
  };
  const effects = makeEffects({
    ledger,
    by: "change",
    cause: promotion.id,
    now: () => Date.now() + gate.aheadMs,
    digest: (request) => JSON.stringify(request),
    reached(point) {
      if (point === gate.dieAt) throw new Error(`died ${point}`);
    },
  });
  const patiently: typeof fetch = async (input, init = {}) => {
    const { patienceMs } = wish;
    if (patienceMs === undefined) return await fetch(input, init);
    const signals = init.signal === undefined || init.signal === null ? [] : [init.signal];
    return await fetch(input, { ...init, signal: AbortSignal.any([...signals, AbortSignal.timeout(patienceMs)]) });
  };

  function context(): GateContext {
    return {
      name: "change",
      promotion,
      nowMs: Date.now() + gate.aheadMs,
      signal: AbortSignal.timeout(60_000),
      memory: gate.memory,
      ...(wish.supplied === undefined ? {} : { supplied: wish.supplied }),
      upstream: [],
      async connection(name) {
        if (name !== "itsm") throw new OrchestratorError("CONNECTION_NOT_FOUND", `no connection is called "${name}"`);
        return connection;
      },
      effects,
      fetch: patiently,
      approval: { isUnsettled: false, excluded: [], requesters: [] },
      voters: async () => await Promise.resolve([]),
    };
  }

  const gate: GateUnderTest = {
    key: effects.key("create"),
    aheadMs: 0,
    dieAt: undefined,
    memory: {},
    output: {},
    async ask() {
      const answer = await servicenowChange.evaluate(config, context());
      gate.memory = answer.memory ?? gate.memory;
      gate.output = answer.output ?? gate.output;
      return answer;
    },
    async askUntil(wanted) {
      return await vi.waitFor(
        async () => {
          const answer = await gate.ask();
          expect(answer).toMatchObject(wanted);
          return answer;
        },
        { timeout: 15_000, interval: 50 },
      );
    },
    async finish(end = {}) {
      const usual = {
        outcome: "Verified",
        reason: "",
        hasActed: true,
        hadIssues: false,
        runs: "1.1.0",
        endedAt: 0,
      } as const;
      await servicenowChange.finish?.(config, context(), { ...usual, ...end });
    },
    number: () => String(gate.output["number"]),
    async truth() {
      const effectsOfAll = await fake.truth();
      return effectsOfAll.filter(({ number }) => number === gate.number());
    },
    async change() {
      const { body } = await fake.call("GET", `/__sim/servicenow/changes/${gate.number()}`);
      return body as SimulatedChange;
    },
  };
  return gate;
}

/** Approves everything that a change waits for, until it is scheduled. */
export async function approveAll(fake: FakeServiceNow, gate: GateUnderTest): Promise<void> {
  await vi.waitFor(
    async () => {
      const { state } = await gate.change();
      if (state === "-4" || state === "-3") await fake.act(gate.number(), "approve");
      expect((await gate.change())["state"]).toBe("-2");
    },
    { timeout: 15_000, interval: 50 },
  );
}

/** States that a change was moved through, oldest first, as `-5>-4`. */
export async function movesOf(gate: GateUnderTest): Promise<string[]> {
  const moves = (await gate.truth()).filter(({ from, to }) => from !== undefined && to !== undefined);
  return moves.filter(({ effect }) => effect !== "task").map(({ from, to }) => `${String(from)}>${String(to)}`);
}

/** Work notes of a change, oldest first. */
export async function notesOf(gate: GateUnderTest): Promise<string[]> {
  const { notes } = await gate.change();
  return notes.filter(({ element }) => element === "work_notes").map(({ text }) => text);
}

/** How many creations carry this key, or hold it in their title. */
export async function creationsOf(fake: FakeServiceNow, { key }: GateUnderTest): Promise<number> {
  const { body } = await fake.call("GET", "/__sim/servicenow/changes");
  const changes = body["changes"] as Record<string, string>[];
  return changes.filter((one) => one["correlation_id"] === key || one["short_description"]?.includes(key)).length;
}

/** Settings and faults as they were at the start. */
export async function resetFake(fake: FakeServiceNow): Promise<void> {
  await fake.call("DELETE", "/__sim/servicenow/faults");
  await fake.call("DELETE", "/__sim/servicenow/settings");
}

/** Injects a fault into calls of the instance. */
export async function inject(fake: FakeServiceNow, fault: object): Promise<void> {
  const { status } = await fake.call("POST", "/__sim/servicenow/faults", { body: fault });
  expect(status).toBe(201);
}

/** Changes how the instance behaves. */
export async function setUp(fake: FakeServiceNow, settings: object): Promise<void> {
  const { status } = await fake.call("PATCH", "/__sim/servicenow/settings", { body: settings });
  expect(status).toBe(200);
}

function promotionWith(wish: Partial<PromotionFacts> = {}): PromotionFacts {
  return {
    id: `promotion-${randomUUID()}`,
    kind: "promote",
    project: "shop",
    pipeline: "shop",
    environment: { name: "shop-prod", class: "prod" },
    release: { version: "1.1.0", digest: "sha256:0b31" },
    previousRelease: "1.0.0",
    attempt: 1,
    reason: "the release of the month",
    actor: "ada",
    plannedChanges: ["update api: artifact", "keep database"],
    requestedAt: Date.now(),
    ...wish,
  };
}
