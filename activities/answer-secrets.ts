import { setTimeout as sleep } from "node:timers/promises";
import type { SecretAnswer, SecretAnswers } from "../adapters/cell-records/secret-answers-port.ts";
import type { Secrets } from "../adapters/secrets/port.ts";
import { OrchestratorError } from "../domain/errors.ts";

const LOOK_EVERY_MS = 250;
const AFTER_FAILURE_MS = 2_000;

/** What answering for a cell's secrets needs. */
export interface AnsweringSecrets {
  readonly cell: string;
  readonly answers: SecretAnswers;
  /** How the cell reads its secrets itself; absent where it has those of the control plane. */
  readonly secrets: Pick<Secrets, "version"> | undefined;
  readonly signal: AbortSignal;
  /** Told of what failed, which is tried again. */
  readonly onError: (error: unknown) => void;
}

/**
 * Tells the control plane which version the cell has of each secret that it is asked about, until the signal aborts. No
 * value leaves the cell. A cell that reads no secrets itself says so once.
 */
export async function answerSecrets({ cell, answers, secrets, signal, onError }: AnsweringSecrets): Promise<void> {
  for (let isSaid = false; !signal.aborted;) {
    let waitMs = LOOK_EVERY_MS;
    try {
      if (!isSaid) await answers.keepsSecrets(cell, secrets !== undefined);
      isSaid = true;
      if (secrets === undefined) return;
      const questions = await answers.questions(cell);
      await Promise.all(
        questions.map(async (question) => await answers.answer(cell, question, await answerTo(secrets, question))),
      );
    } catch (error) {
      if (!signal.aborted) onError(error);
      waitMs = AFTER_FAILURE_MS;
    }
    await sleep(waitMs, undefined, { signal }).catch(() => undefined); // Cut short by the signal.
  }
}

async function answerTo(
  secrets: Pick<Secrets, "version">,
  { project, name }: { readonly project: string; readonly name: string },
): Promise<SecretAnswer> {
  try {
    return { version: await secrets.version(project, name) };
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    return { problem: { code: error.code, message: error.message } };
  }
}
