import { setTimeout as sleep } from "node:timers/promises";
import { ERROR_CODES, OrchestratorError } from "../../domain/errors.ts";
import type { Observation, Subject } from "../components/driver.ts";
import type { CellPorts } from "./cell-ports.ts";
import type { AttemptResult, OpenAttempt } from "./converge-component.ts";
import { makeEffect } from "./effect.ts";
import { identityOf } from "./identity-of.ts";
import { LOOK_FOR_MS, lookEveryMs, nextLookInMs } from "./look-times.ts";
import { recordFailure } from "./record-failure.ts";
import { recordReady } from "./record-ready.ts";
import { resolveInputs, type ResolvedInputs } from "./resolve-inputs.ts";

/** What is known while a component is brought about. */
export interface Bringing extends OpenAttempt {
  readonly inputs: ResolvedInputs;
  /** Which life of the component the looks are for. */
  incarnation: number;
  /** The last call made by this attempt; absent while nothing had to be done. */
  call?: "create" | "update";
}

type Problem = Extract<Observation, { state: "failed" }>;
type Actionable = Extract<Observation, { state: "absent" | "gone" | "differs" }>;

/** Converges a component to its desired inputs: ready, failed with a fault, or on its way. */
export async function bringAbout(ports: CellPorts, attempt: OpenAttempt): Promise<AttemptResult> {
  const resolved = await resolveInputs(ports, attempt);
  if (resolved.state === "failed") return await recordFailure(ports, { ...attempt, secrets: [] }, resolved);
  const bringing: Bringing = { ...attempt, inputs: resolved.inputs, incarnation: attempt.opened.incarnation };
  const { secrets } = resolved.inputs;
  const lookUntil = ports.now() + LOOK_FOR_MS;
  const everyMs = lookEveryMs(attempt.opened.expectedMs);
  for (let waitMs = 0; ; waitMs = everyMs) {
    const startedAt = ports.now();
    const seen = await lookAndAct(ports, bringing, waitMs);
    if (seen.state === "ready") return await recordReady(ports, bringing, seen.outputs);
    if (seen.state === "failed") return await recordFailure(ports, { ...attempt, secrets }, seen);
    if (isOutOfTime(ports, attempt))
      return await recordFailure(ports, { ...attempt, secrets }, outOfTime(attempt, seen));
    if (seen.reason !== undefined) await ports.records.progress(attempt.turn, ports.mask(seen.reason, secrets));
    if (ports.now() + everyMs > lookUntil) return { state: "waits", lookAgainInMs: nextLookInMs(attempt, ports.now()) };
    if (!seen.hasActed)
      await sleep(Math.max(waitMs - (ports.now() - startedAt), 0), undefined, { signal: attempt.signal });
  }
}

/** What a look and the act that it asked for came to. */
type Seen =
  | Extract<Observation, { state: "ready" | "failed" }>
  | {
      readonly state: "changing";
      readonly hasActed: boolean;
      readonly reason?: string;
      readonly log?: readonly string[];
    };

/**
 * Looks, and acts where that is asked for. What waiting will not mend is a failure; what the outside may mend by itself
 * is thrown on and tried again, until the component's time is over.
 */
async function lookAndAct(ports: CellPorts, bringing: Bringing, waitMs: number): Promise<Seen> {
  try {
    const seen = await look(bringing, waitMs);
    if (seen.state === "ready" || seen.state === "failed") return seen;
    if (seen.state === "changing") return { ...seen, hasActed: false };
    return await act(ports, bringing, seen);
  } catch (error) {
    if (!(error instanceof OrchestratorError) || error.code === "FENCED") throw error;
    if (ERROR_CODES[error.code].retryable && !isOutOfTime(ports, bringing)) throw error;
    return { state: "failed", code: error.code, reason: error.message };
  }
}

function isOutOfTime(ports: CellPorts, { opened }: OpenAttempt): boolean {
  return ports.now() - opened.startedAt > opened.readyWithinMs;
}

async function look(bringing: Bringing, waitMs: number): Promise<Observation> {
  return await bringing.driver.observe(subjectOf(bringing, ""), { waitMs, signal: bringing.signal });
}

function subjectOf({ inputs, incarnation, ...attempt }: Bringing, token: string): Subject {
  const { opened } = attempt;
  return {
    id: identityOf(attempt),
    incarnation,
    config: inputs.config,
    token,
    ...(opened.artifactDigest === undefined ? {} : { artifact: opened.artifactDigest }),
    ...(opened.restoreFrom === undefined ? {} : { restoreFrom: opened.restoreFrom }),
  };
}

/** Acts on what a look found, unless this operation has done so already: then what it did only takes its time, or has failed. */
async function act(ports: CellPorts, bringing: Bringing, seen: Actionable): Promise<Seen> {
  const waits: Seen = { state: "changing", hasActed: false };
  const acted: Seen = { state: "changing", hasActed: true };
  if (seen.state === "differs" && !seen.replace) {
    if (bringing.call === "update") return waits;
    await send(ports, bringing, "update");
    return acted;
  }
  if (seen.state === "differs") {
    if (!(await removeIncarnation(ports, bringing))) return waits;
    await raise(ports, bringing, `replaced: ${seen.fields.join(", ")} changed`);
  } else if (seen.state === "gone") {
    if (isOurCreate(bringing))
      return { state: "failed", code: "COMPONENT_EXITED", reason: seen.reason, log: seen.log ?? [] };
    await raise(ports, bringing, seen.reason);
  } else if (wasCreated(bringing)) {
    if (isOurCreate(bringing)) return waits; // A look that is older than our create: creating again would double it.
    await raise(ports, bringing, "it is not there any more");
  }
  await send(ports, bringing, "create");
  return acted;
}

/** True when the present incarnation was created by this operation: then its end is a failure, not a death. */
function isOurCreate({ opened, incarnation, turn, call }: Bringing): boolean {
  return (
    call === "create" ||
    (incarnation === opened.incarnation && opened.effects["create"]?.operationId === turn.operationId)
  );
}

function wasCreated({ opened, incarnation, call }: Bringing): boolean {
  return call === "create" || (incarnation === opened.incarnation && opened.effects["create"]?.state === "done");
}

async function raise(ports: CellPorts, bringing: Bringing, reason: string): Promise<void> {
  bringing.incarnation = await ports.records.raiseIncarnation(bringing.turn, { from: bringing.incarnation, reason });
}

async function removeIncarnation(ports: CellPorts, bringing: Bringing): Promise<boolean> {
  const { driver, incarnation, signal } = bringing;
  const wire = async (token: string) =>
    await driver.remove({ id: identityOf(bringing), incarnation, token, scope: "incarnation" }, signal);
  const effect = { call: "remove", incarnation, request: { scope: "incarnation" } };
  return (await makeEffect(ports, bringing, { ...effect, wire })) === "gone";
}

async function send(ports: CellPorts, bringing: Bringing, call: "create" | "update"): Promise<void> {
  const { driver, signal, inputs, incarnation } = bringing;
  const wire = async (token: string) => await driver.apply(subjectOf(bringing, token), signal);
  await makeEffect(ports, bringing, { call, incarnation, request: { inputs: inputs.inputDigest }, wire });
  bringing.call = call;
}

function outOfTime({ opened }: OpenAttempt, { reason, log = [] }: Extract<Seen, { state: "changing" }>): Problem {
  const seconds = Math.round(opened.readyWithinMs / 1_000);
  const why = reason === undefined ? "" : `: ${reason}`;
  return { state: "failed", code: "COMPONENT_NOT_READY_IN_TIME", reason: `not ready within ${seconds} s${why}`, log };
}
