import pg from "pg";

/** One connection that listens, for any number of listeners in this process. */
export interface CommitListener {
  /** Adds a listener; answers how to stop it. */
  add(listener: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

const CHANNEL = "holdfast";
const EVERY_MS = 1_000;

/**
 * Calls its listeners after each notification and once a second, so that one that was missed while the connection was
 * away costs a second at most. Connects again at the next second after a loss.
 */
export function listenForCommits(databaseUrl: string): CommitListener {
  const listeners = new Set<() => void>();
  let client: pg.Client | undefined;
  let ticker: NodeJS.Timeout | undefined;
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const drop = async (lost: pg.Client) => {
    if (client === lost) client = undefined;
    // It is being thrown away, and may never have been connected.
    await lost.end().catch(() => undefined);
  };
  const connect = async () => {
    if (client !== undefined || listeners.size === 0) return;
    const fresh = new pg.Client({
      connectionString: databaseUrl,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      application_name: "holdfast listener",
    });
    client = fresh;
    fresh.on("error", () => void drop(fresh));
    fresh.on("end", () => void drop(fresh));
    fresh.on("notification", tell);
    try {
      await fresh.connect();
      await fresh.query(`listen ${CHANNEL}`);
    } catch {
      // Away: the ticker tries again, and calls the listeners meanwhile.
      await drop(fresh);
    }
  };
  const stop = async () => {
    clearInterval(ticker);
    ticker = undefined;
    if (client !== undefined) await drop(client);
  };
  return {
    async add(listener) {
      // Wrapped, so that one function added twice is two listeners.
      const own = () => listener();
      listeners.add(own);
      ticker ??= setInterval(() => {
        void connect();
        tell();
      }, EVERY_MS).unref();
      await connect();
      return async () => {
        listeners.delete(own);
        if (listeners.size === 0) await stop();
      };
    },
    async close() {
      listeners.clear();
      await stop();
    },
  };
}
