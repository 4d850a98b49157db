import type { AdmittedStep } from "../adapters/store/operations-port.ts";

/** What an environment's workflow does next. `stopOperationId` names a running operation that must be told to read its rows. */
export type TakeNextAnswer =
  | { readonly do: "end" }
  | { readonly do: "start"; readonly operationId: string }
  | { readonly do: "wait"; readonly lookAgainAt: number; readonly stopOperationId?: string };

/** One component of an admitted operation. */
export interface AdmittedComponent {
  readonly uid: string;
  readonly name: string;
  readonly needs: readonly string[];
  readonly expectedMs: number;
  /** True for a step of an upgrade, which is named as in its plan; absent for a component. */
  readonly isStep?: true;
}

/** Clusters that must be looked at before an operation can have its turn. */
export interface WantedLook {
  readonly cell: string;
  readonly componentUids: readonly string[];
}

/** The turn of an operation and what it runs; or that it ended without one, unless a look is wanted first. */
export type AdmittedTurn =
  | { readonly isAdmitted: false; readonly wantedLook?: WantedLook }
  | {
      readonly isAdmitted: true;
      readonly epoch: number;
      readonly cell: string;
      /** After this, milliseconds, it stops starting. */
      readonly deadlineMs: number;
      /** Steps of upgrades are among them. */
      readonly components: readonly AdmittedComponent[];
      /** In the order in which they run; those that are done are done. */
      readonly steps: readonly AdmittedStep[];
    };

/** What an operation reports at its end. */
export interface EndInput {
  readonly operationId: string;
  /** One line for each component uid whose converge failed. */
  readonly failed: Readonly<Record<string, string>>;
  readonly notStarted: readonly string[];
  readonly wasCancelled: boolean;
  /** Why it stopped starting where nobody asked it to; absent otherwise. */
  readonly reason?: string;
}
