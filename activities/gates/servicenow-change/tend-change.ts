import type { OpenedChange } from "../../systems/servicenow/create-change.ts";
import { cancelChange } from "../../systems/servicenow/close-change.ts";
import { changePath } from "../../systems/servicenow/read-change.ts";
import type { Change } from "../../systems/servicenow/read-change.ts";
import { isRefusal } from "../../systems/servicenow/remote-status.ts";
import { isRemoteFailure, noteOrLeave, tryNote } from "./asking.ts";
import type { Asking } from "./asking.ts";
import { implementationPlan } from "./describe-change.ts";
import { findByOwnKey, keyOf } from "./identify-change.ts";
import type { Memory } from "./memory.ts";

/** A create whose answer was lost may still arrive after the next one: others are looked for this much later. */
const SWEEP_AFTER_MS = 60_000;
const CANCELLABLE: readonly unknown[] = ["new", "assess", "authorize", "scheduled", "implement"];

/** Looks after a change that we have opened: the key it carries, its plan, and others of the same key. Answers what to remember. */
export async function tendChange(asking: Asking, change: Change, memory: Memory): Promise<Memory> {
  const { context, config } = asking;
  const openedAt = memory.openedAt ?? context.nowMs;
  let next: Memory = { ...memory, openedAt };
  if (next.isKeyed !== true) {
    await repairKey(asking, change);
    next = { ...next, isKeyed: true };
  }
  if (next.isDescribed !== true && config.type === "standard") {
    const text = `Holdfast: promotion ${context.promotion.id}. ${implementationPlan(context.promotion)}`;
    const isDescribed = await tryNote(asking, { call: "note-plan", sysId: change.sysId, text });
    next = { ...next, isDescribed };
  }
  if (next.isSwept !== true && context.nowMs - openedAt >= SWEEP_AFTER_MS) {
    next = { ...next, isSwept: await tryCancelOthers(asking, change) };
  }
  return next;
}

/** Others hold the promotion up by nothing. Answers false where it should be tried again. */
async function tryCancelOthers(asking: Asking, own: OpenedChange): Promise<boolean> {
  try {
    await cancelOthers(asking, own);
    return true;
  } catch (error) {
    if (!isRemoteFailure(error)) throw error;
    return false;
  }
}

/**
 * Cancels changes that carry the key of this promotion and are not the one that it has, with a note that names the one.
 * The note comes first: a cancelled one is not looked at again.
 */
export async function cancelOthers(asking: Asking, { sysId, number }: OpenedChange): Promise<void> {
  const others = (await findByOwnKey(asking)).filter((other) => other.sysId !== sysId);
  for (const other of others.filter(({ state }) => CANCELLABLE.includes(state))) {
    const text = `Holdfast: opened twice by an answer that was lost. ${number} is the one that counts.`;
    await noteOrLeave(asking, { call: `note-twin-${other.number}`, sysId: other.sysId, text });
    try {
      await cancelChange(asking.serviceNow, other);
    } catch (error) {
      // It stays, with the note: nothing depends on it.
      if (!isRefusal(error)) throw error;
    }
  }
}

/** Some creations ignore the correlation id. Undefined is one that is hidden from us: it may be there. */
async function repairKey(asking: Asking, { sysId, correlationId, shortDescription }: Change): Promise<void> {
  const key = keyOf(asking);
  if (correlationId === undefined || correlationId === key) return;
  const isTitled = shortDescription === undefined || shortDescription.includes(key);
  const title = isTitled ? {} : { short_description: `${shortDescription.slice(0, 160 - key.length - 3)} [${key}]` };
  try {
    const fields = { correlation_id: key, correlation_display: "holdfast", ...title };
    await asking.serviceNow.patch(changePath(sysId), fields);
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
}
