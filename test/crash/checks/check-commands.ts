import type { Actor } from "../actor.ts";
import type { AcceptedCommand, ApiCalls } from "../api-calls.ts";
import { CLOUD_PROJECT } from "../documents.ts";
import type { ControlRows, OperationRow } from "../truth/control-rows.ts";
import { checkEach, groupBy, type Check } from "./check.ts";

const ENDED: readonly string[] = ["Succeeded", "Failed", "Not admitted", "Superseded", "Cancelled", "Abandoned"];
const REPEATED = 40;

/** That every accepted command was kept, ended, and has one outcome. */
export function checkCommands(
  { operations, requests, ...rows }: ControlRows,
  accepted: readonly AcceptedCommand[],
): readonly Check[] {
  const requestByKey = groupBy(requests, ({ key }) => key);
  const operationById = new Map(operations.map((operation) => [operation.id, operation]));
  const started = accepted.flatMap(({ results }) => results.flatMap(({ operationId }) => operationId ?? []));
  return [
    checkEach("lost 0: each accepted command is kept, once", accepted, ({ key, method, path }) => {
      const count = requestByKey.get(key)?.length ?? 0;
      return count === 1 ? undefined : `${method} ${path} (${key}) has ${count} request rows`;
    }),
    checkEach("lost 0: each operation that was answered is there", started, (id) =>
      operationById.has(id) ? undefined : `operation ${id} is not there`,
    ),
    checkEach("every operation ended", operations, ({ id, kind, environment, state }) =>
      ENDED.includes(state) ? undefined : `${kind} ${id} of ${environment} is ${state}`,
    ),
    checkEach("each accepted request has one outcome", requests, ({ id, key, verb, outcomes }) =>
      outcomes === 1 ? undefined : `${verb} ${id} (${key}) has ${outcomes} outcomes`,
    ),
    checkEach(
      "one operation at a time in each environment",
      [...groupBy(operations, ({ environmentUid }) => environmentUid).values()],
      findOverlap,
    ),
    // Nothing but a kill went wrong in the cloud, and a kill is no reason to fail.
    checkEach(
      "no operation on the simulated cloud failed",
      operations.filter(({ project }) => project === CLOUD_PROJECT),
      ({ id, kind, environment, state, reason }) =>
        state === "Failed" || state === "Abandoned" ? `${kind} ${id} of ${environment} ${state}: ${reason}` : undefined,
    ),
    checkEach("every look was delivered", [rows.undeliveredLooks], (left) =>
      left === 0 ? undefined : `${left} looks wait`,
    ),
  ];
}

function findOverlap(operations: readonly OperationRow[]): string | undefined {
  const ran = operations.flatMap(({ id, startedAt, endedAt }) =>
    startedAt === null ? [] : [{ id, startedAt, endedAt }],
  );
  const inOrder = ran.toSorted((one, other) => one.startedAt - other.startedAt);
  for (const [index, operation] of inOrder.entries()) {
    const next = inOrder[index + 1];
    if (next !== undefined && (operation.endedAt ?? Infinity) > next.startedAt)
      return `${operation.id} and ${next.id} overlap`;
  }
  return undefined;
}

/** That each environment is what was asked of it last, in a generation that was brought about whole. */
export async function checkWishes(actors: readonly Actor[]): Promise<Check> {
  const problems = await Promise.all(
    actors.map(async (actor) => {
      const seen = await actor.look();
      const wish = actor.lastWish();
      if (wish === undefined) return seen === undefined ? undefined : `${actor.name} was deleted and is ${seen.phase}`;
      if (seen === undefined) return `${actor.name} was asked for and is not there`;
      const isWished = Object.entries(wish).every(([name, value]) => seen.document.spec.parameters[name] === value);
      if (!isWished)
        return `${actor.name} has ${JSON.stringify(seen.document.spec.parameters)}, asked for was ${JSON.stringify(wish)}`;
      return seen.phase === "Ready" && seen.generation === seen.observedGeneration
        ? undefined
        : `${actor.name} is ${seen.phase}, generation ${seen.generation}, observed ${seen.observedGeneration}: ${seen.reason}`;
    }),
  );
  return checkEach("lost 0: each environment is what was asked of it last", problems, (problem) => problem);
}

/** That a command sent once more under its key is answered as it was the first time, and does nothing. */
export async function checkRepeats(api: ApiCalls, accepted: readonly AcceptedCommand[]): Promise<Check> {
  const problems: (string | undefined)[] = [];
  const every = Math.max(1, Math.floor(accepted.length / REPEATED));
  for (const command of accepted.filter((_, index) => index % every === 0)) {
    const { key, results, method, path } = command;
    const again = await api.command(command, key);
    const isSame =
      again.isAccepted && again.isReplay && JSON.stringify(again.accepted.results) === JSON.stringify(results);
    problems.push(isSame ? undefined : `${method} ${path} (${key}) was answered another way: ${JSON.stringify(again)}`);
  }
  return checkEach("a repeated command gets its first answer", problems, (problem) => problem);
}
