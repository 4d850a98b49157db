import { settleChange } from "./settle-change.ts";
import { isTerminal } from "./states.ts";
import { beginWork } from "./work.ts";
import type { Ground } from "./work.ts";

const TICK_MS = 20;

/** Lets the instance do what is due. All of it follows from the records, so a restart goes on where a kill was. */
export function startClockwork(ground: Ground): void {
  async function tick(): Promise<void> {
    const work = beginWork(ground, { actor: "system", cause: "instance" });
    for (const change of ground.store.list("change_request")) {
      if (!isTerminal(change.state)) settleChange(work, change);
    }
    await work.commit();
    setTimeout(() => void tick(), TICK_MS);
  }
  setTimeout(() => void tick(), TICK_MS);
}
