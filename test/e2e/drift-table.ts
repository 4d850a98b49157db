import { createHash } from "node:crypto";
import type { DriftClass, Reaction } from "../../domain/schema/drift.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import type { Hands } from "./drift-by-hand.ts";

/** One difference of one component: how it is made by hand, and what is to be found and put back. */
export interface DriftRow {
  readonly kind: string;
  readonly class: DriftClass;
  /** Name of the component that differs so, in every environment. */
  readonly component: string;
  readonly change: (hands: Hands) => Promise<void>;
  /** Path and class of each field that differs. */
  readonly fields: readonly string[];
  /** What the diff says below its head; ports, roles, resources and hashes of secrets by their words. */
  readonly diff: readonly string[];
  /** How it is put back: in place, by another incarnation, or not at all. */
  readonly putBack: "update" | "replace" | "none";
}

/** A class that drift of a kind never has. */
export interface NoSuchDrift {
  readonly kind: string;
  readonly class: DriftClass;
  readonly because: string;
}

/** Config and artifact of every component of a kind. */
export const CONFIGS: Readonly<Record<string, { readonly artifact?: string; readonly config: JsonObject }>> = {
  service: { artifact: "web", config: { command: ["node", "server.js"], stopWithin: "300ms" } },
  job: { artifact: "batch", config: { command: ["sh", "run.sh"] } },
  postgres: { config: { database: "shop" } },
  // An account of its own: what drifts there is counted apart from what drifts on this machine.
  simulated: { config: { account: "cloud", type: "queue", seconds: 0, properties: { size: "small", days: 4 } } },
};

const SERVER = `
const server = require("node:http").createServer((_, answer) => answer.end(JSON.stringify(process.env)));
server.listen(Number(process.env.PORT), "127.0.0.1");
`;
const BY_HAND = "// by hand\n";
const digestOf = (text: string) => createHash("sha256").update(text).digest("hex");

/** Files of each artifact. */
export const FILES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  web: { "server.js": SERVER },
  batch: { "run.sh": "echo run >> ../../runs.txt\nrm passing.txt\n", "input.txt": "one\n", "passing.txt": "made\n" },
};

/** Every kind and class of drift: how it comes about, or why it never does. */
export const DRIFT_TABLE: readonly (DriftRow | NoSuchDrift)[] = [
  {
    kind: "service",
    class: "changed",
    component: "service-changed",
    change: async (hands) => await hands.edit("work/server.js", (text) => `${text}${BY_HAND}`),
    fields: ["files.server\\.js changed"],
    diff: [
      "  files:",
      `-   server.js: "644 sha256:${digestOf(SERVER)}"`,
      `+   server.js: "644 sha256:${digestOf(`${SERVER}${BY_HAND}`)}"`,
    ],
    putBack: "replace",
  },
  {
    kind: "service",
    class: "missing",
    component: "service-missing",
    change: async (hands) => await hands.remove("watch.json"),
    fields: ["config.stopWithin missing", "port missing"],
    diff: ["  config:", "-   stopWithin: 300", "- port: PORT"],
    putBack: "update",
  },
  {
    kind: "service",
    class: "extra",
    component: "service-extra",
    change: async (hands) =>
      await hands.edit("watch.json", (text) =>
        JSON.stringify({ ...JSON.parse(text), health: { path: "/", expectStatus: 200, interval: 2_000 } }),
      ),
    fields: ["config.health.expectStatus extra", "config.health.interval extra", "config.health.path extra"],
    diff: ["  config:", "    health:", "+     expectStatus: 200", "+     interval: 2000", "+     path: /"],
    putBack: "update",
  },
  {
    kind: "service",
    class: "unhealthy",
    because: "a service that is dead or not well is repaired, whatever the reaction, and is no finding",
  },
  {
    kind: "job",
    class: "changed",
    component: "job-changed",
    change: async (hands) => await hands.edit("work/input.txt", () => "two\n"),
    fields: ["files.input\\.txt changed"],
    diff: [
      "  files:",
      `-   input.txt: "644 sha256:${digestOf("one\n")}"`,
      `+   input.txt: "644 sha256:${digestOf("two\n")}"  # not stated`,
    ],
    putBack: "none",
  },
  {
    kind: "job",
    class: "missing",
    component: "job-missing",
    change: async (hands) => await hands.remove("work/input.txt"),
    fields: ["files.input\\.txt missing"],
    diff: ["  files:", `-   input.txt: "644 sha256:${digestOf("one\n")}"  # not stated`],
    putBack: "none",
  },
  {
    kind: "job",
    class: "extra",
    component: "job-extra",
    change: async (hands) => await hands.edit("work/passing.txt", () => "back\n"),
    fields: ["files.passing\\.txt extra"],
    diff: ["  files:", `+   passing.txt: "644 sha256:${digestOf("back\n")}"`],
    putBack: "none",
  },
  {
    kind: "job",
    class: "unhealthy",
    because: "a job that is ready has ended, and nothing of it can be unwell: another exit code is a changed field",
  },
  {
    kind: "postgres",
    class: "changed",
    component: "postgres-changed",
    change: async (hands) => await hands.ask("alter role ROLE createdb connection limit 3"),
    fields: ["role.connectionLimit changed", "role.createdb changed"],
    diff: ["  role:", "-   connectionLimit: -1", "+   connectionLimit: 3", "-   createdb: false", "+   createdb: true"],
    putBack: "update",
  },
  {
    kind: "postgres",
    class: "missing",
    component: "postgres-missing",
    change: async (hands) => await hands.ask("revoke all on database DATABASE from ROLE"),
    fields: ["database.grants.ROLE missing"],
    diff: ["  database:", "    grants:", '-     ROLE: ["CONNECT","CREATE","TEMPORARY"]  # not stated'],
    putBack: "update",
  },
  {
    kind: "postgres",
    class: "extra",
    component: "postgres-extra",
    change: async (hands) => await hands.ask("alter role ROLE set statement_timeout = '9s'"),
    fields: ["role.settings.statement_timeout extra"],
    diff: ["  role:", "    settings:", '+     statement_timeout: "9s"'],
    putBack: "update",
  },
  {
    kind: "postgres",
    class: "extra",
    component: "postgres-table",
    change: async (hands) => await hands.ask("create table notes (id int)"),
    fields: [
      "tables.public.notes.columns.id extra",
      "tables.public.notes.kind extra",
      "tables.public.notes.owner extra",
    ],
    diff: [
      "  tables:",
      "    public:",
      "      notes:",
      "        columns:",
      "+         id: integer",
      "+       kind: table",
      "+       owner: holdfast  # by holdfast",
    ],
    putBack: "none",
  },
  {
    kind: "postgres",
    class: "unhealthy",
    because: "a database is there as it was made or it is not: one that lets nobody in is a changed field",
  },
  {
    kind: "simulated",
    class: "changed",
    component: "simulated-changed",
    change: async (hands) => await hands.turn({ action: "set", properties: { size: "large", days: 4 } }),
    fields: ["config.properties.size changed"],
    diff: ["  config:", "    properties:", "-     size: small", "+     size: large  # by kay"],
    putBack: "update",
  },
  {
    kind: "simulated",
    class: "missing",
    component: "simulated-missing",
    change: async (hands) => await hands.turn({ action: "set", properties: { size: "small" } }),
    fields: ["config.properties.days missing"],
    diff: ["  config:", "    properties:", "-     days: 4  # by kay"],
    putBack: "update",
  },
  {
    kind: "simulated",
    class: "missing",
    component: "simulated-removed",
    change: async (hands) => await hands.turn({ action: "remove" }),
    fields: ["component missing"],
    diff: ["- component: there"],
    putBack: "replace",
  },
  {
    kind: "simulated",
    class: "extra",
    component: "simulated-extra",
    change: async (hands) => await hands.turn({ action: "set", properties: { size: "small", days: 4, owner: "kay" } }),
    fields: ["config.properties.owner extra"],
    diff: ["  config:", "    properties:", "+     owner: ***  # by kay"],
    putBack: "update",
  },
  {
    kind: "simulated",
    class: "unhealthy",
    component: "simulated-unhealthy",
    change: async (hands) => await hands.turn({ action: "fail" }),
    fields: ["health unhealthy"],
    diff: ['+ health: "\\"RESOURCE\\" broke by itself"  # by kay'],
    putBack: "update",
  },
];

/** The rows that exist. */
export const DRIFT_ROWS: readonly DriftRow[] = DRIFT_TABLE.filter((row): row is DriftRow => "change" in row);

/** What becomes of drift that is found. */
export interface Outcome {
  readonly reaction: Exclude<Reaction, "ignore">;
  /** Where it stands once nothing more happens by itself. */
  readonly status: "open" | "proposed" | "resolved";
  /** Why it is another reaction than the rules say; absent where it is not. */
  readonly instead?: string;
  /** What is told of it, in this order. */
  readonly events: readonly string[];
}

/** What is to become of a row in an environment with a reaction; undefined where nothing is found. */
export function outcomeOf({ putBack }: DriftRow, reaction: Reaction): Outcome | undefined {
  if (reaction === "ignore") return undefined;
  const told = { reaction: "notify", status: "open", events: ["drift.found"] } as const;
  if (reaction === "notify") return told;
  if (putBack === "none") return { ...told, instead: "FIRST cannot be put back, so this is only told" };
  if (reaction === "propose") return { reaction, status: "proposed", events: ["drift.found", "drift.proposed"] };
  return { reaction, status: "resolved", events: ["drift.found", "drift.due", "drift.reverted"] };
}
