import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import type { World } from "./world.ts";

/** A row whose commit was told to whoever wanted it. */
export interface Acknowledged {
  readonly id: string;
  /** The component and release that wrote it. */
  readonly by: string;
  /** When it was told, epoch milliseconds. */
  readonly at: number;
}

/** Somebody who adds rows through the API of the system, as fast as it answers. */
export interface Writer {
  /** Waits until so many more rows were acknowledged. */
  readonly more: (count: number) => Promise<void>;
  /** Stops, and answers every acknowledged row: its own, and those that the workers wrote down. */
  readonly stop: () => Promise<readonly Acknowledged[]>;
}

const PAUSE_MS = 15;
const ANSWER_LIMIT_MS = 3_000;
const MORE_LIMIT_MS = 20_000;

/** Begins to write. The address is that of now: a service keeps its port as long as it lives. */
export async function startWriter(world: World): Promise<Writer> {
  const api = (await world.environment()).componentList.find(({ name }) => name === "api");
  const url = String(api?.outputs["url"]);
  const acknowledged: Acknowledged[] = [];
  let isStopping = false;

  async function write(number: number): Promise<void> {
    const id = `writer ${number}`;
    const address = `${url}/rows/${encodeURIComponent(id)}`;
    const response = await fetch(address, { method: "POST", signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
    if (response.status !== 201) return;
    const { by } = (await response.json()) as { readonly by: string };
    acknowledged.push({ id, by, at: Date.now() });
  }

  const writing = (async () => {
    for (let number = 1; !isStopping; number += 1) {
      await write(number).catch(() => undefined); // Not acknowledged: it may be there or not.
      await sleep(PAUSE_MS);
    }
  })();
  return {
    async more(count) {
      const enough = acknowledged.length + count;
      const what = `${count} more rows are acknowledged`;
      await waitUntil(() => acknowledged.length >= enough, { what, limitMs: MORE_LIMIT_MS });
    },
    async stop() {
      isStopping = true;
      await writing;
      return [...acknowledged, ...(await writtenByWorkers(world))];
    },
  };
}

async function writtenByWorkers({ place }: World): Promise<readonly Acknowledged[]> {
  const text = await readFile(join(place, "acknowledged"), "utf8").catch(() => "");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Acknowledged);
}
