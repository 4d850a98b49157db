import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Points of a vote's path that there must be. A dry run reaches these, and perhaps more. */
export const REQUIRED_POINTS: readonly string[] = [
  ...["approve", "reject", "submission"].flatMap((sent) =>
    ["stored", "acknowledged", "begun", "before end", "ended"].map((point) => `${point} slack/${sent}`),
  ),
  ...["approve", "submission"].map((sent) => `counted slack/${sent}`),
  ...["reject", "details"].map((sent) => `opened slack/${sent}`),
  ...["approval", "promotion"].flatMap((kind) => [`before signal look/${kind}`, `signalled look/${kind}`]),
  ...["post", "progress", "vote-*", "remind-*", "escalate"].flatMap((call) =>
    ["before intent", "after intent", "after wire", "before done"].map((point) => `${point} chat/${call}`),
  ),
  ...["post", "progress"].map((call) => `before record chat/${call}`),
  ...["approval", "progress"].flatMap((role) => [`before update chat/${role}`, `before record chat/${role}`]),
];

const OF_VOTES = /^[a-z ]+ (slack|chat|look)\//;
/** Looks at environments are on no vote's path. */
const ELSEWHERE = / look\/environment$/;

/** Where a process is to die next, as the processes are told it. */
export interface DeathPlan {
  /** What a process is told in its next life. */
  variables(): NodeJS.ProcessEnv;
  /** From their next lives on, whoever reaches this point dies there, once; undefined: nobody dies. */
  arm(point: string | undefined): void;
  /** How often somebody has died at a point. */
  deaths(point: string): number;
  /** Points of votes that were reached so far, by their plain names, in their order; while nothing was ever armed. */
  reached(): readonly string[];
}

/** Keeps its notes in a directory. */
export function deathPlan(directory: string): DeathPlan {
  const reachedNote = join(directory, "reached");
  const dieNote = join(directory, "died");
  for (const note of [reachedNote, dieNote]) writeFileSync(note, "");
  let armed: string | undefined;
  let isDry = true;
  const deaths = (point: string) => linesOf(dieNote).filter((line) => line === point).length;
  return {
    deaths,
    variables() {
      if (isDry) return { HOLDFAST_REACHED_NOTE: reachedNote };
      if (armed === undefined || deaths(armed) > 0) return {};
      return { HOLDFAST_DIE_NOTE: dieNote, HOLDFAST_DIE_AT_EFFECT: `${armed}:1` };
    },
    arm(point) {
      isDry = false;
      armed = point;
    },
    reached() {
      const points = linesOf(reachedNote).filter((line) => OF_VOTES.test(line) && !ELSEWHERE.test(line));
      return [...new Set(points.map(plainPoint))];
    },
  };
}

/** Votes and reminders are numbered; their points are not. */
const plainPoint = (point: string) => point.replace(/ chat\/(vote|remind)-.*$/, " chat/$1-*");

/** The process that reaches a point. */
export const processOf = (point: string): "api" | "orchestrator" => (/ chat\//.test(point) ? "orchestrator" : "api");

const linesOf = (note: string) => readFileSync(note, "utf8").split("\n").slice(0, -1);
