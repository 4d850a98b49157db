import type { Notify } from "../../adapters/notify/port.ts";
import type { ClaimedDelivery } from "../../adapters/store/notifications-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { afterAttempt } from "../../domain/notifications/after-attempt.ts";
import { type Bell, createBell } from "../wakes/bell.ts";
import { runWoken, type WokenLoop } from "../wakes/run-woken.ts";
import type { NotificationLoop } from "./fan-out-events.ts";

/** Subscriptions that are told at once, each one thing after the other. */
const LANES = 64;
/** Of those, how many may be ones that could not be told: they are slow, and must not take every lane. */
const FAILING_LANES = 32;
/** Subscriptions looked at for who is next. */
const DUE_MAX = 1_000;
/** Deliveries of one subscription in a row, before the others get their turn. */
const IN_A_ROW = 20;
/** Longer than any attempt takes. After it a delivery whose end nobody recorded is due again. */
const LEASE_MS = 30_000;
/** How long a subscription rests after something of ours failed. */
const REST_MS = 2_000;

/** What the loop asks of the truth. */
type DeliveryStore = Pick<Store, "dueSubscriptions" | "claimDelivery" | "recordAttempt">;

/**
 * Tells people what is due, as soon as `due` rings. Each subscription has a lane of its own, so that a receiver that is
 * slow, or away, delays only itself. An attempt that is broken off by the end of the process is made again, with the same id.
 */
export function deliverNotifications(
  store: DeliveryStore,
  notify: Notify,
  { due, random = Math.random, ...loop }: NotificationLoop & { readonly due: Bell; readonly random?: () => number },
): WokenLoop {
  const silence = createBell();
  const lanes = new Map<string, { readonly isFailing: boolean; readonly ended: Promise<void> }>();
  const start = (uid: string, isFailing: boolean) => {
    const ended = runLane(uid).finally(() => {
      lanes.delete(uid);
      due.ring();
    });
    lanes.set(uid, { isFailing, ended });
  };
  const runLane = async (uid: string) => {
    try {
      for (let told = 0; told < IN_A_ROW && !loop.signal.aborted; told += 1) {
        const claim = await store.claimDelivery(uid, { nowMs: loop.now(), leaseMs: LEASE_MS });
        if (claim === undefined || !(await attempt(claim))) return;
      }
    } catch (error) {
      // It stays as it was claimed, and is due again after its lease.
      if (loop.signal.aborted) return;
      loop.log.error("a delivery was not recorded and is made again", error);
      await silence.wait(0, { ms: REST_MS, signal: loop.signal });
    }
  };
  /** Answers whether it was delivered: after a failure the others get their turn first. */
  const attempt = async (claim: ClaimedDelivery): Promise<boolean> => {
    const at = loop.now();
    const { id, event, wasUnclear, queuedAt, attempts, failingSince } = claim;
    const subscription = claim.subscription.document;
    const answer = await notify({ id, subscription, event, wasUnclear, queuedAt }, loop.signal);
    const nowMs = loop.now();
    const facts = {
      attempts,
      nowMs,
      random: random(),
      ...(failingSince === undefined ? {} : { failingSinceMs: failingSince }),
    };
    const { result, ...told } = answer;
    await store.recordAttempt(claim, { ...told, at, tookMs: nowMs - at, after: afterAttempt(result, facts) });
    return result.outcome === "delivered";
  };
  // Who was told longest ago comes first, or those whose names sort first would take every lane.
  const turns = new Map<string, number>();
  let turn = 0;
  const act = async () => {
    const failing = [...lanes.values()].filter(({ isFailing }) => isFailing).length;
    const free = LANES - lanes.size;
    if (free <= 0) return false;
    const found = await store.dueSubscriptions({ nowMs: loop.now(), without: [...lanes.keys()], limit: DUE_MAX });
    const inTurn = found.toSorted((one, other) => (turns.get(one.uid) ?? 0) - (turns.get(other.uid) ?? 0));
    let failingFree = FAILING_LANES - failing;
    const chosen = inTurn.filter(({ isFailing }) => !isFailing || (failingFree -= 1) >= 0).slice(0, free);
    for (const { uid, isFailing } of chosen) {
      turn += 1;
      turns.set(uid, turn);
      start(uid, isFailing);
    }
    return chosen.length > 0;
  };
  const running = runWoken({ name: "delivering notifications", bell: due, act, log: loop.log, signal: loop.signal });
  const ended = running.ended.then(async () => {
    await Promise.all([...lanes.values()].map((lane) => lane.ended));
  });
  return { fault: running.fault, ended };
}
