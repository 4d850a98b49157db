import { setTimeout as sleep } from "node:timers/promises";
import { asProblem } from "./as-problem.ts";
import type { CellPorts } from "./cell-ports.ts";
import type { AttemptResult, OpenAttempt } from "./attempt.ts";
import { effectToken, makeEffect } from "./effect.ts";
import { identityOf } from "./identity-of.ts";
import { keepData } from "./keep-data.ts";
import { isOutOfTime, LOOK_FOR_MS, lookEveryMs, nextLookInMs } from "./look-times.ts";
import { maskByEnvironment } from "./mask-by-environment.ts";
import { recordFailure, type Problem } from "./record-failure.ts";

/**
 * Converges a component to absent: keeps its data where that is asked, takes it away, forgets its secrets. What waiting
 * will not mend, and what has had its time, is a fault.
 */
export async function takeAway(ports: CellPorts, attempt: OpenAttempt): Promise<AttemptResult> {
  try {
    return await removeAll(ports, attempt);
  } catch (error) {
    const told = await maskByEnvironment(ports, attempt, error);
    const problem = asProblem(ports, attempt, told);
    if (problem === undefined) throw told;
    return await recordFailure(ports, { ...attempt, secrets: [] }, problem);
  }
}

async function removeAll(ports: CellPorts, attempt: OpenAttempt): Promise<AttemptResult> {
  const { opened, driver, turn, signal } = attempt;
  if (opened.onDelete === "retain") {
    await ports.records.gone(turn);
    return { state: "done" };
  }
  await keepData(ports, { ...attempt, incarnation: opened.incarnation });
  const lookUntil = ports.now() + LOOK_FOR_MS;
  const everyMs = lookEveryMs(opened.expectedMs);
  const { incarnation } = opened;
  const token = effectToken(ports, attempt, { call: "remove", incarnation });
  const subject = { id: identityOf(attempt), incarnation, token, scope: "component" as const };
  const remove = async () => await driver.remove(subject, signal);
  const effect = { call: "remove", incarnation, request: { kind: opened.kind } };
  let askedAt = ports.now();
  let seen = await makeEffect(ports, attempt, { ...effect, wire: remove });
  while (seen === "going") {
    if (isOutOfTime(attempt, ports.now())) {
      return await recordFailure(ports, { ...attempt, secrets: [] }, outOfTime(opened));
    }
    if (ports.now() > lookUntil) return { state: "waits", lookAgainInMs: nextLookInMs(attempt, ports.now(), 0) };
    await sleep(Math.max(everyMs - (ports.now() - askedAt), 0), undefined, { signal });
    askedAt = ports.now();
    seen = await remove();
  }
  ports.reached("before record");
  await ports.sealed.forget(turn.componentUid);
  await ports.records.gone(turn);
  ports.reached("after record");
  return { state: "done" };
}

function outOfTime({ readyWithinMs }: OpenAttempt["opened"]): Problem {
  return { code: "COMPONENT_NOT_READY_IN_TIME", reason: `not gone within ${Math.round(readyWithinMs / 1_000)} s` };
}
