import { callToken } from "../../../domain/eks/call-token.ts";
import { isSameUpdate } from "../../../domain/eks/is-same-update.ts";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { Subject } from "../driver.ts";
import { roleAwaited } from "./await-role.ts";
import { noteSuccess } from "./follow-update.ts";
import type { Asking, Change, EksKind, Seen, Target } from "./kind.ts";
import type { LifeNotes, Notebook } from "./life-notes.ts";
import { noteMade, unlessLongUnseen } from "./made-changes.ts";
import { refusalOf, unlessUnknown } from "./refusals.ts";
import { nameOf } from "./whose.ts";
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
 * @throws OrchestratorError `CLOUD_UPDATE_FAILED` when this very wish of this intent has failed, or EKS says that it is made
 *   and goes on showing something else
 */
export async function sendChange<Config, S extends Seen>(
  ask: Asking,
  kind: Pick<EksKind<Config, S>, "updateOf">,
  { change, subject, notebook, now }: Sending,
): Promise<"done" | "runs"> {
  const wish = wishDigest(change.request);
  const token = callToken(subject.token, change.step, wish);
  const { update: begun, made, target = {} } = notebook.notes;
  if (begun?.token === token && begun.outcome === "failed") {
    throw new OrchestratorError("CLOUD_UPDATE_FAILED", `${nameOf(target)}: ${begun.reason ?? "EKS does not say why"}`);
  }
  const hasSucceeded = begun?.token === token && begun.outcome === "succeeded";
  if (hasSucceeded || made[change.step]?.token === token) {
    await unlessLongUnseen(notebook, { change, token, nowMs: now() });
    return hasSucceeded ? "runs" : "done";
  }
  const { remembers } = change;
  const lostAt = sentAndLostAt(begun, wish);
  const note: UpdateNote = {
    step: change.step,
    wish,
    token,
    sentAt: lostAt ?? now(),
    ...(remembers === undefined ? {} : { remembers }),
  };
  const isUpdate = change.updateType !== undefined;
  try {
    if (isUpdate) await notebook.write({ update: note });
    const id = await change.send(ask, token);
    if (id === undefined) return await noteMade(notebook, { change, token, nowMs: now() });
    await notebook.write({ update: { ...note, id } });
    return "runs";
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal?.is === "no change") {
      if (isUpdate) await noteSuccess(notebook, note);
      return await noteMade(notebook, { change, token, nowMs: now() });
    }
    const id = refusal?.is === "busy" ? refusal.updateId : undefined;
    if (id !== undefined && (await isLostChange(ask, kind, { id, change, target, lostAt }))) {
      await notebook.write({ update: { ...note, id } });
      return "runs";
    }
    // What an earlier try has become nobody knows still.
    const isRefused = refusal !== undefined && refusal.is !== "unclear" && lostAt === undefined;
    if (isUpdate && isRefused) await notebook.write({ update: { ...note, isRefused } });
    throw refusal?.is === "not yet" ? await roleAwaited(error, { subject, notebook, now }) : error;
  }
}

/** When this wish was sent first, where its call may have been answered and the answer was lost; undefined otherwise. */
function sentAndLostAt(begun: UpdateNote | undefined, wish: string): number | undefined {
  if (begun?.wish !== wish || begun.id !== undefined) return undefined;
  return begun.isRefused === true || begun.outcome !== undefined ? undefined : begun.sentAt;
}

/** Whether the update that runs is the change that is wanted: its call was answered, and the answer was lost. */
async function isLostChange<Config, S extends Seen>(
  { eks, signal }: Asking,
  kind: Pick<EksKind<Config, S>, "updateOf">,
  running: {
    readonly id: string;
    readonly change: Change;
    readonly target: Target;
    readonly lostAt: number | undefined;
  },
): Promise<boolean> {
  const { updateType, request } = running.change;
  const { lostAt: sentAt } = running;
  if (kind.updateOf === undefined || updateType === undefined || sentAt === undefined) return false;
  const input = { ...kind.updateOf(running.target), updateId: running.id };
  const found = (await unlessUnknown(eks.describeUpdate(input, signal)))?.update;
  return found !== undefined && isSameUpdate(found, { updateType, request, sentAt });
}
