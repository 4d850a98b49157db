import { readFile } from "node:fs/promises";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import type { ApiCalls } from "../holdfast/api-calls.ts";
import type { Needing } from "./truth.ts";

const PROJECT = "eks-shop";
const LIMIT_MS = 1_800_000;
const LOOK_EVERY_MS = 200;

/** One environment that was set up. */
export interface SetUpEnvironment {
  readonly name: string;
  readonly components: readonly Needing[];
  /** From the request to the outcome on record, milliseconds. */
  readonly tookMs: number;
}

/** Project, blueprint and release of examples/eks-shop. */
export async function eksShopDocuments(): Promise<string> {
  return await readFile(new URL("../../examples/eks-shop/eks-shop.yaml", import.meta.url), "utf8");
}

/** Applies environments in one call, and waits until all have ended. @throws Error unless all of them succeeded */
export async function setUp(
  calls: ApiCalls,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly SetUpEnvironment[]> {
  const startedAt = Date.now();
  const { results } = await calls.apply(await environmentDocuments(names));
  const ids = results.flatMap(({ operationId }) => operationId ?? []);
  if (ids.length !== names.length) throw new Error(`${ids.length} operations for ${names.length} environments`);
  const made: SetUpEnvironment[] = [];
  for (const id of ids) {
    const look = async () => {
      const operation = await calls.operation(id);
      return operation.endedAt === undefined ? undefined : operation;
    };
    const what = `operation ${id} has ended`;
    const ended = await waitUntil(look, { what, limitMs: LIMIT_MS, everyMs: LOOK_EVERY_MS, signal });
    const { environment: name, endedAt = 0, state, reason } = ended;
    if (state !== "Succeeded") throw new Error(`"${name}" is ${state}: ${reason}`);
    const { componentList } = await calls.environment(PROJECT, name);
    made.push({ name, components: componentList, tookMs: endedAt - startedAt });
  }
  return made;
}

async function environmentDocuments(names: readonly string[]): Promise<string> {
  const file = new URL("../../examples/eks-shop/environment.yaml", import.meta.url);
  const document = await readFile(file, "utf8");
  return names.map((name) => document.replace("name: eks-shop-dev", `name: ${name}`)).join("---\n");
}
