import type { Check } from "../crash/checks/check.ts";
import { checkEach, groupBy } from "../crash/checks/check.ts";
import { REQUIRED_POINTS } from "./death-plan.ts";
import type { Played } from "./play-story.ts";
import type { World } from "./world.ts";

/** What a run saw. */
export interface Run {
  readonly seed: string;
  /** Points that the dry run reached. */
  readonly reached: readonly string[];
  readonly points: readonly string[];
  readonly played: readonly Played[];
  /** Stories that did not end, and why. */
  readonly broken: readonly string[];
}

/** The truth at the end, by the simulated Slack's own log and the rows. */
export interface Truth {
  /** Keys of all posts, each as often as it was posted. */
  readonly posted: readonly string[];
  /** Who was told what privately. */
  readonly whispers: readonly string[];
  readonly inbox: readonly { readonly key: string; readonly state: string; readonly outcome: string | null }[];
}

/** Reads the truth. */
export async function readTruth({ slack, rows }: World): Promise<Truth> {
  const posts = (await slack.effects("message.post")).filter(({ cause }) => cause === "api");
  const whispers = (await slack.effects("ephemeral.post")).map(({ after }) => {
    const { user, text } = after as { readonly user: string; readonly text: string };
    return `${user}: ${text}`;
  });
  const inbox = await rows<Truth["inbox"][number]>("select key, state, outcome from slack_inbox order by id");
  return { posted: posts.map(({ key }) => String(key)), whispers, inbox };
}

/** Whispers that somebody heard twice: Slack gives them no key. */
export function doubledWhispers({ whispers }: Truth): number {
  return [...groupBy(whispers, (text) => text).values()].reduce((sum, { length }) => sum + length - 1, 0);
}

/** What must hold. */
export function checkRun({ reached, points, played, broken }: Run, truth: Truth): readonly Check[] {
  const withDeath = played.filter(({ point }) => point !== undefined);
  const keys = [...groupBy(truth.posted, (key) => key)];
  const of = ({ approval: { id }, point, story }: Played) => `${id} (${story.name}, death ${point ?? "nowhere"})`;
  const each = (name: string, problem: (one: Played) => string | undefined) =>
    checkEach(name, played, (one) => {
      const found = problem(one);
      return found === undefined ? undefined : `${of(one)}: ${found}`;
    });
  return [
    checkEach("every point that there must be was reached in the dry run", REQUIRED_POINTS, (point) =>
      reached.includes(point) ? undefined : point,
    ),
    checkEach("a process died once at every point", points, (point) => {
      const deaths = withDeath.find((one) => one.point === point)?.deaths ?? 0;
      return deaths === 1 ? undefined : `${point}: ${deaths} deaths`;
    }),
    { name: "every story went on and ended as it should", looked: points.length, problems: broken },
    each("each vote counts once, and no other", ({ approval, events, story: { ends } }) => {
      const voters = approval.votes.map(({ person }) => person.name).toSorted();
      if (JSON.stringify(voters) !== JSON.stringify(ends.voters)) return `votes of ${voters.join(", ")}`;
      const twice = ends.voters.filter(
        (name) =>
          events.filter((one) => /\.(voted|approved|rejected) by /.test(one) && one.endsWith(` by ${name}`)).length !==
          1,
      );
      return twice.length === 0 ? undefined : `${twice.join(", ")} in ${events.join("; ")}`;
    }),
    each("each approval was asked for and decided once", ({ approval: { status }, events, story: { ends } }) => {
      if (status !== ends.status) return `it is ${status}`;
      const count = (type: string) => events.filter((one) => one.startsWith(`approval.${type} `)).length;
      const counts = [count("requested"), count("approved") + count("rejected")];
      return counts.every((one) => one === 1) ? undefined : `asked ${counts[0]} times, decided ${counts[1]} times`;
    }),
    each("each promotion ran as often as it was approved", ({ promotion, story: { ends } }) => {
      const wanted = ends.promotion === "Verified" ? 1 : 0;
      return promotion.operations.length === wanted ? undefined : `${promotion.operations.length} operations`;
    }),
    each("each approval has one message", ({ copies }) => (copies === 1 ? undefined : `${copies} messages`)),
    checkEach("nothing that has a key was posted twice", keys, ([key, same]) =>
      same.length === 1 ? undefined : `${key}: ${same.length} times`,
    ),
    checkEach("everything that Slack sent has one outcome", truth.inbox, ({ key, state, outcome }) =>
      state === "handled" && outcome !== null ? undefined : `${key} is ${state}`,
    ),
    checkEach("nothing that Slack sent was given up", truth.inbox, ({ key, outcome }) =>
      outcome?.startsWith("errored") === true ? `${key}: ${outcome}` : undefined,
    ),
  ];
}
