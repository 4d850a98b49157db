import { randomUUID } from "node:crypto";
import { Pool } from "pg";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import type { AcceptedResult } from "../../cli/answers.ts";
import { documentsOf, PROJECT, type Recorded, type Wish } from "./control-plane.ts";

/** The API of an installation, as far as it is asked here, and the rows of components. */
export interface StackApi {
  /** Wishes it, waits until the operation has ended, and answers its state. */
  bring(environment: string, wish: Wish): Promise<string>;
  recorded(environment: string): Promise<readonly Recorded[]>;
  close(): Promise<void>;
}

/** Where it is. */
export interface StackAt {
  readonly url: string;
  readonly databaseUrl: string;
  readonly token: () => Promise<string>;
  readonly signal: AbortSignal;
}

const LIMIT_MS = 240_000;
const OPEN: readonly string[] = ["Accepted", "Running"];

/** Talks to it. */
export function stackApi({ url, databaseUrl, token, signal }: StackAt): StackApi {
  const pool = new Pool({ connectionString: databaseUrl, max: 2 });
  pool.on("error", () => undefined); // An idle connection ended; who asks gets another.

  async function call<Answer>(method: string, path: string, body?: string): Promise<Answer> {
    const headers = {
      authorization: `Bearer ${await token()}`,
      "idempotency-key": randomUUID(),
      "content-type": "application/yaml",
    };
    const response = await fetch(new URL(path, url), {
      method,
      headers,
      signal,
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as Answer;
  }

  return {
    async bring(environment, wish) {
      const sent =
        wish === "delete"
          ? call<Started>("DELETE", `/v1/environments/${PROJECT}/${environment}`)
          : call<Started>(
              "POST",
              "/v1/apply",
              documentsOf(environment, wish)
                .map((one) => JSON.stringify(one))
                .join("\n---\n"),
            );
      const operationId = (await sent).results.find((one) => one.operationId !== undefined)?.operationId;
      if (operationId === undefined) throw new Error(`nothing runs on "${environment}"`);
      const ended = async () => {
        const { state } = await call<{ readonly state: string }>("GET", `/v1/operations/${operationId}`);
        return OPEN.includes(state) ? undefined : state;
      };
      return await waitUntil(ended, { what: `${operationId} has ended`, limitMs: LIMIT_MS, everyMs: 200, signal });
    },
    async recorded(environment) {
      const { rows } = await pool.query<Recorded>(
        `select c.uid, c.name, c.incarnation, c.phase from component c join environment e on e.uid = c.environment_uid
         where e.name = $1 and not c.is_gone`,
        [environment],
      );
      return rows;
    },
    close: async () => await pool.end(),
  };
}

interface Started {
  readonly results: readonly AcceptedResult[];
}
