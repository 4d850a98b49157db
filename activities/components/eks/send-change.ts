import { callToken } from "../../../domain/eks/call-token.ts";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { Subject } from "../driver.ts";
import { roleAwaited } from "./await-role.ts";
import type { Asking, Change, EksKind, Seen, Target } from "./kind.ts";
import type { LifeNotes, Notebook } from "./life-notes.ts";
import { refusalOf, unlessUnknown } from "./refusals.ts";
import { wishDigest } from "./wish-digest.ts";

/** A change, and on whose behalf it is sent. */
export interface Sending {
  readonly change: Change;
  readonly subject: Pick<Subject, "token"> & { readonly config: unknown };
  readonly notebook: Notebook;
  readonly now: () => number;
}

type UpdateNote = NonNullable<LifeNotes["update"]>;

/**
 * Sends one change, and notes the update that it becomes. What an intent has asked for already is not asked for again: it
 * `runs` until its update has ended.
 *
 * @throws OrchestratorError `CLOUD_UPDATE_FAILED` when this very wish of this intent has failed
 */
export async function sendChange<Config, S extends Seen>(
  ask: Asking,
  kind: EksKind<Config, S>,
  { change, subject, notebook, now }: Sending,
): Promise<"done" | "runs"> {
  const wish = wishDigest(change.request);
  const token = callToken(subject.token, change.step, wish);
  const { update: begun, target = {} } = notebook.notes;
  if (begun?.token === token && begun.outcome === "failed") {
    throw new OrchestratorError("CLOUD_UPDATE_FAILED", begun.reason ?? "EKS does not say why");
  }
  // It has succeeded, and what was seen is older than that.
  if (begun?.token === token && begun.outcome === "succeeded") return "runs";
  const note: UpdateNote = { step: change.step, wish, token };
  try {
    if (change.updateType !== undefined) await notebook.write({ update: note });
    const id = await change.send(ask, token);
    if (id === undefined) return "done";
    await notebook.write({ update: { ...note, id } });
    return "runs";
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal?.is === "no change") return "done";
    if (refusal?.is === "not yet") throw await roleAwaited(error, { subject, notebook, now });
    const id = refusal?.is === "busy" ? refusal.updateId : undefined;
    if (id === undefined || !(await isSameChange(ask, kind, { id, change, target }))) throw error;
    await notebook.write({ update: { ...note, id } });
    return "runs";
  }
}

/** Whether the update that runs is the change that is wanted: its call was answered, and the answer was lost. */
async function isSameChange<Config, S extends Seen>(
  { eks, signal }: Asking,
  kind: EksKind<Config, S>,
  running: { readonly id: string; readonly change: Change; readonly target: Target },
): Promise<boolean> {
  if (kind.updateOf === undefined || running.change.updateType === undefined) return false;
  const input = { ...kind.updateOf(running.target), updateId: running.id };
  const found = await unlessUnknown(eks.describeUpdate(input, signal));
  return found?.update?.type === running.change.updateType;
}
