import type { ErrorCode } from "../../domain/errors.ts";

/** A question of the control plane about a secret of a cell. */
export interface SecretQuestion {
  readonly project: string;
  readonly name: string;
  /** Its number: an answer holds for questions up to it. */
  readonly asked: number;
}

/** The version of a secret, none where there is no such secret, or why it cannot be told. Never the value. */
export type SecretAnswer =
  | { readonly version: string | undefined }
  | { readonly problem: { readonly code: ErrorCode; readonly message: string } };

/** What a cell that reads its secrets itself tells of them, so that plans can be made where nobody can read them. */
export interface SecretAnswers {
  /** Says whether the cell reads its secrets itself. */
  keepsSecrets(cell: string, keeps: boolean): Promise<void>;
  /** Questions that wait for an answer, at most 100. */
  questions(cell: string): Promise<readonly SecretQuestion[]>;
  /** Answers one. Safe to repeat; an answer to an older question than the last one answered changes nothing. */
  answer(cell: string, question: SecretQuestion, answer: SecretAnswer): Promise<void>;
  /** Names of a project's secrets that the cell was asked about and has. */
  names(cell: string, project: string): Promise<readonly string[]>;
}
