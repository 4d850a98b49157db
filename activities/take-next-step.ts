import { type Asking, decideNext } from "../domain/decide-next.ts";
import type { EnvironmentWork } from "../domain/schema/environment-work.ts";
import { freezeOf } from "../domain/freeze-of.ts";
import { sleepOf } from "../domain/sleep-of.ts";
import type { OrchestratorPorts } from "./orchestrator-ports.ts";
import type { TakeNextAnswer } from "./turn.ts";

/** What freezes an environment, and until when; undefined while nothing does. */
function freezeNow(
  { calendar }: Pick<OrchestratorPorts, "calendar">,
  { freezeWindows, project, name, class: environmentClass }: EnvironmentWork,
  nowMs: number,
): Asking["freeze"] | undefined {
  const environment = { project, name, class: environmentClass };
  const { reasons, opensAt } = freezeOf(calendar, { freezeWindows }, { environment, nowMs });
  if (reasons.length === 0) return undefined;
  return { reason: reasons.join("; "), ...(opensAt === undefined ? {} : { until: opensAt }) };
}

/** Longest that an attempt of a dead operation may still run: its start-to-close timeout. */
export const LONGEST_ATTEMPT_MS = 30_000;

/**
 * Decides and records what an environment does next. While an operation runs, it also looks whether its workflow
 * still lives: one that closed without an outcome is followed only after the longest attempt time and a new epoch.
 */
export async function takeNextStep(
  ports: Pick<OrchestratorPorts, "store" | "calendar" | "workflowState" | "now">,
  { uid, attachedTo }: { readonly uid: string; readonly attachedTo?: string },
): Promise<TakeNextAnswer> {
  const { store, now } = ports;
  const take = async () =>
    await store.takeNext(uid, (work) => {
      const nowMs = now();
      const isOver = work.expiry !== undefined && work.expiry.at <= nowMs;
      const mayFreeze = work.accepted.length > 0 || work.reverts.length > 0 || isOver;
      const freeze = mayFreeze ? freezeNow(ports, work, nowMs) : undefined;
      const calendar = work.sleep?.calendar;
      return decideNext(work, {
        nowMs,
        ...(calendar === undefined ? {} : { sleep: sleepOf(ports.calendar, calendar, nowMs) }),
        ...(attachedTo === undefined ? {} : { attachedTo }),
        ...(freeze === undefined ? {} : { freeze }),
      });
    });
  const next = await take();
  if (next.do !== "wait" || attachedTo === undefined) return next;
  const running = await store.runningOperation(uid);
  if (running === undefined) return next;
  const life = await ports.workflowState(running.operationId);
  if (life.state === "absent") return { do: "start", operationId: running.operationId };
  if (life.state === "open") {
    const mustStop = await store.mustStopStarting(running.operationId);
    return mustStop ? { ...next, stopOperationId: running.operationId } : next;
  }
  const safeAt = life.closedAt + LONGEST_ATTEMPT_MS;
  if (now() < safeAt) return { do: "wait", lookAgainAt: safeAt };
  await store.recoverOperation(running.operationId, "its workflow ended without an outcome");
  return await take();
}
