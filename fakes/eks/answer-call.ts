import { setTimeout as sleep } from "node:timers/promises";
import { actOutside } from "./act-outside.ts";
import type { Call, Operation } from "./call.ts";
import { denialOf } from "./denial.ts";
import { aboutOf, describeCall } from "./describe-call.ts";
import { toldOf } from "./envelope.ts";
import type { Envelope } from "./envelope.ts";
import type { Action } from "./fault-schema.ts";
import type { Outcome } from "./perform.ts";
import { Refused } from "./refused.ts";
import { answerReply, refusalReply } from "./reply.ts";
import type { Reply } from "./reply.ts";
import type { Simulator } from "./simulator.ts";
import { spoilt } from "./spoil-reply.ts";
import type { LineKind } from "./truth-log.ts";

/** A call of an operation, on its way. */
export interface Calling {
  readonly operation: Operation;
  readonly call: Call;
  readonly envelope: Envelope;
}

/**
 * Answers a call: throttle, faults before the effect, the effect, faults after it. Which faults hit is decided when it
 * arrives. Nothing is answered before all that was seen is on disk.
 */
export async function answerCall(simulator: Simulator, { operation, call, envelope }: Calling): Promise<Reply> {
  const run = simulator.run();
  const { eks, metrics } = run;
  const { account, region } = call.caller;
  const about = aboutOf(call);
  const polled = operation.access === "read" && about !== undefined ? { polled: about } : {};
  const count = (outcome: string) =>
    metrics.countCall({ operation: operation.name, outcome, ...polled, simMs: eks.clock.nowMs() });
  const note = (kind: LineKind, told: { outcome?: string; detail: unknown }) =>
    eks.log.append(
      { kind, account, region, operation: operation.name, ...toldOf(envelope), ...told },
      { simTime: eks.timeline.nowMs() },
    );

  if (run.throttle.take(`${account}/${region}`, operation.access, eks.clock.nowMs()) > 0) {
    count("ThrottlingException");
    return refusalReply(new Refused("ThrottlingException", "Rate exceeded"));
  }

  const denial = denialOf(operation, call, eks.settings());
  if (denial !== undefined) {
    count(denial.errorName);
    return refusalReply(denial);
  }

  eks.timeline.catchUp();
  const faults = run.faults.take(describeCall(operation, call, envelope.sdkAttempt), eks.timeline.nowMs());
  for (const { fault, matched } of faults) {
    note("fault", { detail: { injected: fault.id, action: fault.action, matched } });
  }
  const actions = faults.map(({ fault }) => fault.action);
  const instead = await meetBefore(simulator, { operation, call, envelope }, actions);
  if (instead !== undefined) {
    count("fault");
    await eks.log.settled();
    return instead;
  }

  const outcome = eks.perform(operation, hitBy(call, actions), envelope);
  if (actions.some((action) => action.do === "duplicate")) eks.perform(operation, call, envelope);
  await meetAfter(simulator, actions);
  eks.timeline.wake();
  await eks.log.settled();
  count("refused" in outcome ? outcome.refused.errorName : "ok");
  if (!("refused" in outcome) && outcome.seq !== undefined) simulator.crash.passEffect(outcome.seq);

  const reply = actions.filter(comesAfter).reduce(spoilt, replyOf(outcome));
  if (!("refused" in outcome) && outcome.seq !== undefined) {
    note("delivery", { outcome: deliveryOf(reply, outcome), detail: { of: outcome.seq } });
  }
  return reply;
}

/** Lets happen what faults do before the effect. The reply in its place, when there is to be no effect. */
async function meetBefore(
  simulator: Simulator,
  { call }: Calling,
  actions: readonly Action[],
): Promise<Reply | undefined> {
  const { eks } = simulator.run();
  for (const action of actions) {
    if (action.do === "clock") {
      eks.clock.jumpTo(eks.clock.nowMs() + action.seconds * 1000);
      eks.timeline.catchUp();
      eks.noteClock();
    }
    if (action.do === "lock") lockCluster(simulator, call, action.seconds);
    if ("when" in action && action.when === "before") {
      if (action.do === "outside") actOutside(eks, action.change);
      if (action.do === "delay") await delay(simulator, action.ms);
    }
  }
  const instead = actions.find(
    (action) => "when" in action && action.when === "before" && action.do !== "outside" && action.do !== "delay",
  );
  return instead === undefined ? undefined : spoilt(answerReply({}), instead);
}

async function meetAfter(simulator: Simulator, actions: readonly Action[]): Promise<void> {
  for (const action of actions) {
    if (action.do === "outside" && action.when === "after") actOutside(simulator.run().eks, action.change);
    if (action.do === "delay" && action.when === "after") await delay(simulator, action.ms);
  }
}

async function delay(simulator: Simulator, ms: number): Promise<void> {
  await simulator.run().eks.log.settled();
  await sleep(ms);
  simulator.run().eks.timeline.catchUp();
}

function lockCluster(simulator: Simulator, call: Call, seconds: number): void {
  const { eks } = simulator.run();
  const name = call.path["cluster"] ?? "";
  const cluster = eks.store.find("cluster", call.caller, { cluster: name, name });
  if (cluster === undefined) return;
  const { account, region, key, incarnation } = cluster;
  const hiddenUpdateId = eks.world.draw.uuid({ incarnation, event: "injected lock" });
  const inner = { ...cluster.inner, hiddenUntil: eks.world.nowMs + seconds * 1000, hiddenUpdateId };
  const { result: _nothing, ...written } = eks.recorder.collect(() => eks.world.put({ ...cluster, inner }));
  const told = { kind: "control", account, region, operation: "lock", resource: key } as const;
  eks.recorder.append(told, { simTime: eks.timeline.nowMs(), ...written });
}

/** The call as faults change it on its way in. */
function hitBy(call: Call, actions: readonly Action[]): Call {
  const override = actions.find((action) => action.do === "override")?.override;
  const stale = actions.find((action) => action.do === "stale")?.seconds ?? 0;
  return { ...call, staleSeconds: stale, ...(override === undefined ? {} : { override }) };
}

function comesAfter(action: Action): boolean {
  return !("when" in action) || action.when === "after";
}

function replyOf(outcome: Outcome): Reply {
  return "refused" in outcome ? refusalReply(outcome.refused) : answerReply(outcome.body);
}

/** Whether the answer to an effect arrives: `true`, `dropped`, `truncated`, or `altered` by a fault. */
function deliveryOf({ fate, status, body }: Reply, outcome: Outcome): string {
  if (fate === "reset" || fate === "hang") return "dropped";
  if (fate === "truncate") return "truncated";
  const isWhole = status === 200 && "json" in body && "body" in outcome && body.json === outcome.body;
  return isWhole ? "true" : "altered";
}
