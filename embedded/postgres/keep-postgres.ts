import { setTimeout as sleep } from "node:timers/promises";
import { nextDelayMs } from "../process/supervise-child.ts";
import { ensurePostgres, type EnsurePostgresOptions } from "./ensure-postgres.ts";
import type { PostgresServer } from "./postgres-server.ts";

/** What happens to a kept server. */
export type PostgresEvent =
  | { readonly what: "started"; readonly server: PostgresServer }
  | { readonly what: "exited"; readonly pid: number }
  | { readonly what: "failed to start"; readonly error: unknown };

/** A server that is started again whenever it ends without being asked. */
export interface KeptPostgres {
  /** The server as it runs now, or did last. */
  current(): PostgresServer;
  /** Stops keeping it and leaves the server as it is. */
  release(): Promise<void>;
  /** Stops keeping it and stops the server. */
  stop(): Promise<void>;
}

/** Has a server as `ensurePostgres` does, and brings it up again with a back-off from 200 ms to 5 s when it dies. */
export async function keepPostgres(
  options: EnsurePostgresOptions,
  onEvent: (event: PostgresEvent) => void = () => undefined,
): Promise<KeptPostgres> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let server = await ensurePostgres(options);
  onEvent({ what: "started", server });

  async function restart(): Promise<void> {
    try {
      server = await ensurePostgres({ ...options, signal });
      onEvent({ what: "started", server });
    } catch (error) {
      if (!signal.aborted) onEvent({ what: "failed to start", error });
    }
  }

  async function keep(): Promise<void> {
    let delayMs = 0;
    while (!signal.aborted) {
      const sinceMs = Date.now();
      await server.whenGone(signal);
      if (signal.aborted) return;
      onEvent({ what: "exited", pid: server.pid });
      delayMs = nextDelayMs(delayMs, Date.now() - sinceMs);
      await sleep(delayMs, undefined, { signal }).catch(() => undefined); // Cut short by stop() or release().
      if (!signal.aborted) await restart();
    }
  }

  const ended = keep();
  async function release(): Promise<void> {
    stopping.abort();
    await ended;
  }
  return {
    current: () => server,
    release,
    async stop() {
      await release();
      await server.stop();
    },
  };
}
