import { LOOK_SOON_MS } from "../../../domain/decide-change.ts";
import { createChange } from "../../systems/servicenow/create-change.ts";
import type { NewChange, OpenedChange } from "../../systems/servicenow/create-change.ts";
import { findByKey, findByNumber } from "../../systems/servicenow/find-changes.ts";
import { CHANGE_NUMBER } from "../../systems/servicenow/query-parts.ts";
import type { Change } from "../../systems/servicenow/read-change.ts";
import type { GateAnswer } from "../gate.ts";
import type { Asking } from "./asking.ts";
import { describeChange } from "./describe-change.ts";
import type { Memory } from "./memory.ts";

const CREATE = "create";
/** A plan is made in seconds. A promotion that changes nothing has none to show. */
const PLAN_WAIT_MS = 60_000;
const LOOK_FOR_PLAN_MS = 5_000;

/** Which change the gate is about. */
export type Identified = { readonly change: OpenedChange } | { readonly answer: GateAnswer };

/** The change of the promotion: the one that was supplied, the one that it has, or a new one. */
export async function identifyChange(asking: Asking, { sysId, number }: Memory): Promise<Identified> {
  if (sysId !== undefined && number !== undefined) return { change: { sysId, number } };
  const { supplied } = asking.context;
  return supplied === undefined ? await openChange(asking) : await findSupplied(asking, supplied);
}

/** The change that the promotion has, where one was made or supplied; never a new one. */
export async function findOwnChange(asking: Asking, { sysId, number }: Memory): Promise<OpenedChange | undefined> {
  if (sysId !== undefined && number !== undefined) return { sysId, number };
  const { supplied } = asking.context;
  if (supplied === undefined) return (await findByOwnKey(asking))[0];
  return CHANGE_NUMBER.test(supplied) ? await findByNumber(asking.serviceNow, supplied) : undefined;
}

/** Every change that carries the key of this promotion, oldest first. */
export async function findByOwnKey({ serviceNow, context }: Asking): Promise<readonly Change[]> {
  const { effects, promotion } = context;
  return await findByKey(serviceNow, { key: effects.key(CREATE), sinceMs: promotion.requestedAt });
}

/** The key that a change of this promotion carries. */
export function keyOf({ context }: Asking): string {
  return context.effects.key(CREATE);
}

async function findSupplied({ serviceNow, context }: Asking, supplied: string): Promise<Identified> {
  if (!CHANGE_NUMBER.test(supplied))
    return { answer: { verdict: "reject", reasons: [`"${supplied}" is no change number, as CHG0030001 is one`] } };
  const found = await findByNumber(serviceNow, supplied);
  if (found !== undefined) return { change: { sysId: found.sysId, number: found.number } };
  return {
    answer: {
      verdict: "wait",
      reasons: [`${supplied} cannot be seen: there is none, or it is hidden from our account`],
      lookAgainAt: context.nowMs + LOOK_SOON_MS,
      isAlarming: true,
    },
  };
}

async function openChange(asking: Asking): Promise<Identified> {
  const { context, serviceNow } = asking;
  const { promotion, nowMs, effects } = context;
  if (promotion.plannedChanges.length === 0 && nowMs < promotion.requestedAt + PLAN_WAIT_MS) {
    const lookAgainAt = nowMs + LOOK_FOR_PLAN_MS;
    return { answer: { verdict: "wait", reasons: ["the plan that the change carries is being made"], lookAgainAt } };
  }
  const change = await effects.once<OpenedChange>({
    call: CREATE,
    system: serviceNow.name,
    request: requestOf(asking),
    look: async () => {
      const [oldest] = await findByOwnKey(asking);
      return oldest === undefined ? undefined : { sysId: oldest.sysId, number: oldest.number };
    },
    act: async (key) => await createChange(serviceNow, newChange(asking, key)),
  });
  return { change: { sysId: change.sysId, number: change.number } };
}

function newChange({ config, context }: Asking, key: string): NewChange {
  const { type, template, model } = config;
  const { promotion, nowMs } = context;
  return {
    type,
    ...(template === undefined ? {} : { template }),
    ...(model === undefined ? {} : { model }),
    fields: describeChange({ config, promotion, key, nowMs }),
  };
}

/** What is asked for, without what differs from attempt to attempt. */
function requestOf({ config, context }: Asking) {
  const { type, template = "", model = "" } = config;
  return { promotion: context.promotion.id, type, template, model };
}
