import { setTimeout as sleep } from "node:timers/promises";
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

/** Converges a component to its desired inputs: ready, failed with a fault, or on its way. */
export async function bringAbout(ports: CellPorts, attempt: OpenAttempt): Promise<AttemptResult> {
  const resolved = await resolveInputs(ports, attempt);
  if (resolved.state === "failed") return await recordFailure(ports, { ...attempt, secrets: [] }, resolved);
  const bringing: Bringing = { ...attempt, inputs: resolved.inputs, incarnation: attempt.opened.incarnation };
  const { opened } = attempt;
  const lookUntil = ports.now() + LOOK_FOR_MS;
  const waitMs = lookEveryMs(opened.expectedMs);
  for (let isFirst = true; ; isFirst = false) {
    const startedAt = ports.now();
    const seen = await look(bringing, isFirst ? 0 : waitMs);
    if (seen.state === "ready") return await recordReady(ports, bringing, seen.outputs);
    const problem = seen.state === "failed" ? seen : await act(ports, bringing, seen);
    if (problem !== undefined)
      return await recordFailure(ports, { ...attempt, secrets: resolved.inputs.secrets }, problem);
    const reason = seen.state === "changing" ? (seen.reason ?? "") : "";
    const log = seen.state === "changing" ? (seen.log ?? []) : [];
    if (ports.now() - opened.startedAt > opened.readyWithinMs) {
      return await recordFailure(
        ports,
        { ...attempt, secrets: resolved.inputs.secrets },
        outOfTime(attempt, reason, log),
      );
    }
    if (reason !== "") await ports.records.progress(attempt.turn, ports.mask(reason, resolved.inputs.secrets));
    if (ports.now() + waitMs > lookUntil) return { state: "waits", lookAgainInMs: nextLookInMs(attempt, ports.now()) };
    if (seen.state === "changing")
      await sleep(Math.max(waitMs - (ports.now() - startedAt), 0), undefined, { signal: attempt.signal });
  }
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

/** Acts on what a look found, at most one effect; answers the problem when acting is no use. */
async function act(ports: CellPorts, bringing: Bringing, seen: Observation): Promise<Problem | undefined> {
  const { turn } = bringing;
  switch (seen.state) {
    case "absent":
    case "gone": {
      const mine = bringing.call === "create" || startedByThisOperation(bringing);
      if (seen.state === "gone") {
        if (mine) return { state: "failed", code: "COMPONENT_EXITED", reason: seen.reason, log: seen.log ?? [] };
        await nextIncarnation(ports, bringing, seen.reason);
      } else if (wasCreated(bringing)) {
        if (mine) return undefined; // A read that is older than our create: look again rather than create twice.
        await nextIncarnation(ports, bringing, "it is not there any more");
      }
      await send(ports, bringing, "create");
      return undefined;
    }
    case "differs": {
      if (!seen.replace) {
        await send(ports, bringing, "update");
        return undefined;
      }
      if (await removeIncarnation(ports, bringing)) {
        bringing.incarnation = await ports.records.raiseIncarnation(turn, {
          from: bringing.incarnation,
          reason: `replaced: ${seen.fields.join(", ")} changed`,
        });
        await send(ports, bringing, "create");
      }
      return undefined;
    }
    case "changing":
    case "ready":
    case "failed":
      return undefined;
  }
}

/** True when the create of the present incarnation belongs to this operation: then its end is a failure, not a death. */
function startedByThisOperation({ opened, incarnation, turn }: Bringing): boolean {
  return incarnation === opened.incarnation && opened.effects["create"]?.operationId === turn.operationId;
}

function wasCreated({ opened, incarnation, call }: Bringing): boolean {
  return call === "create" || (incarnation === opened.incarnation && opened.effects["create"]?.state === "done");
}

async function nextIncarnation(ports: CellPorts, bringing: Bringing, reason: string): Promise<void> {
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

function outOfTime({ opened }: OpenAttempt, reason: string, log: readonly string[]): Problem {
  const seconds = Math.round(opened.readyWithinMs / 1_000);
  const why = reason === "" ? "" : `: ${reason}`;
  return { state: "failed", code: "COMPONENT_NOT_READY_IN_TIME", reason: `not ready within ${seconds} s${why}`, log };
}
