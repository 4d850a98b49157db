import type { KnownEffect } from "../../domain/effect-ledger.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { ConnectionDocument } from "../../domain/schema/documents.ts";
import type { Postgres, Prepared } from "../store/connect-postgres.ts";
import { storable, storableText } from "../store/storable.ts";
import type { OpenedStep, StepRecords, StepTurn } from "./step-records-port.ts";

const statement = (name: string, text: string): Prepared => ({ name: `step ${name}`, text });

const OPEN = statement("open", "select step_open($1, $2, $3) as opened");
const END = statement("end", "select step_end($1, $2, $3, $4, $5, $6) as is_mine");
const ATTEMPT_FAILED = statement("attempt failed", "select step_attempt_failed($1, $2, $3, $4, $5) as is_mine");
const LOG = statement("log", "select step_log($1, $2, $3, $4)");
const PROGRESS = statement("progress", "select step_progress($1, $2, $3, $4)");
const SNAPSHOT = statement("snapshot", "select step_snapshot($1, $2, $3, $4, $5, $6, $7) as is_mine");
const INTEND = statement("intend", "select step_intend($1, $2, $3, $4, $5, $6, $7, $8) as known");
const EFFECT_DONE = statement("effect done", "select outside_done($1, $2::json)");
const EFFECT_NOT_SENT = statement(
  "effect not sent",
  "select outside_not_sent($1, to_timestamp($2::double precision / 1000))",
);
const CONNECTION = statement(
  "connection",
  "select document from connection where project = $1 and name = $2 and deleted_at is null",
);

/** The records of steps, straight in PostgreSQL: one round trip for each verb. */
export function postgresStepRecords(postgres: Postgres): StepRecords {
  const write = async (prepared: Prepared, turn: StepTurn, values: readonly unknown[]) => {
    const [answer] = await postgres.call<{ is_mine: boolean }>(prepared, [...keysOf(turn), ...values]);
    if (answer?.is_mine !== true) throw fenced(turn);
    postgres.announce();
  };
  return {
    async open(turn) {
      const [answer] = await postgres.call<{ opened: OpenedStep | null }>(OPEN, keysOf(turn));
      if (!answer?.opened) throw fenced(turn);
      postgres.announce();
      return answer.opened;
    },
    succeeded: async (turn, { output, note }) =>
      await write(END, turn, [
        turn.isUndo ? "Undone" : "Succeeded",
        storableText(note),
        turn.isUndo ? null : storable(output),
      ]),
    failed: async (turn, { reason, output }) =>
      await write(END, turn, [
        turn.isUndo ? "Undo failed" : "Failed",
        storableText(reason),
        // Of an undo the output of what was to be taken back stays: another try needs it.
        turn.isUndo ? null : storable(output),
      ]),
    skipped: async (turn, reason) => await write(END, turn, ["Skipped", storableText(reason), null]),
    tryFailed: async (turn, { attempt, reason }) => await write(ATTEMPT_FAILED, turn, [attempt, storableText(reason)]),
    async progress(turn, message) {
      await postgres.call(PROGRESS, [...keysOf(turn), storableText(message)]);
    },
    async appendLog(turn, lines) {
      if (lines.length > 0) await postgres.call(LOG, [...keysOf(turn), lines.map(storableText)]);
    },
    snapshotTaken: async (turn, componentUid, { id, location, kind }) =>
      await write(SNAPSHOT, turn, [componentUid, id, location, kind]),
    ledger: (turn) => ({
      async intend({ key, by, call, system, requestDigest }) {
        const values = [...keysOf(turn), key, by, call, system, requestDigest];
        const [row] = await postgres.call<{ known: KnownEffect | { readonly state: "fenced" } }>(INTEND, values);
        if (row === undefined || row.known.state === "fenced") throw fenced(turn);
        return row.known;
      },
      done: async (key, answer) => void (await postgres.call(EFFECT_DONE, [key, storable(answer)])),
      notSent: async (key, notBefore) => void (await postgres.call(EFFECT_NOT_SENT, [key, notBefore ?? null])),
    }),
    async connection(project, name) {
      const [row] = await postgres.call<{ document: ConnectionDocument }>(CONNECTION, [project, name]);
      return row?.document;
    },
  };
}

function keysOf({ operationId, step, epoch }: StepTurn): readonly unknown[] {
  return [operationId, step, epoch];
}

function fenced({ operationId, step }: StepTurn): OrchestratorError {
  return new OrchestratorError("FENCED", `operation "${operationId}" no longer has its turn`, {
    details: { operationId, step },
  });
}
