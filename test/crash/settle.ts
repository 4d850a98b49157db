import { setTimeout as sleep } from "node:timers/promises";
import type { EnvironmentDetail, OperationView } from "../../cli/answers.ts";
import type { Actor } from "./actor.ts";
import type { ApiCalls } from "./api-calls.ts";

const SETTLE_LIMIT_MS = 150_000;
const LOOK_EVERY_MS = 300;
const STILL_FOR_MS = 4_000;

/** What did not come to rest, one line each; empty when everything did. */
export async function settle(api: ApiCalls, actors: readonly Actor[]): Promise<string[]> {
  const until = Date.now() + SETTLE_LIMIT_MS;
  const restless = await Promise.all(actors.map(async (actor) => await bringToRest(actor, until)));
  const busy = await waitForQuiet(api, until);
  return [...restless.flat(), ...busy];
}

/** Ends holds, asks again for what failed, and waits until the environment is what was asked for last. */
async function bringToRest(actor: Actor, until: number): Promise<readonly string[]> {
  let seen: EnvironmentDetail | undefined;
  while (Date.now() < until) {
    seen = await actor.look();
    if (isAtRest(actor, seen)) return [];
    if (seen?.phase === "Held" || seen?.phase === "Suspended") await actor.resume();
    // What a person cancelled, or what failed for good, waits for a person.
    if (seen?.phase === "Failed") await actor.wishAgain();
    await sleep(LOOK_EVERY_MS);
  }
  const asked = actor.lastWish() === undefined ? "gone" : "Ready";
  return [`${actor.name} was to be ${asked} and is ${seen === undefined ? "gone" : `${seen.phase} (${seen.reason})`}`];
}

function isAtRest(actor: Actor, seen: EnvironmentDetail | undefined): boolean {
  if (actor.lastWish() === undefined) return seen === undefined;
  if (seen === undefined) return false;
  const { phase, generation, observedGeneration, componentList } = seen;
  return (
    phase === "Ready" &&
    generation === observedGeneration &&
    componentList.every((component) => component.phase === "Ready")
  );
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
