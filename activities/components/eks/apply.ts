import { callToken } from "../../../domain/eks/call-token.ts";
import { ownershipTags } from "../../../domain/eks/ownership.ts";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { Json } from "../../../domain/schema/json.ts";
import type { Subject } from "../driver.ts";
import { changesOf } from "./changes-of.ts";
import { followUpdate } from "./follow-update.ts";
import type { Asking, EksKind, Seen } from "./kind.ts";
import type { Notebook } from "./life-notes.ts";
import { busy, refusalOf } from "./refusals.ts";
import { sendChange } from "./send-change.ts";
import { roleAwaited } from "./await-role.ts";
import { nameOf, notOursBecause } from "./whose.ts";
import { wishDigest } from "./wish-digest.ts";

/** What a change of a resource needs. */
export interface Applying<Config> {
  readonly subject: Subject<Config>;
  readonly notebook: Notebook;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

interface Creating<Config> extends Applying<Config> {
  /** Whether nothing of this life was ever asked for. */
  readonly isNew: boolean;
}

/** Brings a resource of EKS a step closer to what is wanted: makes it, or sends the changes it needs up to the first that takes its time. */
export async function applyResource<Config, S extends Seen>(
  ask: Asking,
  kind: EksKind<Config, S>,
  applying: Applying<Config>,
): Promise<void> {
  const { subject, notebook } = applying;
  const { target: noted, life, isAsked } = notebook.notes;
  const target = noted ?? kind.target(subject.config);
  const isNew = life === undefined && (noted === undefined || isAsked === false);
  if (isNew) await notebook.write({ target, remembered: kind.remember?.(subject.config) ?? {}, isAsked: true });
  const there = isNew ? undefined : await lookedAt(subject, async () => await kind.find(ask, { target, life }));
  const seen = there ?? (await create(ask, kind, { ...applying, isNew }));
  // Made, and not to be seen yet: the next look tells.
  if (seen === undefined) return;
  const reason = notOursBecause(seen, notebook.notes, subject);
  if (reason !== undefined) throw new OrchestratorError("NOT_OURS", reason);
  if (!notebook.notes.isSeen) await notebook.write({ life: seen.life, isSeen: true });
  if (seen.standing === "deleting") throw busy(`${nameOf(target)} is being deleted`);
  if (seen.standing === "changing" || seen.standing === "unknown") return;
  await change(ask, kind, { ...applying, seen });
}

/** What a look has shown just before, or what one shows now. */
async function lookedAt<S extends Seen>({ seen }: Subject, find: () => Promise<S | undefined>): Promise<S | undefined> {
  // Nobody but the driver of this very kind has made it.
  return seen === undefined ? await find() : (seen as S);
}

/**
 * Asks for it. Answers what there is where more of it is to be asked for, and where its name was taken: it may have been
 * made by an earlier call.
 */
async function create<Config, S extends Seen>(
  ask: Asking,
  kind: EksKind<Config, S>,
  applying: Creating<Config>,
): Promise<S | undefined> {
  const { subject, notebook } = applying;
  const target = kind.target(subject.config);
  if (notebook.notes.life !== undefined) throw busy(`EKS knows no ${nameOf(target)} any more`);
  const isTaken = (await sendCreation(ask, kind, applying)) === "taken";
  if (!isTaken && kind.hasParts?.(subject.config) !== true) return undefined;
  const made = await kind.find(ask, { target });
  if (made === undefined && isTaken)
    throw busy(`the name of ${nameOf(target)} is taken by something that EKS does not show`);
  return made;
}

async function sendCreation<Config, S extends Seen>(
  ask: Asking,
  kind: EksKind<Config, S>,
  applying: Creating<Config>,
): Promise<"made" | "taken"> {
  const { subject, notebook, isNew, now } = applying;
  const { config, id, incarnation } = subject;
  const token = callToken(subject.token, "create", wishDigest(config as Json));
  const tags = { ...kind.tags(config), ...ownershipTags({ id, incarnation, token: subject.token }) };
  try {
    const life = await kind.create(ask, { config, tags, token });
    await notebook.write({ madeAt: now(), ...(life === undefined ? {} : { life }) });
    return "made";
  } catch (error) {
    if (isNew && wasNeverSent(error)) await notebook.write({ isAsked: false });
    const refusal = refusalOf(error)?.is;
    if (refusal === "not yet") throw await roleAwaited(error, applying);
    if (refusal === "not found") throw await unlessClusterIsThere(ask, kind.target(config), error);
    if (refusal !== "exists") throw error;
    return "taken";
  }
}

/** Whether a call got no place among the cell's calls. */
function wasNeverSent(error: unknown): boolean {
  return error instanceof OrchestratorError && error.details["isSent"] === false;
}

/** EKS may take a while to know a cluster everywhere; one that is not there at all will not come. */
async function unlessClusterIsThere(ask: Asking, { cluster }: Readonly<Record<string, string>>, error: unknown) {
  if (cluster === undefined) return error;
  try {
    await ask.eks.describeCluster({ name: cluster }, ask.signal);
    return error;
  } catch (failure) {
    if (refusalOf(failure)?.is !== "not found") return failure;
    return new OrchestratorError("COMPONENT_FAILED", `there is no cluster "${cluster}"`, { cause: error });
  }
}

async function change<Config, S extends Seen>(
  ask: Asking,
  kind: EksKind<Config, S>,
  changing: Applying<Config> & { readonly seen: S },
): Promise<void> {
  const { subject, notebook, seen } = changing;
  const { config } = subject;
  const target = kind.target(config);
  const update = await followUpdate(ask, kind, { notebook, target });
  if (update?.state === "running") return;
  const obstacles = kind.obstacles?.(seen, config) ?? [];
  if (obstacles.length > 0)
    throw new OrchestratorError("COMPONENT_FAILED", `${nameOf(target)}: ${obstacles.join("; ")}`);
  for (const one of changesOf(kind, seen, { config, remembered: notebook.notes.remembered })) {
    if ((await sendChange(ask, kind, { ...changing, change: one })) === "runs") return;
  }
}
