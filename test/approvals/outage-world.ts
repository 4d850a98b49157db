import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { slackChat } from "../../adapters/chat/slack-chat.ts";
import type { ApprovalView } from "../../domain/schema/approval.ts";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import type { SlackMessage } from "../fakes/slack-control.ts";
import { type FakeSlack, startFakeSlack } from "../fakes/start-fake-slack.ts";
import { type Installation, testInstallation } from "../setup/installation.ts";
import { type PeopleWorld, peopleWorld } from "../setup/people-world.ts";

export const CHANNEL = "C0RELEASES";

/** A Holdfast whose clock a test moves, and a simulated Slack that goes away and comes back. */
export interface OutageWorld {
  readonly holdfast: Installation;
  readonly people: PeopleWorld;
  slack(): FakeSlack;
  /** Nobody listens where Slack was. */
  killSlack(): Promise<void>;
  /** Starts it again at the same address, with everything that it knew. */
  startSlack(): Promise<void>;
  /** Moves the clock, and lets everything that waits look at it. */
  pass(ms: number): Promise<void>;
  /** Waits until it holds, and lets everything that waits look again meanwhile. */
  until(what: string, holds: () => Promise<boolean>): Promise<void>;
  approval(id: string): Promise<ApprovalView>;
  /** The messages of an approval, with all that they show. */
  messagesOf(
    id: string,
    channel?: string,
  ): Promise<readonly { readonly message: SlackMessage; readonly shown: string }[]>;
  /** What `/readyz` says of Slack: why it is not well; undefined where it is. */
  readiness(): Promise<{ readonly status: number; readonly slack: string | undefined }>;
  close(): Promise<void>;
}

/** Starts everything. A call of Slack has half a second. */
export async function outageWorld(): Promise<OutageWorld> {
  const directory = await mkdtemp(join(tmpdir(), "holdfast-slack-"));
  const state = ["--state-dir", directory];
  let slack = await startFakeSlack(...state);
  const { port, token, url } = slack;
  let ahead = 0;
  const chat = slackChat({ token, apiUrl: `${url}/api/`, appId: "A0HOLDFAST", isSimulator: true, timeoutMs: 500 });
  const holdfast = await testInstallation({ chat, now: () => Date.now() + ahead });
  const pool = new pg.Pool({ connectionString: holdfast.databaseUrl, max: 2 });
  await holdfast.start();
  const people = await peopleWorld(holdfast.store, { managers: ["bo", "cy"] });
  const pass = async (ms: number) => {
    ahead += ms;
    // The database has a clock of its own: what is due by the moved one is made due by it, too.
    await pool.query("update outside_effect set not_before = clock_timestamp() where not_before <= $1", [
      new Date(Date.now() + ahead),
    ]);
    await pool.query("select look_approval(id) from approval where status = 'pending' or chat_fault is not null");
  };
  const approval = async (id: string) => {
    const found = await holdfast.store.getApproval(id);
    if (found === undefined) throw new Error(`there is no approval ${id}`);
    return found;
  };
  return {
    holdfast,
    people,
    pass,
    approval,
    slack: () => slack,
    killSlack: async () => await slack.kill(),
    async startSlack() {
      slack = await startFakeSlack("--port", String(port), ...state);
    },
    async until(what, holds) {
      await waitUntil(
        async () => {
          if (await holds()) return true;
          await pass(0);
          return false;
        },
        { what, limitMs: 40_000, everyMs: 500 },
      );
    },
    async messagesOf(id, channel = CHANNEL) {
      const all = await slack.messages(channel);
      return all
        .filter(({ threadTs }) => threadTs === undefined)
        .map((message) => ({ message, shown: `${message.text}\n${JSON.stringify(message.blocks)}` }))
        .filter(({ shown }) => shown.includes(id));
    },
    async readiness() {
      const response = await holdfast.call("GET", "/readyz");
      const { checks } = (await response.json()) as {
        readonly checks: readonly { readonly name: string; readonly reason?: string }[];
      };
      return { status: response.status, slack: checks.find(({ name }) => name === "slack")?.reason };
    },
    async close() {
      await pool.end();
      await holdfast.close();
      await slack.kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A project told in Slack, with an environment of one component for each name; each asks at two gates. */
export async function gatedProject(
  { holdfast, people }: OutageWorld,
  environments: readonly { readonly name: string; readonly within: string }[],
  { project, channel = CHANNEL }: { readonly project: string; readonly channel?: string },
): Promise<void> {
  const metadata = { project };
  const blueprint = (version: string) => ({
    kind: "Blueprint",
    metadata: { ...metadata, name: "app", version },
    spec: {
      components: {
        api: { kind: "simulated", config: { type: "api", seconds: 1, properties: { version }, readyWithin: "60s" } },
      },
    },
  });
  const release = (version: string) => ({
    kind: "Release",
    metadata: { ...metadata, version },
    spec: { blueprint: `app@${version}`, artifacts: {} },
  });
  const stages = environments.map(({ name, within }) => ({
    environment: name,
    gates: ["release", "business"].map((as) => ({
      kind: "approval",
      as,
      config: { from: people.group("managers"), count: 1, within },
    })),
  }));
  const { results } = await apply(holdfast, [
    { kind: "Project", metadata: { name: project }, spec: { slack: { channels: { default: channel } } } },
    ...["1.0.0", "1.1.0"].flatMap((version) => [blueprint(version), release(version)]),
    ...environments.map(({ name }) => ({
      kind: "Environment",
      metadata: { ...metadata, name },
      spec: { class: "prod", cell: "local", release: "1.0.0" },
    })),
  ]);
  await Promise.all(results.map(async ({ operationId }) => operationId && (await holdfast.ended(operationId))));
  await apply(holdfast, [{ kind: "Pipeline", metadata: { ...metadata, name: "line" }, spec: { stages } }]);
}

async function apply(holdfast: Installation, documents: readonly object[]) {
  const text = documents.map((one) => JSON.stringify({ apiVersion: "holdfast.dev/v1", ...one })).join("\n---\n");
  return await holdfast.apply(text);
}
