import { OrchestratorError } from "../../../domain/errors.ts";
import type { Change } from "./kind.ts";
import type { Notebook } from "./life-notes.ts";
import { nameOf } from "./whose.ts";

/** A look may be older than a change that EKS says is made; for so long it is not. */
const SEEN_WITHIN_MS = 120_000;

/** A change that EKS says is made, and the token that it was asked for with. */
export interface Made {
  readonly change: Change;
  readonly token: string;
  readonly nowMs: number;
}

/** Notes that EKS says a change is made. */
export async function noteMade(notebook: Notebook, { change, token, nowMs }: Made): Promise<"done"> {
  await notebook.write({ made: { ...notebook.notes.made, [change.step]: { token, since: nowMs } } });
  return "done";
}

/**
 * Takes it that a look is too old which does not show a change that is made.
 * @throws OrchestratorError `CLOUD_UPDATE_FAILED` where EKS has shown something else for long
 */
export async function unlessLongUnseen(notebook: Notebook, made: Made): Promise<void> {
  const { change, token, nowMs } = made;
  const { made: madeByStep, target } = notebook.notes;
  const noted = madeByStep[change.step];
  if (noted?.token !== token) {
    await noteMade(notebook, made);
    return;
  }
  if (nowMs - noted.since < SEEN_WITHIN_MS) return;
  const still = change.fields.map((field) => stillIs(field, change.shows?.[field]));
  const reason = `${nameOf(target)}: EKS says that the change is made, and ${still.join(", ")}`;
  throw new OrchestratorError("CLOUD_UPDATE_FAILED", reason);
}

function stillIs(field: string, shown: unknown): string {
  if (shown === undefined) return `${field} is not as wanted still`;
  return shown === null ? `${field} is still not there` : `${field} is still ${JSON.stringify(shown)}`;
}
