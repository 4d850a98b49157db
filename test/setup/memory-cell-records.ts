import type {
  CellRecords,
  ComponentOutputs,
  Fault,
  NewEffect,
  NewSnapshot,
  NewWake,
  OpenedComponent,
  ReadyComponent,
  Turn,
} from "../../adapters/cell-records/port.ts";
import type { SweepRecords } from "../../adapters/cell-records/sweep-port.ts";
import { OrchestratorError } from "../../domain/errors.ts";

/** The component that a test starts with; its effects come from the ledger. */
export type MemoryComponentRow = Omit<OpenedComponent, "effects" | "startedAt">;

interface LedgerRow extends NewEffect {
  readonly operationId: string;
  state: "intent" | "done";
}

/** The records of one component in memory, fenced as the real ones are. */
export interface MemoryCellRecords extends CellRecords, Pick<SweepRecords, "baselines"> {
  /** The row as it is; a test may change it between operations. */
  row: MemoryComponentRow;
  /** The turn that holds; every other one is fenced. */
  turn: Turn;
  /** Effects in the order of their first intent. */
  readonly ledger: readonly LedgerRow[];
  /** What was recorded, in order. */
  readonly readies: ReadyComponent[];
  readonly faults: Fault[];
  readonly snapshots: NewSnapshot[];
  readonly wakes: NewWake[];
  readonly said: string[];
  readonly raises: { readonly from: number; readonly reason: string }[];
  isGone: boolean;
  /** Outputs of other components, by name. */
  outputsByName: Record<string, ComponentOutputs>;
  /** Gives the turn to another operation, whose time starts with its first look. */
  takeTurn(operationId: string): Turn;
}

/** Records of a component whose first turn is that of `operation-1`. `note` hears of every write as it is made. */
export function memoryCellRecords(
  row: MemoryComponentRow,
  { now, note }: { readonly now: () => number; readonly note: (what: string) => void },
): MemoryCellRecords {
  const ledger: LedgerRow[] = [];
  const leases = new Map<string, number>();
  let startedAt: number | undefined;
  const hold = (turn: Turn) => {
    if (turn.operationId === records.turn.operationId && turn.epoch === records.turn.epoch) return;
    throw new OrchestratorError("FENCED", `operation "${turn.operationId}" no longer has the turn`);
  };
  const records: MemoryCellRecords = {
    row,
    turn: { operationId: "operation-1", componentUid: "uid", epoch: 1 },
    ledger,
    readies: [],
    faults: [],
    snapshots: [],
    wakes: [],
    said: [],
    raises: [],
    isGone: false,
    outputsByName: {},
    takeTurn(operationId) {
      startedAt = undefined;
      records.turn = { ...records.turn, operationId, epoch: records.turn.epoch + 1 };
      return records.turn;
    },
    async open(turn) {
      hold(turn);
      startedAt ??= now();
      const own = ledger.filter(({ incarnation }) => incarnation === records.row.incarnation);
      const effects = Object.fromEntries(own.map(({ call, state, operationId }) => [call, { state, operationId }]));
      return { ...records.row, effects, startedAt };
    },
    async intend(turn, effect) {
      hold(turn);
      note(`intend ${effect.call} i${effect.incarnation}`);
      const known = ledger.find(({ token }) => token === effect.token);
      if (known !== undefined) return { state: known.state === "done" ? "done" : "intended" };
      ledger.push({ ...effect, operationId: turn.operationId, state: "intent" });
      return { state: "new" };
    },
    async done(token) {
      const effect = ledger.find((row) => row.token === token);
      if (effect === undefined) throw new Error(`no intent of "${token}"`);
      effect.state = "done";
      note(`done ${effect.call} i${effect.incarnation}`);
    },
    async raiseIncarnation(turn, change) {
      hold(turn);
      records.raises.push(change);
      records.row = { ...records.row, incarnation: change.from + 1, incarnationOperationId: turn.operationId };
      return change.from + 1;
    },
    async ready(turn, ready) {
      hold(turn);
      note("ready");
      records.readies.push(ready);
      for (const effect of ledger) if (effect.incarnation === ready.incarnation) effect.state = "done";
      records.row = { ...records.row, phase: "Ready", inputDigest: ready.inputDigest };
    },
    async failed(turn, fault) {
      hold(turn);
      note("failed");
      records.faults.push(fault);
      records.row = { ...records.row, phase: "Failed" };
    },
    async gone(turn) {
      hold(turn);
      note("gone");
      records.isGone = true;
    },
    async asleep(turn) {
      hold(turn);
      note("asleep");
      records.row = { ...records.row, phase: "Asleep" };
    },
    async snapshotTaken(turn, snapshot) {
      hold(turn);
      if (!records.snapshots.some(({ id }) => id === snapshot.id)) records.snapshots.push(snapshot);
    },
    snapshotsToDelete: async () => [],
    async snapshotDeleted(id) {
      const place = records.snapshots.findIndex((snapshot) => snapshot.id === id);
      if (place >= 0) records.snapshots.splice(place, 1);
    },
    async progress(_turn, message) {
      records.said.push(message);
    },
    async outputs(_environmentUid, components) {
      return Object.fromEntries(Object.entries(records.outputsByName).filter(([name]) => components.includes(name)));
    },
    async baselines(componentUids) {
      // What was kept keeps its own.
      const baseline = records.readies.findLast((ready) => !ready.isKept || ready.baseline !== undefined)?.baseline;
      const isAsked = componentUids.includes(records.turn.componentUid);
      const scope = { project: records.row.project, componentUids: [records.turn.componentUid] };
      return new Map(isAsked && baseline !== undefined ? [[records.turn.componentUid, { ...baseline, ...scope }]] : []);
    },
    async wake(wakes) {
      records.wakes.push(...wakes);
    },
    async watched() {
      const { environmentUid, project, environment, name, kind, incarnation } = records.row;
      const { componentUid } = records.turn;
      return [{ componentUid, environmentUid, project, environment, name, kind, incarnation }];
    },
    componentsOf: async () => [records.turn.componentUid],
    async lease({ componentUid, purpose, candidates }) {
      const key = `${componentUid}/${purpose}`;
      const known = leases.get(key) ?? candidates.find((value) => ![...leases.values()].includes(value));
      if (known === undefined) throw new OrchestratorError("PORT_TAKEN", "all candidates are leased");
      leases.set(key, known);
      return known;
    },
    leased: async (_cell, componentUid, purpose) => leases.get(`${componentUid}/${purpose}`),
  };
  return records;
}
