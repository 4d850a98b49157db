// Its one shard does everything. By default it asks for the next tasks of a queue at most 20 times in a second, and for timers
// that are due once in a second: each step of each workflow would wait up to 50 ms, each timer up to 1 s.
const SETTINGS = {
  "history.transferProcessorMaxPollRPS": 2_000,
  "history.timerProcessorMaxPollRPS": 2_000,
  "history.timerProcessorMaxTimeShift": "10ms",
};

/** What a development server needs. */
export interface DevServerOptions {
  /** The Temporal CLI. */
  readonly binary: string;
  /** The SQLite file that holds its state; made when missing. */
  readonly dbFile: string;
  readonly port: number;
  /** Made at start; `default` by default. */
  readonly namespace?: string;
  /** Serves the Temporal web UI there; none by default. */
  readonly uiPort?: number;
  /** What a committed write survives: a killed `process` (much faster), or a power cut as well (`disk`, the default). */
  readonly durability?: "process" | "disk";
  /** More settings of the server, as `frontend.namespaceRPS` → `5000`; none by default. */
  readonly dynamicConfig?: Readonly<Record<string, string | number | boolean>>;
}

/** The command line of a development server that listens on 127.0.0.1 only. */
export function temporalDevServerCommand(options: DevServerOptions): { command: string; args: string[] } {
  const { binary, dbFile, port, namespace, uiPort, durability = "disk", dynamicConfig = {} } = options;
  const args = ["server", "start-dev", "--ip", "127.0.0.1", "--port", String(port), "--db-filename", dbFile];
  args.push("--sqlite-pragma", "journal_mode=WAL");
  if (durability === "process") args.push("--sqlite-pragma", "synchronous=OFF");
  if (namespace !== undefined) args.push("--namespace", namespace);
  if (uiPort === undefined) args.push("--headless");
  else args.push("--ui-port", String(uiPort), "--ui-disable-news-fetch");
  for (const [key, value] of Object.entries({ ...SETTINGS, ...dynamicConfig })) {
    args.push("--dynamic-config-value", `${key}=${JSON.stringify(value)}`);
  }
  return { command: binary, args: [...args, "--log-level", "error"] };
}
