import { randomUUID } from "node:crypto";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import type { AcceptedResult } from "../../cli/answers.ts";

/** The API of an installation of real processes. Every call throws when it is refused. */
export interface InstalledApi {
  get<Answer>(path: string): Promise<Answer>;
  /** Sends JSON, with the installation's token or that of a person. The same key again is the same request again. */
  post<Answer>(path: string, body?: object, as?: { readonly token?: string; readonly key?: string }): Promise<Answer>;
  /** Sends documents to a path that takes them. */
  send<Answer>(path: string, documents: readonly object[]): Promise<Answer>;
  /** Applies documents and waits until the operations that they start have ended. */
  apply(documents: readonly object[]): Promise<void>;
}

interface Sent {
  readonly type?: string;
  readonly body?: string;
  readonly token?: string;
  readonly key?: string;
}

const LIMIT_MS = 60_000;
const OPEN: readonly string[] = ["Accepted", "Running"];

/** Talks to the API at an address. `token` is asked for at each call. */
export function installedApi(at: { readonly url: string; readonly token: () => Promise<string> }): InstalledApi {
  async function call<Answer>(
    method: string,
    path: string,
    { type, body, token, key = randomUUID() }: Sent = {},
  ): Promise<Answer> {
    const response = await fetch(new URL(path, at.url), {
      method,
      headers: {
        authorization: `Bearer ${token ?? (await at.token())}`,
        ...(method === "GET" ? {} : { "idempotency-key": key }),
        ...(type === undefined ? {} : { "content-type": type }),
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as Answer;
  }

  async function waitForEnd(operationId: string): Promise<void> {
    const isOver = async () => {
      const { state, reason } = await call<{ readonly state: string; readonly reason: string }>(
        "GET",
        `/v1/operations/${operationId}`,
      );
      if (!OPEN.includes(state) && state !== "Succeeded")
        throw new Error(`operation ${operationId} ${state}: ${reason}`);
      return state === "Succeeded";
    };
    await waitUntil(isOver, { what: `operation ${operationId} has ended`, limitMs: LIMIT_MS, everyMs: 100 });
  }

  async function send<Answer>(path: string, documents: readonly object[]): Promise<Answer> {
    const body = documents.map((one) => JSON.stringify({ apiVersion: "holdfast.dev/v1", ...one })).join("\n---\n");
    return await call<Answer>("POST", path, { type: "application/yaml", body });
  }

  return {
    send,
    get: async (path) => await call("GET", path),
    async post(path, body, as = {}) {
      const sent = body === undefined ? {} : { type: "application/json", body: JSON.stringify(body) };
      return await call("POST", path, { ...sent, ...as });
    },
    async apply(documents) {
      const { results } = await send<{ readonly results: readonly AcceptedResult[] }>("/v1/apply", documents);
      await Promise.all(
        results.map(async ({ operationId }) => {
          if (operationId !== undefined) await waitForEnd(operationId);
        }),
      );
    },
  };
}
