import type { Applied } from "../../api/documents/apply.ts";
import type { EnvironmentWithComponents } from "../../api/environments/get.ts";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { OperationView } from "../../adapters/store/views-port.ts";

/** The calls of Holdfast's API that a measurement makes. Each throws when it is refused. */
export interface ApiCalls {
  apply(documents: string): Promise<Applied>;
  environment(project: string, name: string): Promise<EnvironmentWithComponents>;
  operation(id: string): Promise<OperationView>;
  promote(wish: {
    readonly project: string;
    readonly environment: string;
    readonly release: string;
  }): Promise<Accepted>;
  /** Sends JSON; as another caller where another token is given. */
  post<Answer>(path: string, body: object, as?: string): Promise<Answer>;
}

/** Speaks to the API of an installation. */
export function apiCalls(url: string, token: string): ApiCalls {
  async function call<Answer>(
    path: string,
    init: Pick<RequestInit, "method" | "body"> & { readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Answer> {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/yaml", ...init.headers };
    const response = await fetch(new URL(path, url), { ...init, headers });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${init.method ?? "GET"} ${path} answered ${response.status}: ${text.slice(0, 2_000)}`);
    const answer: Answer = JSON.parse(text);
    return answer;
  }
  async function post<Answer>(path: string, body: object, as = token): Promise<Answer> {
    const headers = { authorization: `Bearer ${as}`, "content-type": "application/json" };
    return await call<Answer>(path, { method: "POST", headers, body: JSON.stringify(body) });
  }
  return {
    post,
    apply: async (documents) => await call("/v1/apply", { method: "POST", body: documents }),
    environment: async (project, name) => await call(`/v1/environments/${project}/${name}`),
    operation: async (id) => await call(`/v1/operations/${id}`),
    promote: async (wish) => await post("/v1/promotions", wish),
  };
}
