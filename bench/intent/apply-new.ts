import pg from "pg";
import { z } from "zod";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import type { SeededStack } from "../drift/seed-fleet.ts";

/** How long an apply waited, milliseconds since it was sent. */
export interface StartDelay {
  /** Until it was answered: it is on record. */
  readonly answeredMs: number;
  /** Until its operation had its turn. */
  readonly turnMs: number;
  /** Until the cloud had the call for its component. */
  readonly beganMs: number;
}

/** An apply that was sent and has come to its end. */
export interface Sent {
  readonly operationId: string;
  /** Epoch milliseconds. */
  readonly sentAt: number;
  readonly answeredAt: number;
}

const PROJECT = "intent";
const LIMIT_MS = 120_000;

/** Project, blueprint and release of what is applied: an environment of one component. */
export const intentDocuments = (): string =>
  asYaml([
    { kind: "Project", metadata: { name: PROJECT }, spec: {} },
    {
      kind: "Blueprint",
      metadata: { project: PROJECT, name: "one", version: "1.0.0" },
      spec: {
        components: {
          box: { kind: "simulated", config: { account: PROJECT, type: "box", seconds: 1, properties: {} } },
        },
      },
    },
    {
      kind: "Release",
      metadata: { project: PROJECT, version: "1.0.0" },
      spec: { blueprint: "one@1.0.0", artifacts: {} },
    },
  ]);

/** Applies a new environment and waits until it is ready. */
export async function applyNew(
  { calls }: Pick<SeededStack, "calls">,
  name: string,
  signal: AbortSignal,
): Promise<Sent> {
  const document = {
    kind: "Environment",
    metadata: { project: PROJECT, name },
    spec: { class: "dev", cell: "local", release: "1.0.0", parameters: {} },
  };
  const sentAt = Date.now();
  const { results } = await calls.apply(asYaml([document]));
  const answeredAt = Date.now();
  const operationId = results.flatMap((result) => result.operationId ?? [])[0];
  if (operationId === undefined) throw new Error(`"${name}" has no operation`);
  const look = async () => {
    const operation = await calls.operation(operationId);
    return operation.endedAt === undefined ? undefined : operation;
  };
  const ended = await waitUntil(look, { what: `"${name}" is ready`, limitMs: LIMIT_MS, everyMs: 100, signal });
  if (ended.state !== "Succeeded") throw new Error(`"${name}" is ${ended.state}: ${ended.reason}`);
  return { operationId, sentAt, answeredAt };
}

/** How long applies waited: their turns from the rows, the calls from the cloud's own log. */
export async function startDelays(
  { cloudUrl, databaseUrl }: Pick<SeededStack, "cloudUrl" | "databaseUrl">,
  applies: readonly Sent[],
): Promise<readonly StartDelay[]> {
  const createdAt = await createsById(cloudUrl);
  const rows = await rowsByOperation(databaseUrl, applies);
  return applies.map(({ operationId, sentAt, answeredAt }) => {
    const row = rows.get(operationId);
    const began = row && createdAt.get(`${row.componentUid}-i1`);
    if (row === undefined || began === undefined) throw new Error(`nobody knows when ${operationId} began`);
    return { answeredMs: answeredAt - sentAt, turnMs: row.startedAt - sentAt, beganMs: began - sentAt };
  });
}

interface OperationRow {
  readonly id: string;
  readonly startedAt: number;
  readonly componentUid: string;
}

async function rowsByOperation(url: string, applies: readonly Sent[]): Promise<ReadonlyMap<string, OperationRow>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<OperationRow>(
      `select o.id, epoch_ms(o.started_at)::float8 as "startedAt", c.uid as "componentUid"
       from operation o join component c on c.environment_uid = o.environment_uid where o.id = any ($1)`,
      [applies.map(({ operationId }) => operationId)],
    );
    return new Map(rows.map((row) => [row.id, row]));
  } finally {
    await client.end();
  }
}

const Effect = z.object({ at: z.number(), effect: z.string(), id: z.string() });

async function createsById(cloudUrl: string): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(new URL("/control/effects", cloudUrl))).text();
  const effects = text.split("\n").flatMap((line) => {
    const parsed = line.includes('"create"') ? Effect.safeParse(JSON.parse(line)) : undefined;
    return parsed?.success === true ? [parsed.data] : [];
  });
  return new Map(effects.map(({ id, at }) => [id, at]));
}

// JSON is YAML.
function asYaml(documents: readonly object[]): string {
  return documents.map((document) => JSON.stringify({ apiVersion: "holdfast.dev/v1", ...document })).join("\n---\n");
}
