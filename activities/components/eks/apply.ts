import { callToken } from "../../../domain/eks/call-token.ts";
import { ownershipTags } from "../../../domain/eks/ownership.ts";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { Json } from "../../../domain/schema/json.ts";
import type { Subject } from "../driver.ts";
import { changesOf } from "./changes-of.ts";
import { noteTags } from "./note-tags.ts";
import { fixedWish } from "./fixed-wish.ts";
import { earlierLifeStays } from "./earlier-life.ts";
import { followUpdate } from "./follow-update.ts";
import { isGoneForGood, type GoneLimits } from "./gone-for-good.ts";
import type { Asking, EksKind, Seen, Target } from "./kind.ts";
import { mayBeThere, mayHaveMade, type Notebook } from "./life-notes.ts";
import { obstaclesOf } from "./moved-by-others.ts";
import { busy, refusalOf, unlessUnknown, wasNeverSent } from "./refusals.ts";
import { sendChange } from "./send-change.ts";
import { roleAwaited } from "./await-role.ts";
import { nameOf, notOursBecause } from "./whose.ts";
import { wishDigest } from "./wish-digest.ts";

/** What a change of a resource needs. */
export interface Applying<Config> {
  readonly subject: Subject<Config>;
  readonly notebook: Notebook;
  readonly limits: GoneLimits;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Brings a resource of EKS a step closer to what is wanted: makes it, or sends the changes it needs up to the first that takes its time. */
export async function applyResource<Config, S extends Seen>(
  ask: Asking,
  kind: EksKind<Config, S>,
  applying: Applying<Config>,
): Promise<void> {
  const { subject, notebook, now } = applying;
  const target = notebook.notes.target ?? kind.target(subject.config);
  if (notebook.notes.target === undefined) {
    await notebook.write({ target, remembered: kind.remember?.(subject.config) ?? {}, begunAt: now() });
  }
  const { life } = notebook.notes;
  // What was never asked for is not looked for: where its name is taken, EKS refuses the creation.
  const there = mayBeThere(notebook.notes)
    ? (shown<S>(subject) ?? (await kind.find(ask, { target, life })))
    : undefined;
  const seen = there ?? (await create(ask, kind, applying));
  // Made: the next look tells what has come of it.
  if (seen === undefined) return;
  const earlier = earlierLifeStays(seen, applying);
  if (earlier !== undefined) throw busy(earlier);
  const reason = notOursBecause(seen, notebook.notes, subject);
  if (reason !== undefined) {
    // Somebody else has the name: nothing has come of a creation of ours.
    if (notebook.notes.life === undefined) await noteAnswer(notebook, "not ours");
    throw new OrchestratorError("NOT_OURS", reason);
  }
  if (notebook.notes.life === undefined) await notebook.write({ life: seen.life });
  if (seen.standing === "deleting") throw busy(`${nameOf(target)} is being deleted`);
  if (seen.standing === "changing" || seen.standing === "unknown") return;
  await change(ask, kind, { ...applying, seen });
}

/** What the look has shown that this call follows. */
function shown<S extends Seen>({ seen }: Subject): S | undefined {
  // Nobody but the driver of this very kind has made it.
  return seen as S | undefined;
}

/**
 * Asks for it. Answers what there is where more of it is to be asked for, and where its name is taken: it may have been made
 * by an earlier call.
 */
async function create<Config, S extends Seen>(
  ask: Asking,
  kind: EksKind<Config, S>,
  applying: Applying<Config>,
): Promise<S | undefined> {
  const { subject, notebook, now } = applying;
  const { config, id, incarnation } = subject;
  const target = kind.target(config);
  if (notebook.notes.life !== undefined) throw busy(`EKS knows no ${nameOf(target)} any more`);
  const token = callToken(subject.token, "create", wishDigest(config as Json));
  const tags = { ...kind.tags(config), ...ownershipTags({ id, incarnation, token: subject.token }) };
  // What an earlier try has become nobody knows still; what has the name may have come of it.
  const isFirst = !mayHaveMade(notebook.notes);
  const creation = { wish: fixedWish(kind, config), isProven: false, at: now() };
  await notebook.write({ creation, remembered: kind.remember?.(config) ?? {} });
  await noteTags(notebook, [...notebook.notes.tags, ...Object.keys(kind.tags(config))]);
  let isTaken = false;
  try {
    const life = await kind.create(ask, { config, tags, token });
    const taken = { ...creation, answer: "taken" } as const;
    await notebook.write({ creation: taken, ...(life === undefined ? {} : { life }) });
  } catch (error) {
    const refusal = refusalOf(error)?.is;
    const isUnclear = refusal === undefined || refusal === "unclear" || refusal === "exists";
    if (isFirst && (!isUnclear || wasNeverSent(error))) await noteAnswer(notebook, "refused");
    if (refusal === "not yet") throw await roleAwaited(error, applying);
    if (refusal === "not found") throw await unlessClusterIsThere(ask, { target, limits: applying.limits, error });
    if (refusal !== "exists") throw error;
    isTaken = true;
  }
  if (!isTaken && kind.hasParts?.(config) !== true) return undefined;
  const made = await kind.find(ask, { target, life: notebook.notes.life });
  if (made === undefined && isTaken)
    throw busy(`the name of ${nameOf(target)} is taken by something that EKS does not show`);
  return made;
}

/** EKS may take a while to know a cluster everywhere; one that several looks do not find will not come. */
async function unlessClusterIsThere(
  { eks, signal }: Asking,
  { target, limits, error }: { readonly target: Target; readonly limits: GoneLimits; readonly error: unknown },
): Promise<unknown> {
  const { cluster: name } = target;
  if (name === undefined) return error;
  const find = async () => await unlessUnknown(eks.describeCluster({ name }, signal));
  if ((await find()) !== undefined || !(await isGoneForGood(find, limits, signal))) return error;
  return new OrchestratorError("COMPONENT_FAILED", `there is no cluster "${name}"`, { cause: error });
}

/** Notes what became of the creation of this life, where one was sent. */
async function noteAnswer({ notes, write }: Notebook, answer: "refused" | "not ours"): Promise<void> {
  if (notes.creation !== undefined) await write({ creation: { ...notes.creation, answer } });
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
  const obstacles = [
    ...obstaclesOf(kind, seen, { config, notes: notebook.notes }),
    ...(subject.putBack === undefined ? [] : (kind.drift.obstacles?.(seen, config) ?? [])),
  ];
  if (obstacles.length > 0)
    throw new OrchestratorError("COMPONENT_FAILED", `${nameOf(target)}: ${obstacles.join("; ")}`);
  await noteTags(notebook, [...notebook.notes.tags, ...Object.keys(kind.tags(config))]);
  for (const one of changesOf(kind, seen, { subject, notes: notebook.notes })) {
    if ((await sendChange(ask, kind, { ...changing, change: one })) === "runs") return;
  }
}
