import { slackChat } from "../../adapters/chat/slack-chat.ts";
import type { Chat } from "../../adapters/chat/port.ts";
import { postgresSlackInbox } from "../../adapters/store/chat/postgres-slack-inbox.ts";
import { connectPostgres, type Postgres } from "../../adapters/store/connect-postgres.ts";
import { serve } from "../../api/http/serve.ts";
import { handleSlackInbox } from "../../api/slack/handle-inbox.ts";
import { createSlackRoutes } from "../../api/slack/routes.ts";
import type { SlackDeps } from "../../api/slack/slack-deps.ts";
import { createBell } from "../../api/wakes/bell.ts";
import { startFakeSlack, type FakeSlack } from "../fakes/start-fake-slack.ts";
import { migratedDatabase } from "../setup/postgres.ts";
import { APP, slackWorld, type SlackWorld } from "../setup/slack-world.ts";

const SIGNING_SECRET = "the-secret-of-the-simulated-app";

/** Slack's side of the API over sockets: a simulated Slack, an inbox in PostgreSQL, and ballots in memory. */
export interface SlackApi extends SlackWorld {
  readonly slack: FakeSlack;
  /** The client that talks to the simulated Slack. */
  readonly chat: Chat;
  readonly url: string;
  /** Starts handling the inbox, and answers how to stop. */
  handle(change?: Partial<SlackDeps>): () => Promise<void>;
  /** Outcomes of all rows, oldest first; null for those that have none. */
  outcomes(): Promise<readonly (string | null)[]>;
  readonly postgres: Postgres;
  close(): Promise<void>;
}

/** Starts all of it; nothing is handled until `handle` is called. */
export async function startSlackApi(): Promise<SlackApi> {
  const database = await migratedDatabase();
  const postgres = connectPostgres(database.url);
  const world = slackWorld();
  // The routes need the address of Slack, and Slack the address of the routes: they come into being first.
  let routes: ReturnType<typeof createSlackRoutes> | undefined;
  const server = await serve(
    async (request) => (await routes?.fetch(request)) ?? new Response(null, { status: 503 }),
    0,
  );
  const slack = await startFakeSlack(
    "--callback-base",
    server.url,
    "--interactivity-url",
    `${server.url}/slack/interactions`,
    "--signing-secret",
    SIGNING_SECRET,
  );
  const chat = slackChat({
    token: slack.token,
    apiUrl: `${slack.url}/api/`,
    appId: APP,
    isSimulator: true,
    timeoutMs: 2_000,
  });
  const deps: SlackDeps = {
    ...world.deps,
    chat,
    inbox: postgresSlackInbox(postgres),
    inbound: { signingSecrets: [SIGNING_SECRET], appId: APP, replyOrigins: [new URL(slack.url).origin] },
    now: () => Date.now(),
  };
  routes = createSlackRoutes(deps);
  const commits = createBell();
  const stopHearing = await postgres.onCommit(() => commits.ring());
  const stops: (() => Promise<void>)[] = [];
  return {
    ...world,
    deps,
    slack,
    chat,
    postgres,
    url: server.url,
    handle(change = {}) {
      const stopping = new AbortController();
      const loop = handleSlackInbox({ ...deps, ...change }, { commits, signal: stopping.signal });
      const stop = async () => {
        stopping.abort();
        await loop.ended;
      };
      stops.push(stop);
      return stop;
    },
    async outcomes() {
      const rows = await postgres.call<{ outcome: string | null }>(
        { name: "outcomes", text: "select outcome from slack_inbox order by id" },
        [],
      );
      return rows.map(({ outcome }) => outcome);
    },
    async close() {
      await Promise.all(stops.map(async (stop) => await stop()));
      await deps.background.idle();
      await stopHearing();
      await slack.kill();
      await server.drain();
      await postgres.close();
      await database.drop();
    },
  };
}
