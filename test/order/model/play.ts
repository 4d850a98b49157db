import { OrchestratorError } from "../../../domain/errors.ts";
import { bringUp } from "./bring-up.ts";
import { Broken } from "./broken.ts";
import { type Command, describeCommand, isOfMachine, type Sequence } from "./commands.ts";
import type { Lane } from "./lane.ts";
import { beginningOf } from "./line.ts";
import { createMachine, type Machine } from "./machine.ts";
import { createPeople, REPEAT_RULE, WrongRepeat } from "./people.ts";
import { brokenAtRest, REST_RULE } from "./rest.ts";
import { addTo, count, type Counts, tally } from "./tally.ts";
import type { Truth } from "./truth.ts";
import { OUTCOME_RULE, unanswered } from "./unanswered.ts";
import { createWatch, throwFirst, type Watch } from "./watch.ts";

/** What a sequence came to. */
export interface Played {
  /** How often what happened: `command …`, `refused …`, `promotion …`, `operation …`, and more. */
  readonly counts: Counts;
}

/** What activities and workflows do. */
export const FAULT_RULE = "no activity fails again and again, and no workflow breaks";
const THINGS_TO_REST_MAX = 6_000;
const QUIET_ROUNDS = 2;
const ROUND_MS = 6 * 60_000;

/** Plays one sequence in a new project, and checks every rule after every thing that happens. @throws Broken */
export async function play(lane: Lane, { shape, trouble, commands, isDeleted }: Sequence): Promise<Played> {
  const project = lane.newProject();
  const afterEvent = await lane.clear();
  const machine = createMachine(lane, trouble);
  const people = createPeople(lane, project, { step: { kind: "probe", config: {} }, onKill: machine.cloud.kill });
  const counts = tally([]);
  const { pipelines } = people;
  const watch = createWatch({ postgres: lane.postgres, project, pipelines, afterEvent, cloud: machine.cloud });

  const perform = async (command: Command) => {
    watch.say(`after "${describeCommand(command)}"`);
    try {
      const isDone = isOfMachine(command)
        ? await machine.operate(command)
        : await people.act(command, await watch.truth());
      if (isDone) count(counts, `command ${command.do}`);
    } catch (error) {
      if (error instanceof WrongRepeat) throw new Broken(REPEAT_RULE, describeCommand(command), [error.message]);
      if (!(error instanceof OrchestratorError)) throw error;
      count(counts, `refused ${command.do}: ${error.code}`);
    }
    await watch.check();
    if (command.do === "run")
      for (let thing = 0; thing < command.things; thing += 1) if (!(await goOn(machine, watch))) return;
  };
  const rest = async (when: string) => {
    const truth = await comeToRest(machine, watch);
    const resources = [...machine.cloud.resources.values()];
    throwFirst(`at rest ${when}`, [
      ...brokenAtRest({ truth, history: watch.history, pipelines, resources }),
      ...(await unanswered(lane.postgres, project)).map((verb) => ({ rule: OUTCOME_RULE, problem: verb })),
    ]);
    return truth;
  };

  const actor = { kind: "person", name: project } as const;
  await lane.store.acceptApply({ key: project, digest: "", actor, traceId: "" }, beginningOf(project));
  const { environments } = await watch.truth();
  await Promise.all(environments.map(async ({ uid }) => await bringUp(machine.ports, uid)));
  machine.cloud.takeActions();
  await watch.check();
  await perform({ do: "pipeline", shape });
  for (const command of commands) await perform(command);
  let end = await rest("after all commands");
  if (isDeleted) {
    watch.say("after everybody has left");
    await people.leave(end);
    end = await rest("after everything was deleted");
    const open = end.promotions.filter(({ isFinished }) => !isFinished).map(({ id }) => id);
    const left = [...open, ...machine.temporal.open(), ...end.looks.map(({ target }) => target)];
    if (left.length > 0) throw new Broken(REST_RULE, "everything is deleted", left);
  }
  addTo(counts, tally(end.promotions.map(({ kind, state }) => `promotion ${kind} ${state}`)));
  addTo(counts, tally(end.operations.map(({ kind, state }) => `operation ${kind} ${state}`)));
  for (const [message, times] of machine.temporal.mended) count(counts, `mended ${message}`, times);
  count(counts, "calls of activities", machine.counts.calls);
  count(counts, "deaths and second attempts", machine.counts.deaths);
  count(counts, "checks of all rows", watch.checks());
  return { counts };
}

/** Lets one thing happen, and checks; false when there is nothing to happen. */
async function goOn(machine: Machine, watch: Watch): Promise<boolean> {
  const thing = await machine.oneThing((await watch.truth()).looks);
  if (thing === undefined) return false;
  watch.say(`after ${thing.what}`);
  throwFirst(
    `after ${thing.what}`,
    machine.temporal.faults().map((problem) => ({ rule: FAULT_RULE, problem })),
  );
  if (thing.mayHaveWritten) await watch.check();
  return true;
}

/** Lets everything happen that is to happen, without trouble, until time changes nothing any more. */
async function comeToRest(machine: Machine, watch: Watch): Promise<Truth> {
  await machine.mend();
  let truth = await watch.check();
  let things = 0;
  let last = "";
  for (let quiet = 0; quiet < QUIET_ROUNDS;) {
    while (await goOn(machine, watch)) {
      things += 1;
      if (things > THINGS_TO_REST_MAX)
        throw new Broken(REST_RULE, "after all commands", [JSON.stringify(await watch.truth())]);
    }
    truth = await watch.truth();
    const { operations, promotions, environments, components } = truth;
    const stand = JSON.stringify([operations, promotions, environments, components]);
    quiet = stand === last ? quiet + 1 : 0;
    last = stand;
    if (quiet < QUIET_ROUNDS) await machine.passTime(ROUND_MS);
  }
  return truth;
}
