import { explainIssues } from "../../../domain/eks/health-issues.ts";
import type { Observation, Subject } from "../driver.ts";
import { changesOf } from "./changes-of.ts";
import { earlierLifeStays } from "./earlier-life.ts";
import { noteTags } from "./note-tags.ts";
import { fixedWish } from "./fixed-wish.ts";
import { followUpdate } from "./follow-update.ts";
import { isFresh, isGoneForGood, type GoneLimits } from "./gone-for-good.ts";
import type { Asking, EksKind, Seen } from "./kind.ts";
import { mayBeThere, type LifeNotes, type Notebook } from "./life-notes.ts";
import { movedByOthers, obstaclesOf } from "./moved-by-others.ts";
import { noteStates } from "./note-states.ts";
import { nameOf, notOursBecause } from "./whose.ts";
import { wishDigest } from "./wish-digest.ts";

/** What a look at a resource needs. */
export interface Looking<Config> {
  readonly subject: Subject<Config>;
  readonly notebook: Notebook;
  readonly limits: GoneLimits;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Looks at a resource of EKS once. What was never asked for is not looked for: what has its name is somebody else's. */
export async function observeResource<Config, S extends Seen>(
  ask: Asking,
  kind: EksKind<Config, S>,
  looking: Looking<Config>,
): Promise<Observation> {
  const { subject, notebook, limits, now } = looking;
  const { notes } = notebook;
  const wanted = kind.target(subject.config);
  const target = notes.target ?? wanted;
  const moved = Object.keys(wanted).filter((key) => wanted[key] !== target[key]);
  if (moved.length > 0) return { state: "differs", fields: moved.map((key) => `config.${key}`), replace: true };

  if (!mayBeThere(notes)) return { state: "absent" };
  const find = async () => await kind.find(ask, { target, life: notes.life });
  const seen = await find();
  if (seen === undefined) {
    const { creation } = notes;
    if (creation?.answer === "taken" && isFresh(creation.at, limits, now())) {
      return { state: "changing", reason: `EKS does not show ${nameOf(target)} yet`, ...begun(notes) };
    }
    if (notes.life === undefined) return { state: "absent" };
    if (await isGoneForGood(find, limits, ask.signal))
      return { state: "gone", reason: `EKS knows no ${nameOf(target)}` };
    return { state: "changing", reason: `EKS shows ${nameOf(target)} one time and not another` };
  }
  const earlier = earlierLifeStays(seen, looking);
  if (earlier !== undefined) return { state: "changing", reason: earlier };
  const reason = notOursBecause(seen, { ...notes, target }, subject);
  if (reason !== undefined) return { state: "failed", code: "NOT_OURS", reason };
  // The answer to its creation may have been lost.
  if (notes.life === undefined) await notebook.write({ target, life: seen.life });
  const judged = await judge(ask, kind, { seen, subject, notebook });
  return judged.state === "changing" || judged.state === "ready" ? { ...judged, ...begun(notes) } : judged;
}

/** When its creation was sent which EKS has taken. */
function begun({ creation }: LifeNotes): { readonly since?: number } {
  return creation?.answer === "taken" && creation.at !== undefined ? { since: creation.at } : {};
}

async function judge<Config, S extends Seen>(
  ask: Asking,
  kind: EksKind<Config, S>,
  { seen, subject, notebook }: { readonly seen: S; readonly subject: Subject<Config>; readonly notebook: Notebook },
): Promise<Observation> {
  const target = kind.target(subject.config);
  const name = nameOf(target);
  const why = explainIssues(seen.issues, "EKS does not say why");
  if (seen.standing === "deleting") return { state: "changing", reason: `${name} is being deleted` };
  if (seen.standing === "changing") return { state: "changing", reason: inWords(name, seen) };
  if (seen.standing === "unknown") {
    return { state: "changing", reason: `${name} is ${seen.status}, which Holdfast does not know: it waits` };
  }
  const update = await followUpdate(ask, kind, { notebook, target });
  if (update?.state === "running") return { state: "changing", reason: `the update of ${name} runs` };
  if (seen.standing === "failed" || seen.standing === "deletion failed") {
    return { state: "failed", code: "COMPONENT_FAILED", reason: `${name} is ${seen.status}: ${why}` };
  }
  const { config } = subject;
  const wanted = { config, notes: notebook.notes };
  const moved = movedByOthers(kind, seen, wanted);
  const fixed = kind.fixed(seen, config).filter((field) => !moved.includes(field));
  const { creation } = notebook.notes;
  const wish = fixedWish(kind, config);
  if (fixed.length > 0) {
    const isAsMade = creation?.isProven === false && creation.wish === wish;
    if (!isAsMade) return { state: "differs", fields: fixed, replace: true };
    return { state: "failed", code: "COMPONENT_FAILED", reason: madeOtherwise(name, fixed) };
  }
  if (creation !== undefined && !(creation.isProven && creation.wish === wish))
    await notebook.write({ creation: { ...creation, wish, isProven: true } });
  const [next, ...later] = changesOf(kind, seen, { subject, notes: notebook.notes });
  const begun = notebook.notes.update;
  if (next !== undefined && update?.state === "failed" && begun?.wish === wishDigest(next.request)) {
    return { state: "failed", code: "CLOUD_UPDATE_FAILED", reason: `${name}: ${update.reason}` };
  }
  const fields = [next, ...later].flatMap((change) => change?.fields ?? []);
  const obstacles = obstaclesOf(kind, seen, wanted);
  if (fields.length > 0 || obstacles.length > 0) {
    return { state: "differs", fields: fields.length > 0 ? fields : ["config"], replace: false, seen };
  }
  if (seen.standing === "degraded") return { state: "changing", reason: `${name} is ${seen.status}: ${why}` };
  const outputs = kind.outputs(seen);
  if (outputs === undefined) return { state: "changing", reason: `EKS has not told all of ${name} yet` };
  if (kind.remember !== undefined) await remember(notebook, kind.remember(config));
  await noteTags(notebook, Object.keys(kind.tags(config)));
  await noteStates(notebook, config as object);
  return { state: "ready", outputs };
}

async function remember({ notes, write }: Notebook, remembered: NonNullable<Notebook["notes"]["remembered"]>) {
  if (wishDigest(notes.remembered) !== wishDigest(remembered)) await write({ remembered });
}

/** Of what has never been as it was asked for: another one would be made in the same way. */
function madeOtherwise(name: string, fields: readonly string[]): string {
  return (
    `EKS has made ${name} with other values than it was asked for in ${fields.join(", ")}, and would do so again. ` +
    "Next: state there what EKS shows, or what it can give"
  );
}

function inWords(name: string, { status, issues }: Seen): string {
  return issues.length === 0 ? `${name} is ${status}` : `${name} is ${status}: ${explainIssues(issues, "")}`;
}
