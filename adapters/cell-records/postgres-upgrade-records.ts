import type { Postgres, Prepared } from "../store/connect-postgres.ts";
import { storable, storableText } from "../store/storable.ts";
import { fenced, keysOf } from "./fence.ts";
import type { LookedAt, OpenedStep, StepTurn, UpgradeRecords } from "./upgrade-records-port.ts";

const statement = (name: string, text: string): Prepared => ({ name: `upgrade ${name}`, text });

const OPEN = statement("open", "select cell_step_open($1, $2, $3, $4) as opened");
const DONE = statement("done", "select cell_step_done($1, $2, $3, $4, $5, $6) as is_mine");
const FAILED = statement("failed", "select cell_step_failed($1, $2, $3, $4, $5) as is_mine");
const PROGRESS = statement("progress", "select cell_step_progress($1, $2, $3, $4, $5)");
const CLUSTER = statement("cluster", "select name, kind, incarnation from component where uid = $1 and not is_gone");
const AFTER = statement(
  "clusters after",
  `select c.uid from component c join component done on done.uid = $1
  where c.environment_uid = done.environment_uid and c.kind = any ($2) and not c.is_gone and not exists (
    select from component other where other.environment_uid = done.environment_uid and other.operation_id = done.operation_id
      and other.uid <> done.uid and other.phase in ('Pending', 'Running', 'Deleting'))`,
);
const LOOK = statement("look", "select cell_look($1, $2, $3)");

/** The records of upgrades, straight in PostgreSQL. */
export function postgresUpgradeRecords(postgres: Postgres): UpgradeRecords {
  const write = async (prepared: Prepared, turn: StepTurn, values: readonly unknown[]) => {
    const [answer] = await postgres.call<{ is_mine: boolean }>(prepared, [...keysOf(turn), turn.step, ...values]);
    if (answer?.is_mine !== true) throw fenced(turn);
    postgres.announce();
  };
  return {
    async openStep(turn) {
      const [answer] = await postgres.call<{ opened: OpenedRow | null }>(OPEN, [...keysOf(turn), turn.step]);
      if (!answer?.opened) throw fenced(turn);
      postgres.announce();
      const { effect, ...opened } = answer.opened;
      return { ...opened, ...(effect === null ? {} : { effect }) };
    },
    stepDone: async (turn, { call, tookMs }) => await write(DONE, turn, [call, tookMs ?? null]),
    stepFailed: async (turn, fault) => await write(FAILED, turn, [storable(fault)]),
    async stepProgress(turn, message) {
      await postgres.call(PROGRESS, [...keysOf(turn), turn.step, storableText(message)]);
    },
    async clusterToLookAt(componentUid) {
      const [found] = await postgres.call<LookedAt>(CLUSTER, [componentUid]);
      return found;
    },
    async clustersAfter(componentUid, kinds) {
      return (await postgres.call<{ uid: string }>(AFTER, [componentUid, kinds])).map(({ uid }) => uid);
    },
    async recordLook(componentUid, look, tookMs) {
      await postgres.call(LOOK, [componentUid, storable(look), tookMs]);
    },
  };
}

type OpenedRow = Omit<OpenedStep, "effect"> & { readonly effect: Required<OpenedStep>["effect"] | null };
