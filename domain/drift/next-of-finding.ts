import type { FindingStatus, FindingView, Reaction } from "../schema/drift.ts";

/** What holds an environment back at the moment. Instants are epoch milliseconds. */
export interface EnvironmentStanding {
  /** One line for each freeze window that holds now. */
  readonly frozenBy: readonly string[];
  /** When the freeze opens; absent where it is open, and where nobody has said an end. */
  readonly opensAt?: number;
  /** Why it waits for a person; absent where it does not. */
  readonly holdReason?: string;
  readonly isSuspended: boolean;
  /** True while its components are stopped by its calendar: nothing is put back before it wakes. */
  readonly isAsleep?: true;
  /** The operation that runs; absent where none does. */
  readonly runs?: string;
}

/** What a person can answer to a finding. */
export const FINDING_ANSWERS = ["revert", "adopt", "accept", "snooze"] as const;

/** What becomes of a finding. */
export interface NextOfFinding {
  /** For people, what happens first and what it waits for; empty where it has ended. */
  readonly lines: readonly string[];
  /** The earliest instant at which something happens by itself, where that is known. */
  readonly at?: number;
  /** What a person can answer now. */
  readonly answers: readonly (typeof FINDING_ANSWERS)[number][];
}

const ENDED: ReadonlySet<FindingStatus> = new Set(["resolved", "accepted", "adopted", "outdated"]);

/** Whether a finding still stands. */
export const isOpen = (status: FindingStatus): boolean => !ENDED.has(status);

/** Says what happens next with a finding by itself, when, and what people can do. */
export function nextOfFinding(finding: FindingThatStands, standing: EnvironmentStanding): NextOfFinding {
  const { status, statusReason, snoozedUntil, operationId, reaction } = finding;
  const why = statusReason === "" ? "" : `: ${statusReason}`;
  const answers = FINDING_ANSWERS;
  switch (status) {
    case "open":
      return { lines: [`${WORDS.notify}${why}`], answers };
    case "proposed":
      return { lines: [`${WORDS.propose}${why}`], answers };
    case "due":
      return { ...whenPutBack(standing), answers };
    case "held":
      return { lines: [`it is held until a person decides${why}`], answers };
    case "snoozed": {
      const lines = [`nothing until its time is over, then: ${WORDS[reaction.reaction]}`];
      return { lines, ...(snoozedUntil === undefined ? {} : { at: snoozedUntil }), answers };
    }
    case "reverting":
      return {
        lines: [operationId === undefined ? "it is put back now" : `operation ${operationId} puts it back`],
        answers: [],
      };
    case "resolved":
    case "accepted":
    case "adopted":
    case "outdated":
      return { lines: [], answers: [] };
  }
}

/** Says what would become of a difference that such a reaction is for. */
export function nextOfReaction(reaction: Reaction, standing: EnvironmentStanding): Pick<NextOfFinding, "lines" | "at"> {
  return reaction === "revert" ? whenPutBack(standing) : { lines: [WORDS[reaction]] };
}

type FindingThatStands = Pick<FindingView, "status" | "statusReason" | "snoozedUntil" | "operationId" | "reaction">;

const WORDS: Readonly<Record<Reaction, string>> = {
  revert: "it is put back",
  propose: "people are asked; it is put back when they agree",
  notify: "people are told; nothing is put back by itself",
  ignore: "nothing; it is not shown",
};

function whenPutBack(standing: EnvironmentStanding): Pick<NextOfFinding, "lines" | "at"> {
  const { frozenBy, opensAt, holdReason, isSuspended, isAsleep, runs } = standing;
  const waits = [
    ...(isSuspended ? ["it waits until somebody resumes the environment, which is suspended"] : []),
    ...(holdReason === undefined
      ? []
      : [`it waits until somebody resumes the environment, which is held: ${holdReason}`]),
    ...(isAsleep === true ? ["it waits until its environment wakes, which is asleep"] : []),
    ...frozenBy.map((reason) => `it waits for the end of ${reason}`),
    ...(runs === undefined ? [] : [`it waits for operation ${runs}`]),
  ];
  if (waits.length === 0) return { lines: ["it is put back as soon as its environment has its turn"] };
  const isByItself = !isSuspended && holdReason === undefined;
  return { lines: [WORDS.revert, ...waits], ...(isByItself && opensAt !== undefined ? { at: opensAt } : {}) };
}
