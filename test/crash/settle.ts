import { setTimeout as sleep } from "node:timers/promises";
import type { EnvironmentDetail, OperationView } from "../../cli/answers.ts";
import type { Actor } from "./actor.ts";
import type { ApiCalls } from "./api-calls.ts";

const SETTLE_LIMIT_MS = 120_000;
const LOOK_EVERY_MS = 300;
const STILL_FOR_MS = 3_000;

/** An environment as something to delete. */
export type Removable = Pick<Actor, "name" | "look" | "remove">;

/**
 * Brings every environment to what its actor wished last, one that was deleted comes back. Returns when nothing has run for
 * some seconds, with what did not come to rest in two minutes, one line each.
 */
export async function settle(api: ApiCalls, actors: readonly Actor[]): Promise<readonly string[]> {
  const until = Date.now() + SETTLE_LIMIT_MS;
  const restless = await Promise.all(actors.map(async (actor) => await bringUp(actor, until)));
  return [...restless.flat(), ...(await waitForQuiet(api, until))];
}

/** Makes all of them go. Returns like `settle`. */
export async function removeAll(api: ApiCalls, environments: readonly Removable[]): Promise<readonly string[]> {
  const until = Date.now() + SETTLE_LIMIT_MS;
  const restless = await Promise.all(environments.map(async (one) => await bringDown(one, until)));
  return [...restless.flat(), ...(await waitForQuiet(api, until))];
}

/** Ends holds, asks again for what failed or was cancelled, and waits until the environment is as wished. */
async function bringUp(actor: Actor, until: number): Promise<readonly string[]> {
  let seen: EnvironmentDetail | undefined;
  while (Date.now() < until) {
    seen = await actor.look();
    if (seen !== undefined && actor.lastWish() !== undefined && isWhole(seen)) return [];
    if (seen?.phase === "Held" || seen?.phase === "Suspended") await actor.resume();
    else if (seen?.phase !== "Deleting" && seen?.runningOperationId === undefined) await actor.wishAgain();
    await sleep(LOOK_EVERY_MS);
  }
  return [`${actor.name} was to be Ready and is ${describe(seen)}`];
}

async function bringDown(actor: Removable, until: number): Promise<readonly string[]> {
  let seen: EnvironmentDetail | undefined;
  while (Date.now() < until) {
    seen = await actor.look();
    if (seen === undefined) return [];
    if (seen.phase !== "Deleting") await actor.remove();
    await sleep(LOOK_EVERY_MS);
  }
  return [`${actor.name} was to be gone and is ${describe(seen)}`];
}

function isWhole({ phase, generation, observedGeneration, componentList }: EnvironmentDetail): boolean {
  const areReady = componentList.every((component) => component.phase === "Ready");
  return phase === "Ready" && generation === observedGeneration && areReady;
}

function describe(seen: EnvironmentDetail | undefined): string {
  if (seen === undefined) return "gone";
  const others = seen.componentList
    .filter(({ phase }) => phase !== "Ready")
    .map(({ name, phase }) => `${name} ${phase}`);
  return `${seen.phase} (${seen.reason}; generation ${seen.generation}, observed ${seen.observedGeneration}; ${others.join(", ")})`;
}

/** Waits until no operation has been open for some seconds. */
async function waitForQuiet(api: ApiCalls, until: number): Promise<readonly string[]> {
  let quietSince: number | undefined;
  let open: readonly OperationView[] = [];
  while (Date.now() < until + STILL_FOR_MS) {
    const operations = await api.list<OperationView>("/v1/operations");
    open = operations.filter(({ state }) => state === "Accepted" || state === "Running");
    quietSince = open.length === 0 ? (quietSince ?? Date.now()) : undefined;
    if (quietSince !== undefined && Date.now() - quietSince >= STILL_FOR_MS) return [];
    await sleep(LOOK_EVERY_MS);
  }
  return open.map(({ id, kind, environment, state }) => `${kind} ${id} of ${environment} is still ${state}`);
}
