import { randomUUID } from "node:crypto";
import type { PromotionDetail } from "../../adapters/store/promotion-views-port.ts";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import type { Installation } from "./installation.ts";

/** The API, as far as this test asks it. Every call throws when it is refused. */
export interface Api {
  /** Applies documents and waits until the operations that they start have ended. */
  apply(documents: readonly object[]): Promise<void>;
  setSecret(project: string, name: string, value: string): Promise<void>;
  /** Stores an artifact and answers its digest. */
  push(files: Readonly<Record<string, string>>): Promise<string>;
  /** Promotes a release into an environment and answers the promotion's id. */
  promote(wish: { readonly project: string; readonly environment: string; readonly release: string }): Promise<string>;
  cancel(promotionId: string): Promise<void>;
  promotion(id: string): Promise<PromotionDetail>;
  /** Uid of a component. */
  componentUid(place: {
    readonly project: string;
    readonly environment: string;
    readonly component: string;
  }): Promise<string>;
}

const LIMIT_MS = 120_000;
const YAML = "application/yaml";
const JSON_TYPE = "application/json";
const NDJSON = "application/x-ndjson";
const OPEN: readonly string[] = ["Accepted", "Running"];

/** The API of an installation. */
export function apiOf(installation: Pick<Installation, "url" | "token">): Api {
  async function call<Answer>(method: string, path: string, sent?: { type: string; body: string }): Promise<Answer> {
    const response = await fetch(new URL(path, installation.url), {
      method,
      headers: {
        authorization: `Bearer ${await installation.token()}`,
        ...(method === "GET" ? {} : { "idempotency-key": randomUUID() }),
        ...(sent === undefined ? {} : { "content-type": sent.type }),
      },
      ...(sent === undefined ? {} : { body: sent.body }),
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
    await waitUntil(isOver, { what: `operation ${operationId} has ended`, limitMs: LIMIT_MS, everyMs: 200 });
  }

  return {
    async apply(documents) {
      const body = documents.map((one) => JSON.stringify({ apiVersion: "holdfast.dev/v1", ...one })).join("\n---\n");
      const { results } = await call<{ readonly results: readonly { readonly operationId?: string }[] }>(
        "POST",
        "/v1/apply",
        { type: YAML, body },
      );
      for (const { operationId } of results) if (operationId !== undefined) await waitForEnd(operationId);
    },
    async setSecret(project, name, value) {
      const body = JSON.stringify({ value });
      await call("PUT", `/v1/secrets/${project}/${name}`, { type: JSON_TYPE, body });
    },
    async push(files) {
      const lines = Object.entries(files).map(([path, content]) =>
        JSON.stringify({ path, isExecutable: false, content: Buffer.from(content).toString("base64") }),
      );
      const sent = { type: NDJSON, body: `${lines.join("\n")}\n` };
      return (await call<{ readonly digest: string }>("POST", "/v1/artifacts", sent)).digest;
    },
    async promote(wish) {
      const sent = { type: JSON_TYPE, body: JSON.stringify(wish) };
      const { results } = await call<{ readonly results: readonly { readonly promotionId?: string }[] }>(
        "POST",
        "/v1/promotions",
        sent,
      );
      const id = results[0]?.promotionId;
      if (id === undefined) throw new Error(`no promotion of ${wish.release} into ${wish.environment} was made`);
      return id;
    },
    cancel: async (id) => await call("POST", `/v1/promotions/${id}/cancel`),
    promotion: async (id) => await call("GET", `/v1/promotions/${id}`),
    async componentUid({ project, environment, component }) {
      const { componentList } = await call<{
        readonly componentList: readonly { readonly name: string; readonly uid: string }[];
      }>("GET", `/v1/environments/${project}/${environment}`);
      const found = componentList.find(({ name }) => name === component);
      if (found === undefined) throw new Error(`${environment} has no component "${component}"`);
      return found.uid;
    },
  };
}
