import { ApplicationFailure } from "@temporalio/common";
import type {
  AdmittedStep,
  AdmittedTurn,
  CellActivities,
  EndInput,
  OrchestratorActivities,
  StepActivities,
} from "../../activities/index.ts";
import { type Asking, decideNext } from "../../domain/decide-next.ts";
import type { ComponentWake, DueRevert, EnvironmentWork, Hold } from "../../domain/schema/environment-work.ts";
import type { ExpiryWork } from "../../domain/schema/rest-work.ts";
import type { OperationKind } from "../../domain/schema/phases.ts";

/** An operation of the rows in memory. */
export interface MemoryOperation {
  readonly id: string;
  readonly kind: OperationKind;
  state: "Accepted" | "Running" | "Succeeded" | "Failed" | "Superseded" | "Cancelled" | "Not admitted" | "Gone";
  isCancelRequested: boolean;
  readonly steps: MemoryStep[];
  /** The components that it is about; absent for all. */
  readonly only?: readonly string[];
}

/** A step of an operation in memory, and how it goes; well, and nothing more, by default. */
export interface MemoryStep extends AdmittedStep {
  readonly run?: () => Promise<Awaited<ReturnType<StepActivities["runStep"]>>>;
}

/** A component of every operation in memory, and how its converge goes. */
export interface MemoryComponent {
  readonly name: string;
  readonly needs: readonly string[];
  readonly converge?: () => Promise<void>;
  /** Component whose version this step moves; absent for a component itself. */
  readonly stepOf?: string;
}

/** What a workflow's rows hold, in memory, decided by the product's own rules. For tests of the sequences alone. */
export interface MemoryRows {
  readonly operations: MemoryOperation[];
  /** Converges and steps in the order in which they started and ended. */
  readonly log: string[];
  /** Operations that asked whether they must stop starting. */
  readonly asked: string[];
  readonly activities: OrchestratorActivities & CellActivities & StepActivities;
  accept(kind: OperationKind, steps?: readonly MemoryStep[]): MemoryOperation;
  /** Makes an operation that has the turn at once, from the one that has just ended. */
  handOn(kind: OperationKind, steps?: readonly MemoryStep[]): MemoryOperation;
  cancel(operation: MemoryOperation): void;
  wake(component: string): void;
  /** Makes a component drift; it is to be put back. */
  drift(component: string): void;
  /** What its calendars say at an instant; nothing by default. */
  calendars: (nowMs: number) => Pick<Asking, "freeze" | "sleep">;
  /** When its time ends; undefined for never. */
  expiresAt: number | undefined;
  takeNextCalls: number;
}

const UNDONE: ReadonlySet<string> = new Set(["Pending", "Failed", "Undo failed"]);

/** Rows of one environment with these components. */
export function memoryRows(
  components: readonly MemoryComponent[],
  options: {
    readonly cell: string;
    /** Whether an operation is admitted; each is by default. */
    readonly admits?: (operation: MemoryOperation) => boolean;
    /** Whether clusters are looked at before an operation has its turn; they are not by default. */
    readonly wantsLook?: (operation: MemoryOperation) => boolean;
    /** How a look at clusters goes; well by default. */
    readonly looks?: () => Promise<void>;
    readonly whenEnded: (operation: MemoryOperation) => Promise<void>;
  },
): MemoryRows {
  const operations: MemoryOperation[] = [];
  const log: string[] = [];
  let wakes: ComponentWake[] = [];
  let reverts: DueRevert[] = [];
  let hold: Hold | undefined;
  let isAsleep = false;
  let expiry: Omit<ExpiryWork, "at"> = { isTold: false, isAsked: false };
  let isGone = false;
  const add = (
    kind: OperationKind,
    state: MemoryOperation["state"],
    { steps = [], only }: { readonly steps?: readonly MemoryStep[]; readonly only?: readonly string[] } = {},
  ): MemoryOperation => {
    const operation: MemoryOperation = {
      id: `${kind}-${operations.length + 1}-${Math.random().toString(36).slice(2, 8)}`,
      kind,
      state,
      isCancelRequested: false,
      steps: [...steps],
      ...(only === undefined ? {} : { only }),
    };
    operations.push(operation);
    return operation;
  };
  const running = () => operations.find(({ state }) => state === "Running");
  const work = (): EnvironmentWork => {
    const now = running();
    return {
      uid: "e1",
      project: "shop",
      name: "shop-dev",
      class: "dev",
      freezeWindows: [],
      phase: isGone ? "Gone" : "Ready",
      epoch: 1,
      isSuspended: false,
      accepted: operations
        .filter(({ state }) => state === "Accepted")
        .map(({ id, kind }) => ({ operationId: id, kind, generation: 1, isOfPromotion: false })),
      wakes,
      reverts,
      deaths: [],
      sleep: { isAsleep },
      ...(rows.expiresAt === undefined ? {} : { expiry: { ...expiry, at: rows.expiresAt } }),
      ...(hold === undefined ? {} : { hold }),
      ...(now === undefined ? {} : { running: { operationId: now.id, startedAt: 0, kind: now.kind } }),
    };
  };
  const byId = (id: string) => {
    const found = operations.find((operation) => operation.id === id);
    if (found === undefined) throw new Error(`no operation "${id}"`);
    return found;
  };
  const rows: MemoryRows = {
    operations,
    log,
    asked: [],
    takeNextCalls: 0,
    calendars: () => ({}),
    expiresAt: undefined,
    accept: (kind, steps) => add(kind, "Accepted", steps && { steps }),
    handOn: (kind, steps) => add(kind, "Running", steps && { steps }),
    cancel: (operation) => void (operation.isCancelRequested = true),
    wake: (component) =>
      void wakes.push({
        componentUid: component,
        component,
        incarnation: 1,
        reason: "exited",
        detail: "gone",
        receivedAt: 0,
        needs: [],
      }),
    drift: (component) =>
      void reverts.push({
        findingId: `fi-${component}`,
        componentUid: `uid-${component}`,
        component,
        incarnation: 1,
        diffDigest: "changed",
      }),
    activities: {
      async takeNext({ attachedTo }) {
        rows.takeNextCalls += 1;
        const nowMs = Date.now();
        const attached = attachedTo === undefined ? {} : { attachedTo };
        const next = decideNext(work(), { nowMs, ...attached, ...rows.calendars(nowMs) });
        if (next.do === "end") return next;
        if (next.do === "hold") {
          hold = next.hold;
          return { do: "wait", lookAgainAt: Date.now() + 86_400_000 };
        }
        if (next.do === "repair") {
          wakes = [];
          return { do: "start", operationId: add("repair", "Running").id };
        }
        if (next.do === "revert") {
          reverts = [];
          const only = next.findings.map(({ component }) => component);
          return { do: "start", operationId: add("revert", "Running", { only }).id };
        }
        if (next.do === "sleep" || next.do === "wake") return { do: "start", operationId: add(next.do, "Running").id };
        if (next.do === "announce-expiry" || next.do === "expire") {
          expiry = { isTold: true, isAsked: next.do === "expire" };
          if (next.do === "expire") add("delete", "Accepted");
          return { do: "wait", lookAgainAt: nowMs };
        }
        if (next.do === "start") {
          for (const id of next.supersede) byId(id).state = "Superseded";
          byId(next.operationId).state = "Running";
          return { do: "start", operationId: next.operationId };
        }
        const now = running();
        return now?.isCancelRequested === true ? { ...next, stopOperationId: now.id } : next;
      },
      async admit({ operationId, hasLooked, lookFailed }): Promise<AdmittedTurn> {
        const operation = byId(operationId);
        if (lookFailed !== undefined) log.push(`could not look: ${lookFailed}`);
        if (options.wantsLook?.(operation) === true && hasLooked !== true) {
          return { isAdmitted: false, wantedLook: { cell: options.cell, componentUids: ["uid-main"] } };
        }
        if (options.admits?.(operation) === false) {
          operation.state = "Not admitted";
          await options.whenEnded(operation);
          return { isAdmitted: false };
        }
        return {
          isAdmitted: true,
          epoch: 1,
          cell: options.cell,
          deadlineMs: 3_600_000,
          components: components
            .filter(({ name }) => operation.only?.includes(name) ?? true)
            .map(({ name, needs, stepOf }) => ({
              uid: `uid-${stepOf ?? name}`,
              name,
              needs,
              expectedMs: 10,
              ...(stepOf === undefined ? {} : { isStep: true as const }),
            })),
          steps: operation.steps.map(({ run: _run, ...step }) => step),
        };
      },
      async mustStopStarting({ operationId }) {
        rows.asked.push(operationId);
        return byId(operationId).isCancelRequested;
      },
      async endOperation({ operationId, failed, notStarted, wasCancelled }: EndInput) {
        const operation = byId(operationId);
        const isUndone =
          Object.keys(failed).length + notStarted.length > 0 ||
          operation.steps.some(({ state, continueOnFailure }) => UNDONE.has(state) && !continueOnFailure);
        operation.state = wasCancelled ? "Cancelled" : isUndone ? "Failed" : "Succeeded";
        if (operation.state === "Succeeded") {
          if (operation.kind === "delete") isGone = true;
          if (operation.kind === "sleep" || operation.kind === "wake") isAsleep = operation.kind === "sleep";
        }
        await options.whenEnded(operation);
      },
      async runStep({ operationId, step: name, isUndo }) {
        const { steps } = byId(operationId);
        const place = steps.findIndex((step) => step.name === name);
        const step = steps[place];
        if (step === undefined) throw ApplicationFailure.nonRetryable(`no step "${name}"`);
        log.push(`+${name}`);
        const end = (await step.run?.()) ?? { status: "succeeded" };
        const state =
          end.status === "succeeded"
            ? isUndo
              ? "Undone"
              : "Succeeded"
            : end.status === "skipped"
              ? "Skipped"
              : "Failed";
        steps[place] = { ...step, state };
        log.push(`-${name}`);
        return end;
      },
      async lookAtVersions({ componentUids }) {
        log.push(`looked at ${componentUids.join(", ")}`);
        await options.looks?.();
      },
      async converge({ componentUid, step }) {
        const component = components.find(({ name }) => name === step || (!step && `uid-${name}` === componentUid));
        if (component === undefined) throw ApplicationFailure.nonRetryable(`no component "${componentUid}"`);
        log.push(`+${component.name}`);
        await component.converge?.();
        log.push(`-${component.name}`);
      },
    },
  };
  return rows;
}
