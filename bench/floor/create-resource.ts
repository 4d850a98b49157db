import { z } from "zod";

/** A resource to create. */
export interface NewResource {
  readonly id: string;
  readonly type: string;
  readonly seconds: number;
}

const Seen = z.object({ state: z.string() });
const WAIT_MS = 30_000;

/** The one activity of the bare executors: creates a resource of the cloud and reads, blocking, until it is ready. */
export function createResourceIn(cloudUrl: string) {
  return async ({ id, type, seconds }: NewResource): Promise<void> => {
    const url = `${cloudUrl}/resources/${encodeURIComponent(id)}`;
    const body = JSON.stringify({ type, seconds, properties: {} });
    await answer(await fetch(url, { method: "PUT", headers: { "idempotency-key": id }, body }));
    let state = "creating";
    while (state === "creating") ({ state } = Seen.parse(await answer(await fetch(`${url}?waitMs=${WAIT_MS}`))));
    if (state !== "ready") throw new Error(`"${id}" is ${state}`);
  };
}

async function answer(response: Response): Promise<unknown> {
  const text = await response.text();
  if (!response.ok) throw new Error(`the cloud answered ${response.status}: ${text}`);
  return JSON.parse(text);
}
