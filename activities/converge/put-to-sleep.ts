import { setTimeout as sleep } from "node:timers/promises";
import { asProblem } from "./as-problem.ts";
import type { AttemptResult, OpenAttempt } from "./attempt.ts";
import type { CellPorts } from "./cell-ports.ts";
import { effectToken, makeEffect } from "./effect.ts";
import { identityOf } from "./identity-of.ts";
import { isOutOfTime, LOOK_FOR_MS, lookEveryMs, nextLookInMs } from "./look-times.ts";
import { maskByEnvironment } from "./mask-by-environment.ts";
import { recordFailure } from "./record-failure.ts";

/** Converges a component to stopped for a while. What waiting will not mend, and what has had its time, is a fault. */
export async function putToSleep(ports: CellPorts, attempt: OpenAttempt): Promise<AttemptResult> {
  try {
    return await stop(ports, attempt);
  } catch (error) {
    const told = await maskByEnvironment(ports, attempt, error);
    const problem = asProblem(ports, attempt, told);
    if (problem === undefined) throw told;
    return await recordFailure(ports, { ...attempt, secrets: [] }, problem);
  }
}

async function stop(ports: CellPorts, attempt: OpenAttempt): Promise<AttemptResult> {
  const { opened, driver, turn, signal } = attempt;
  if (driver.sleep === undefined) throw new Error(`kind "${opened.kind}" cannot sleep, and its plan says so`);
  const putDown = driver.sleep.bind(driver);
  const { incarnation } = opened;
  const token = effectToken(ports, attempt, { call: "sleep", incarnation });
  const call = async () => await putDown({ id: identityOf(attempt), incarnation, token }, signal);
  const lookUntil = ports.now() + LOOK_FOR_MS;
  const everyMs = lookEveryMs(opened.expectedMs);
  let askedAt = ports.now();
  let seen = await makeEffect(ports, attempt, {
    call: "sleep",
    incarnation,
    request: { kind: opened.kind },
    wire: call,
  });
  while (seen === "going") {
    if (isOutOfTime(attempt, ports.now())) {
      const reason = `not stopped within ${Math.round(opened.readyWithinMs / 1_000)} s`;
      return await recordFailure(ports, { ...attempt, secrets: [] }, { code: "COMPONENT_NOT_READY_IN_TIME", reason });
    }
    if (ports.now() > lookUntil) return { state: "waits", lookAgainInMs: nextLookInMs(attempt, ports.now(), 0) };
    await sleep(Math.max(everyMs - (ports.now() - askedAt), 0), undefined, { signal });
    askedAt = ports.now();
    seen = await call();
  }
  ports.reached("before record");
  await ports.records.asleep(turn);
  ports.reached("after record");
  return { state: "done" };
}
