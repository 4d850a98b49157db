import { setTimeout as sleep } from "node:timers/promises";
import type { FakeEks } from "../fakes/start-fake-eks.ts";

/** Looks that see what was before a change, and then a little longer. */
export interface StaleLooks {
  /** A process has died: the next one begins with such looks again. */
  again(): Promise<void>;
  /** Ends them, and answers how many calls they were. */
  end(): Promise<number>;
}

/** So many looks after the change see nothing of it. EKS is taken to be gone after three. */
const STALE_AFTER_CHANGE = 2;
/** Where nobody looks, nothing is seen too late. */
const PATIENCE_MS = 1_500;
const LOOK_EVERY_MS = 5;
const FAULT = "stale looks";
/** Seconds before the beginning that they go back to: the clock takes a moment to stop. */
const MARGIN = 60;
/** The simulator keeps no older ones. */
const SECONDS_MAX = 600;

/**
 * Time stands still from the beginning until the change has been made and looked at in vain, and after each death until the
 * next process has done so. Everything there must be older than a few seconds.
 */
export async function staleLooks(
  eks: FakeEks,
  of: { readonly looks: readonly string[]; readonly changes: readonly string[]; readonly scale: number },
): Promise<StaleLooks> {
  const began = await pause();
  const beginSeq = await lastSeq();
  let isEnded = false;
  await arm(began);
  let watching = watch(beginSeq);

  async function pause(): Promise<number> {
    const { simTime } = await eks.sim("PUT", "/clock", { mode: "manual" });
    return Number(simTime);
  }

  async function lastSeq(): Promise<number> {
    const { seq } = await eks.sim("POST", "/checkpoint");
    return Number(seq);
  }

  async function arm(now: number): Promise<void> {
    const seconds = Math.min((now - began) / 1_000 + MARGIN, SECONDS_MAX);
    const fault = { match: { operation: of.looks }, action: { do: "stale", seconds }, times: "forever" };
    await eks.sim("POST", "/faults", { id: FAULT, ...fault });
  }

  async function areEnough(since: number): Promise<boolean> {
    const lines = await eks.log(`kind=effect,fault&after=${beginSeq}`);
    const change = lines.find(({ kind, operation }) => kind === "effect" && of.changes.includes(String(operation)));
    if (change === undefined) return false;
    return lines.filter((line) => isStale(line) && line.seq > Math.max(since, change.seq)).length >= STALE_AFTER_CHANGE;
  }

  /** Lets time go on once enough looks have come after the change, or none comes any more. */
  async function watch(since: number): Promise<void> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    while (!isEnded && Date.now() < giveUpAt && !(await areEnough(since))) await sleep(LOOK_EVERY_MS);
    await eks.sim("DELETE", `/faults/${encodeURIComponent(FAULT)}`);
    await eks.sim("PUT", "/clock", { mode: "scaled", scale: of.scale });
  }

  return {
    async again() {
      const now = await pause();
      const since = await lastSeq();
      isEnded = true;
      await watching;
      isEnded = false;
      await pause();
      await arm(now);
      watching = watch(since);
    },
    async end() {
      isEnded = true;
      await watching;
      return (await eks.log("kind=fault")).filter(isStale).length;
    },
  };
}

function isStale({ detail }: Readonly<Record<string, unknown>>): boolean {
  return typeof detail === "object" && detail !== null && "injected" in detail && detail.injected === FAULT;
}
