import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** A request as it arrived. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** Answers one request. */
export type Handler = (request: SeenRequest, response: ServerResponse) => void | Promise<void>;

/** A server that answers as the HTTP API says, from what a test tells it. */
export interface FakeApi extends AsyncDisposable {
  readonly url: string;
  /** Every request so far, oldest first. */
  readonly requests: SeenRequest[];
  /** Answers a route, `GET /v1/environments`, from now on. Routes that nobody answers are 404. */
  on(route: string, handler: Handler): void;
  /** Requests of one route. */
  seen(route: string): readonly SeenRequest[];
}

/** The token that the server asks for. */
export const TOKEN = "t0ken-of-the-test";

/** Starts a server on a free port of this machine. */
export async function startFakeApi(): Promise<FakeApi> {
  const handlers = new Map<string, Handler>();
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  });
  const answer = async (incoming: IncomingMessage, response: ServerResponse) => {
    const url = new URL(incoming.url ?? "/", "http://fake");
    const seen: SeenRequest = {
      method: incoming.method ?? "",
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      body: await text(incoming),
    };
    requests.push(seen);
    response.setHeader("x-trace-id", "trace-1");
    if (seen.path.startsWith("/v1/") && seen.headers.authorization !== `Bearer ${TOKEN}`)
      return sendProblem(response, { status: 401, code: "UNAUTHENTICATED", detail: "the token is not this server's" });
    const handler = handlers.get(`${seen.method} ${seen.path}`);
    if (handler !== undefined) return await handler(seen, response);
    sendProblem(response, {
      status: 404,
      code: "NOT_FOUND",
      detail: `there is no ${seen.path}`,
      hint: "List what there is: holdfast get KIND",
    });
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    on: (route, handler) => void handlers.set(route, handler),
    seen: (route) => requests.filter(({ method, path }) => `${method} ${path}` === route),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Answers JSON. */
export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** Answers a problem as RFC 9457 has it. */
export function sendProblem(
  response: ServerResponse,
  problem: {
    readonly status: number;
    readonly code: string;
    readonly detail: string;
    readonly hint?: string;
    readonly errors?: unknown;
  },
): void {
  const headers = {
    "content-type": "application/problem+json",
    ...(problem.status === 503 ? { "retry-after": "5" } : {}),
  };
  const body = {
    type: `https://holdfast.dev/errors/${problem.code}`,
    title: problem.code,
    traceId: "trace-1",
    ...problem,
  };
  response.writeHead(problem.status, headers).end(JSON.stringify(body));
}

/** Answers every list, environment and operation of these views. */
export function serveViews(
  api: FakeApi,
  views: {
    readonly environments?: readonly EnvironmentLike[];
    readonly operations?: readonly { readonly id: string; readonly environment: string }[];
    readonly projects?: readonly unknown[];
  },
): void {
  const { environments = [], operations = [], projects = [] } = views;
  api.on("GET /v1/projects", (_request, response) => sendJson(response, { items: projects }));
  api.on("GET /v1/environments", ({ query }, response) => {
    const project = query.get("project");
    sendJson(response, {
      items: environments.filter(({ document }) => project === null || document.metadata.project === project),
    });
  });
  api.on("GET /v1/operations", ({ query }, response) => {
    const name = query.get("environment");
    sendJson(response, { items: operations.filter(({ environment }) => name === null || environment === name) });
  });
  for (const environment of environments) {
    const { project, name } = environment.document.metadata;
    api.on(`GET /v1/environments/${project}/${name}`, (_request, response) => sendJson(response, environment));
  }
  for (const operation of operations)
    api.on(`GET /v1/operations/${operation.id}`, (_request, response) => sendJson(response, operation));
}

interface EnvironmentLike {
  readonly document: { readonly metadata: { readonly project: string; readonly name: string } };
}
