import pg from "pg";
import { simulatedDriver } from "../../activities/components/simulated/driver.ts";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import type { ApiCalls } from "../holdfast/api-calls.ts";
import type { MeasuredStack } from "../holdfast/start-stack.ts";
import { cloneEnvironments, type SeededComponent } from "./clone-environments.ts";
import { FLEET, patternDocuments, PATTERN, PROPERTIES, TYPE } from "./fleet-documents.ts";
import { seededBaseline } from "./seeded-baseline.ts";

/** Which fleet is wanted. */
export interface FleetWish {
  /** Name of the fleet: another one on the same installation needs another. */
  readonly seed: string;
  readonly environments: number;
  /** Components of each environment. */
  readonly components: number;
  /** Accounts of the cloud: environments go round these. */
  readonly accounts: readonly string[];
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What a fleet is seeded into. */
export interface SeededStack extends Pick<MeasuredStack, "cloudUrl" | "databaseUrl"> {
  readonly calls: Pick<ApiCalls, "apply" | "operation">;
}

const REGION = "local";
const SET_UP_LIMIT_MS = 300_000;
const ROWS_AT_ONCE = 1_000;
const LOOKS_AT_ONCE = 200;
const LOOKS_LIMIT_MS = 3_600_000;

/**
 * Makes many environments, all ready, and their resources in the simulated cloud, in minutes instead of hours: one
 * environment is set up as users do it, and its rows are copied for the others. Answers the uids of the others, which have
 * no workflow yet.
 */
export async function seedFleet(stack: SeededStack, wish: FleetWish): Promise<readonly string[]> {
  const { cloudUrl, databaseUrl } = stack;
  const { seed, environments, components, accounts, report, signal } = wish;
  report(`${environments} environments of ${components} components are made`);
  await setUpPattern(stack, wish);
  const fleet = { seed, accounts, regions: [REGION], environments, components, type: TYPE, properties: PROPERTIES };
  await post(cloudUrl, "/control/fleet", fleet);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const seen = new Set<string>();
    for (const account of accounts) {
      for await (const some of listComponents(cloudUrl, account, signal)) {
        await cloneEnvironments(client, { components: some, known: seen });
      }
      report(`account ${account} is in the rows: ${seen.size} environments so far`);
    }
    if (seen.size !== environments) throw new Error(`${seen.size} of ${environments} environments came to be`);
    await client.query("vacuum analyze environment, component, baseline, baseline_fields");
    return [...seen];
  } finally {
    await client.end();
  }
}

/** Gives environments their workflows: each looks once at its rows and sleeps. */
export async function wakeFleet(databaseUrl: string, uids: readonly string[], signal?: AbortSignal): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const isTold = async () => {
    const { rows } = await client.query<{ left: number }>("select count(*)::int as left from outbox");
    return rows[0]?.left === 0;
  };
  try {
    for (let from = 0; from < uids.length; from += LOOKS_AT_ONCE) {
      await client.query("select look(uid) from unnest($1::uuid[]) as uid", [uids.slice(from, from + LOOKS_AT_ONCE)]);
      await waitUntil(isTold, { what: "workflows were told to look", limitMs: LOOKS_LIMIT_MS, everyMs: 100, signal });
    }
  } finally {
    await client.end();
  }
}

/** Sets the environment up whose rows are copied; one that is there stays. */
async function setUpPattern({ calls }: SeededStack, { components, signal }: FleetWish): Promise<void> {
  const { results } = await calls.apply(patternDocuments(components));
  for (const id of results.flatMap(({ operationId }) => operationId ?? [])) {
    const ended = await waitUntil(
      async () => {
        const operation = await calls.operation(id);
        return operation.endedAt === undefined ? undefined : operation;
      },
      { what: `"${PATTERN}" of ${FLEET} is set up`, limitMs: SET_UP_LIMIT_MS, everyMs: 200, signal },
    );
    if (ended.state !== "Succeeded") throw new Error(`"${PATTERN}" is ${ended.state}: ${ended.reason}`);
  }
}

/** The components of an account with what they are to look like, some at a time, as the cell's own look sees them. */
async function* listComponents(
  cloudUrl: string,
  account: string,
  signal: AbortSignal = new AbortController().signal,
): AsyncGenerator<readonly SeededComponent[]> {
  const { drift } = simulatedDriver({ cloudUrl: new URL(cloudUrl), fetch });
  if (drift?.lookAtMany === undefined) throw new Error("simulated components cannot be listed");
  let some: SeededComponent[] = [];
  let after: string | undefined;
  do {
    const from = after === undefined ? {} : { after };
    const page = await drift.lookAtMany({ account, region: REGION, signal, ...from });
    for (const item of page.items) some.push(await seededBaseline(drift, { item, account, region: REGION, signal }));
    after = page.upTo;
    if (some.length >= ROWS_AT_ONCE || after === undefined) {
      yield some;
      some = [];
    }
  } while (after !== undefined);
}

async function post(url: string, path: string, body: object): Promise<void> {
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(new URL(path, url), init);
  if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${await response.text()}`);
}
