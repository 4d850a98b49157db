import type { Connection } from "../../activities/connection.ts";
import type { GateAnswer, GateContext, PromotionEnd } from "../../activities/gates/gate.ts";
import { jiraIssue } from "../../activities/gates/jira-issue.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import type { FakeJira } from "../fakes/start-fake-jira.ts";
import { gateWorld, type GateWorld } from "../setup/gate-context.ts";

/** A gate in front of a simulated Jira. */
export interface JiraWorld {
  readonly gate: GateWorld;
  /** Looks once, and keeps what is to be kept. */
  look(changes?: Partial<GateContext>): Promise<GateAnswer>;
  /** Looks again so many seconds later. */
  lookIn(seconds: number): Promise<GateAnswer>;
  finish(end?: Partial<PromotionEnd>): Promise<void>;
  /** Does in Jira what a person does. */
  person(path: string, body: JsonObject): Promise<JsonObject>;
  fault(fault: JsonObject): Promise<void>;
  /** Issues that were created, by anybody, oldest first. */
  created(): Promise<readonly string[]>;
  /** An issue as the site has it. */
  issue(key: string): Promise<SimulatedIssue>;
  /** How often the product called a path. */
  calls(method: string, path: RegExp): Promise<number>;
}

/** What the tests read of an issue. */
export interface SimulatedIssue {
  readonly id: string;
  readonly key: string;
  readonly status: string;
  readonly resolution: string | null;
  readonly labels: readonly string[];
  readonly comments: readonly { readonly body: JsonObject }[];
  readonly links: readonly { readonly type: string }[];
  readonly summary: string;
  readonly properties: JsonObject;
}

/** The connection to a simulated site. */
export function jiraConnection(jira: FakeJira, changes: Partial<Connection> = {}): Connection {
  return {
    name: "tracker",
    system: "jira",
    url: new URL(jira.url),
    credentials: { username: jira.email, password: jira.token },
    options: { simulator: true },
    ...changes,
  };
}

/** A promotion's gate with this config. */
export function jiraWorld(jira: FakeJira, config: JsonObject = {}, connection = jiraConnection(jira)): JiraWorld {
  const gate = gateWorld({ connections: [connection], name: "ticket" });
  const parsed = jiraIssue.config.parse({
    connection: "tracker",
    project: "REL",
    proceed: ["Approved"],
    reject: ["Rejected"],
    ...config,
  });
  const control = async (method: string, path: string, body?: JsonObject) => {
    const answer = await jira.call(method, `/__sim/jira/${path}`, body === undefined ? {} : { body });
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
    return answer;
  };
  const world: JiraWorld = {
    gate,
    look: async (changes = {}) => gate.keep(await jiraIssue.evaluate(parsed, gate.context(changes))),
    async lookIn(seconds) {
      gate.nowMs += seconds * 1_000;
      return await world.look();
    },
    async finish(end = {}) {
      const usual = { outcome: "Verified", reason: "", hasActed: true, hadIssues: false, runs: "1.1.0" } as const;
      await jiraIssue.finish?.(parsed, gate.context(), { ...usual, endedAt: gate.nowMs, ...end });
    },
    person: async (path, body) => (await control("POST", path, body)).body as JsonObject,
    fault: async (fault) => void (await control("POST", "faults", fault)),
    created: async () => (await jira.effects("issue.create")).map(({ issue }) => String(issue)),
    async issue(key) {
      const { text } = await control("GET", "issues");
      const found = (JSON.parse(text) as SimulatedIssue[]).find((issue) => issue.key === key);
      if (found === undefined) throw new Error(`there is no ${key}`);
      return found;
    },
    async calls(method, path) {
      const { text } = await control("GET", "requests");
      const requests = JSON.parse(text) as { readonly method: string; readonly path: string }[];
      return requests.filter((request) => request.method === method && path.test(request.path)).length;
    },
  };
  return world;
}
