/** States of a change by our names, in the order of its path. Which number an instance gives each is its own matter. */
export const CHANGE_STATES = [
  "new",
  "assess",
  "authorize",
  "scheduled",
  "implement",
  "review",
  "closed",
  "canceled",
] as const;
/** One of the states above. */
export type ChangeState = (typeof CHANGE_STATES)[number];

/** Kind of change: normal is assessed and authorised, emergency authorised, standard authorised in advance. */
export type ChangeType = "normal" | "standard" | "emergency";

/** A planned instant, with the words for people. */
export interface PlannedTime {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly text: string;
}

/** A change as it stands in the ticket system. */
export interface ChangeFacts {
  readonly type: ChangeType;
  /** Undefined for a state that is not mapped. */
  readonly state: ChangeState | undefined;
  /** The state's own number and label: `12 (CAB review)`. */
  readonly stateText: string;
  /** The derived approval: `not requested`, `requested`, `approved`, `rejected`. */
  readonly approval: string;
  /** Who rejected it and why; empty where nobody can be named. */
  readonly rejections: readonly string[];
  /** Names of those who are asked and have not answered; undefined where that cannot be read. */
  readonly pendingApprovers: readonly string[] | undefined;
  readonly updatedBy: string;
  readonly isOnHold: boolean;
  /** Empty for none. */
  readonly holdReason: string;
  /** Inclusive; absent: at any time up to the end. */
  readonly start?: PlannedTime;
  /** Inclusive; absent: at any time from the start on. */
  readonly end?: PlannedTime;
  /** Each in words. */
  readonly conflicts: readonly string[];
  readonly hasAssignmentGroup: boolean;
}

/** What a stage has chosen. */
export interface ChangePolicy {
  readonly implement: "we-implement" | "person-implements";
  readonly submit: "auto-submit" | "person-submits";
  readonly onConflict: "block" | "ignore";
  /** True where this emergency may pass before it is authorised. */
  readonly mayProceedUnauthorised: boolean;
}

/** Everything a verdict about a change depends on. */
export interface ChangeQuestion {
  /** How people call it: `CHG0030001`. */
  readonly number: string;
  /** Undefined when it is not there, or not to be seen. */
  readonly change: ChangeFacts | undefined;
  readonly policy: ChangePolicy;
  /** True once it has been submitted: back in New, it is being planned again. */
  readonly hasLeftNew: boolean;
  /** True once we have moved it to Implement: in Review, it has moved on by itself. */
  readonly hasImplemented: boolean;
  /** Since when nobody is asked, epoch milliseconds; absent when somebody is. */
  readonly unaskedSince?: number;
  readonly nowMs: number;
}

/** What follows from where a change stands. */
export type ChangeDecision =
  | { readonly do: "pass"; readonly reasons: readonly string[] }
  | { readonly do: "reject"; readonly reasons: readonly string[] }
  /** Move it there, read it again, and decide again. */
  | { readonly do: "move"; readonly to: ChangeState }
  | ChangeWait;

/** It waits. */
export interface ChangeWait {
  readonly do: "wait";
  readonly reasons: readonly string[];
  readonly lookAgainAt: number;
  readonly earliestAt?: number;
  readonly waitsOn?: string;
  readonly isAlarming?: boolean;
}

/** While people or the instance are to act, a change is looked at this often. */
export const LOOK_SOON_MS = 30_000;
/** Before its window a change is looked at this often: it may be rescheduled, held or cancelled. */
export const LOOK_SLOWLY_MS = 5 * 60_000;
/** After this time without anybody asked, a person should look into it. */
export const UNASKED_MS = 5 * 60_000;

/**
 * Decides whether a deploy may begin under a change. Asked only before it begins, so a change that is over was ended by
 * others, and a window that has passed was missed. Both ends of the window belong to it.
 *
 * The first that applies: missing, cancelled, rejected, over, on hold, window missed, conflicts, and then its state.
 */
export function decideChange(question: ChangeQuestion): ChangeDecision {
  const { change, number } = question;
  if (change === undefined)
    return wait(question, `${number} cannot be seen any more: it was deleted, or its access has changed`, {
      isAlarming: true,
    });
  return decideEnded(question, change) ?? decideHindered(question, change) ?? decideState(question, change);
}

function decideEnded(question: ChangeQuestion, change: ChangeFacts): ChangeDecision | undefined {
  const { number, hasImplemented } = question;
  if (change.state === "canceled") return reject(`${number} was cancelled by ${change.updatedBy}`);
  if (change.approval === "rejected") {
    const by = change.rejections.length === 0 ? [`${number} was rejected`] : change.rejections;
    return reject(...by, `amend ${number}, submit it again, and promote again with its number`);
  }
  const isOver = change.state === "closed" || (change.state === "review" && !hasImplemented);
  if (isOver) return reject(`${number} is in ${change.stateText} already: it was finished without this promotion`);
  return undefined;
}

function decideHindered(question: ChangeQuestion, change: ChangeFacts): ChangeDecision | undefined {
  const { number, policy, nowMs } = question;
  if (change.isOnHold) {
    const why = change.holdReason === "" ? "" : `: ${change.holdReason}`;
    return wait(question, `${number} is on hold${why}`, { waitsOn: `the release of ${number}` });
  }
  if (change.end !== undefined && nowMs > change.end.at)
    return wait(question, `the window of ${number} was missed: it ended at ${change.end.text}; plan it again`, {
      waitsOn: `a new window of ${number}`,
      isAlarming: true,
    });
  if (policy.onConflict === "block" && change.conflicts.length > 0)
    return wait(
      question,
      change.conflicts.map((conflict) => `${number} conflicts with ${conflict}`),
      {
        waitsOn: `the conflicts of ${number}`,
      },
    );
  return undefined;
}

function decideState(question: ChangeQuestion, change: ChangeFacts): ChangeDecision {
  const { number, nowMs, policy } = question;
  const { start, state, type } = change;
  const isEarly = start !== undefined && nowMs < start.at;
  switch (state) {
    case "new":
      return decideNew(question, change);
    case "assess":
    case "authorize":
      return decideUnauthorised(question, change);
    case "scheduled":
      if (type !== "standard" && change.approval !== "approved")
        return wait(question, `${number} is scheduled, but its approval is "${change.approval}"`, { isAlarming: true });
      if (isEarly) return waitForStart(question, start);
      if (policy.implement === "we-implement") return { do: "move", to: "implement" };
      return wait(question, `${number} is authorised: a person moves it to Implement`, {
        waitsOn: `a person who moves ${number} to Implement`,
      });
    case "implement":
      return isEarly ? waitForStart(question, start) : pass(`${number} is in ${change.stateText}`);
    case "review":
      return pass(`${number} was moved on to ${change.stateText} by itself`);
    case "closed":
    case "canceled":
    case undefined:
      return wait(question, `${number} is in a state that is not mapped: ${change.stateText}`, { isAlarming: true });
  }
}

function decideNew(question: ChangeQuestion, { type, hasAssignmentGroup }: ChangeFacts): ChangeDecision {
  const { number, policy, hasLeftNew } = question;
  if (type === "standard") return { do: "move", to: "scheduled" };
  const waitsOn = `a person who submits ${number} for approval`;
  if (hasLeftNew) return wait(question, `${number} was set back to New: plan it again and submit it`, { waitsOn });
  if (policy.submit === "person-submits") return wait(question, `submit ${number} for approval`, { waitsOn });
  if (!hasAssignmentGroup)
    return wait(question, `${number} has no assignment group: fill it in and submit ${number} for approval`, {
      waitsOn,
      isAlarming: true,
    });
  return { do: "move", to: type === "normal" ? "assess" : "authorize" };
}

function decideUnauthorised(question: ChangeQuestion, change: ChangeFacts): ChangeDecision {
  const { number, policy, unaskedSince, nowMs } = question;
  const isEarly = change.start !== undefined && nowMs < change.start.at;
  if (policy.mayProceedUnauthorised && change.type === "emergency" && !isEarly)
    return pass(`${number} is not authorised yet; this emergency may go on without it`);
  const where = `${number} is in ${change.stateText}`;
  const { pendingApprovers } = change;
  if (pendingApprovers === undefined)
    return wait(question, `${where}; who is asked cannot be read`, { waitsOn: `approval of ${number}` });
  if (pendingApprovers.length > 0)
    return wait(question, where, { waitsOn: `approval of ${number} by ${pendingApprovers.join(", ")}` });
  const isAlarming = unaskedSince !== undefined && nowMs - unaskedSince >= UNASKED_MS;
  const why = isAlarming ? "nobody has been asked to approve it" : "nobody has been asked yet";
  return wait(question, `${where}; ${why}`, { waitsOn: `approval of ${number}`, isAlarming });
}

function waitForStart(question: ChangeQuestion, start: PlannedTime): ChangeWait {
  const lookAgainAt = Math.min(start.at, question.nowMs + LOOK_SLOWLY_MS);
  return { ...wait(question, `${question.number} starts at ${start.text}`), lookAgainAt };
}

const pass = (...reasons: string[]): ChangeDecision => ({ do: "pass", reasons });
const reject = (...reasons: string[]): ChangeDecision => ({ do: "reject", reasons });

type More = Pick<ChangeWait, "waitsOn" | "isAlarming">;

function wait({ change, nowMs }: ChangeQuestion, reasons: string | readonly string[], more: More = {}): ChangeWait {
  const start = change?.start?.at;
  return {
    do: "wait",
    reasons: typeof reasons === "string" ? [reasons] : reasons,
    lookAgainAt: nowMs + LOOK_SOON_MS,
    ...(start === undefined || start <= nowMs ? {} : { earliestAt: start }),
    ...(more.waitsOn === undefined ? {} : { waitsOn: more.waitsOn }),
    ...(more.isAlarming === true ? { isAlarming: true } : {}),
  };
}
