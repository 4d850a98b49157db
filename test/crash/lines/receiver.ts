import { httpServer } from "../../steps/http-server.ts";

/** Gets the requests of steps, and honours their keys, as receivers do: a repeat is answered, and acted on once. */
export interface Receiver {
  readonly url: string;
  /** Keys that a promotion's requests came with, by its id. */
  readonly keysByPromotion: ReadonlyMap<string, ReadonlySet<string>>;
  close(): Promise<void>;
}

/** Starts it on a free port. It is never killed. */
export async function startReceiver(): Promise<Receiver> {
  const keysByPromotion = new Map<string, Set<string>>();
  const server = await httpServer(({ headers, body }) => {
    const key = headers["idempotency-key"];
    const { promotion } = JSON.parse(body) as { readonly promotion?: string };
    if (typeof key !== "string" || promotion === undefined) return { status: 400 };
    keysByPromotion.set(promotion, (keysByPromotion.get(promotion) ?? new Set()).add(key));
    return { status: 204 };
  });
  return { url: server.url, keysByPromotion, close: async () => await server[Symbol.asyncDispose]() };
}
