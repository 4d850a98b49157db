import { z } from "zod";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { Connection } from "../../connection.ts";
import { requestJson, type RemoteAnswer, type RemoteCaller, type RemoteRequest } from "../request-json.ts";
import { apiTokenAuthorisation, oauthAuthorisation, type Authorisation } from "./authorise.ts";
import { isAnswer, jiraFailure } from "./jira-failure.ts";

/** A call of Jira, its path below the place it is sent to. */
export interface JiraCall {
  readonly method: RemoteRequest["method"];
  /** Without a slash before it; ids in it are encoded by the caller. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A Jira site, reached with the credentials of a connection. */
export interface Jira {
  /** Address of an issue, for people. */
  issueUrl(key: string): string;
  /** Who we are there, for people. */
  readonly account: string;
  /** True where it is a simulator, which the connection says. */
  readonly isSimulator: boolean;
  /** True once Jira has said that its limits are near. */
  isNearLimit(): boolean;
  /** A call below `rest/api/3/`. @throws OrchestratorError `REMOTE_*` */
  call(call: JiraCall): Promise<RemoteAnswer>;
  /** Sends deployments. @throws OrchestratorError `REMOTE_*` */
  sendDeployments(body: unknown): Promise<RemoteAnswer>;
}

/** What the options of a connection may say, besides its address and credentials. */
const Options = z.object({
  cloudId: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/)
    .optional(),
  apiUrl: z.url({ protocol: /^https?$/ }).default("https://api.atlassian.com"),
  simulator: z.boolean().default(false),
});

/**
 * A Jira site behind a connection. With a user name and an API token it is called at its own address, with OAuth client
 * credentials through `options.apiUrl`, which needs `options.cloudId`. Where a connection has both, deployments take
 * OAuth, as Jira wants it, and everything else the API token.
 *
 * @throws OrchestratorError `REMOTE_REFUSED` for a connection that cannot work
 */
export function connectJira(connection: Connection, caller: RemoteCaller): Jira {
  const options = readOptions(connection);
  const site = below(connection.url);
  const api = below(new URL(options.apiUrl));
  const fixed = apiTokenAuthorisation(connection);
  const oauth = oauthAuthorisation(connection, new URL("oauth/token", api), caller);
  const hasCloud = oauth !== undefined && options.cloudId !== undefined;
  const ofIssues = fixed ?? oauth;
  if (ofIssues === undefined) throw unusable(connection, "has neither an API token nor OAuth client credentials");
  if (fixed === undefined && !hasCloud) throw unusable(connection, "uses OAuth and needs options.cloudId");

  const cloud = options.cloudId ?? "";
  const issues = fixed === undefined ? new URL(`ex/jira/${cloud}/rest/api/3/`, api) : new URL("rest/api/3/", site);
  const deployments = hasCloud
    ? new URL(`jira/deployments/0.1/cloud/${cloud}/bulk`, api)
    : new URL("rest/deployments/0.1/bulk", site);
  let isNear = false;

  async function send(request: RemoteRequest, who: Authorisation): Promise<RemoteAnswer> {
    const what = `${request.method} ${request.url.pathname.replace(/^.*?rest\//, "rest/")}`;
    let headers: Headers | undefined;
    const listening: typeof fetch = async (input, init) => {
      const response = await caller.fetch(input, init);
      headers = response.headers;
      if (headers.get("x-ratelimit-nearlimit") === "true") isNear = true;
      return response;
    };
    const attempt = async (fresh?: "fresh") => {
      const authorization = await who.header(fresh);
      // A simulator that takes the place of the real thing must not let anything pass.
      const answer = await requestJson({ ...caller, fetch: listening }, { ...request, headers: { authorization } });
      if (answer.headers.has("x-simulator") && !options.simulator)
        throw unusable(connection, "leads to a simulator and does not say options.simulator: true");
      return answer;
    };
    const mapped = (error: unknown) =>
      jiraFailure(error, {
        what,
        account: who.account,
        nowMs: Date.now(),
        ...(headers === undefined ? {} : { headers }),
      });
    try {
      return await attempt();
    } catch (error) {
      if (!who.isRenewable || !isAnswer(error, 401)) throw mapped(error);
    }
    try {
      return await attempt("fresh");
    } catch (error) {
      throw mapped(error);
    }
  }

  return {
    account: ofIssues.account,
    issueUrl: (key) => new URL(`browse/${encodeURIComponent(key)}`, site).href,
    isSimulator: options.simulator,
    isNearLimit: () => isNear,
    async call({ method, path, query = {}, body }) {
      const url = new URL(path, issues);
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      return await send({ method, url, ...(body === undefined ? {} : { body }) }, ofIssues);
    },
    sendDeployments: async (body) =>
      await send({ method: "POST", url: deployments, body }, hasCloud && oauth !== undefined ? oauth : ofIssues),
  };
}

function readOptions(connection: Connection): z.infer<typeof Options> {
  if (connection.system !== "jira") throw unusable(connection, `is one of ${connection.system}, not of jira`);
  const { data, error } = Options.safeParse(connection.options);
  if (data !== undefined) return data;
  throw unusable(
    connection,
    `has options that cannot be used: ${error.issues.map(({ path }) => path.join(".")).join(", ")}`,
  );
}

function unusable({ name }: Connection, problem: string): OrchestratorError {
  return new OrchestratorError("REMOTE_REFUSED", `the connection "${name}" ${problem}`);
}

/** With a slash at its end, so that paths go below it. */
function below(url: URL): URL {
  return url.pathname.endsWith("/") ? url : new URL(`${url.pathname}/`, url);
}
