import type { ErrorCode } from "../../../domain/errors.ts";

/** Which secret of which cell. */
export interface SecretOfCell {
  readonly cell: string;
  readonly project: string;
  readonly name: string;
}

/** The last that a cell said of a secret. */
export interface SaidOfSecret {
  /** Number of the last question that is answered. */
  readonly answered: number;
  /** How long ago it was answered, milliseconds. */
  readonly ageMs: number;
  /** Undefined where the cell has no such secret. */
  readonly version: string | undefined;
  readonly problem?: { readonly code: ErrorCode; readonly message: string };
}

/** What the control plane asks cells about their secrets. */
export interface SecretQuestions {
  /** The cells that read their secrets themselves, sorted. */
  cells(): Promise<readonly string[]>;
  /** What a cell said last; undefined where it was never asked, or has not answered yet. */
  said(secret: SecretOfCell): Promise<SaidOfSecret | undefined>;
  /** Asks, and answers the number of the question. */
  ask(secret: SecretOfCell): Promise<number>;
  /** Names of a project's secrets that some cell has, sorted. */
  names(project: string): Promise<readonly string[]>;
}
