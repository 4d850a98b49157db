import { didYouMean } from "../../domain/did-you-mean.ts";
import { libraryRule } from "./library-rule.ts";
import type { ZoneClock } from "./zone-clock.ts";

const FREQUENCIES = ["HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const;
/** How often a rule comes, at most once an hour. */
export type Frequency = (typeof FREQUENCIES)[number];

/** A rule inside the limits. */
export interface Rule {
  /** For the library: without UNTIL. */
  readonly text: string;
  readonly frequency: Frequency;
  readonly interval: number;
  readonly count?: number;
  /** Last instant at which an occurrence may start. */
  readonly untilMs?: number;
}

interface Numbers {
  readonly min: number;
  readonly max: number;
  readonly most: number;
  readonly isSigned?: true;
}

// `most` bounds what one rule can cost, together with what each call looks at.
const NUMBERS: Readonly<Record<string, Numbers>> = {
  INTERVAL: { min: 1, max: 1_000, most: 1 },
  COUNT: { min: 1, max: 1_000, most: 1 },
  BYMONTH: { min: 1, max: 12, most: 12 },
  BYWEEKNO: { min: 1, max: 53, most: 20, isSigned: true },
  BYYEARDAY: { min: 1, max: 366, most: 100, isSigned: true },
  BYMONTHDAY: { min: 1, max: 31, most: 31, isSigned: true },
  BYHOUR: { min: 0, max: 23, most: 4 },
  BYMINUTE: { min: 0, max: 59, most: 1 },
  BYSETPOS: { min: 1, max: 366, most: 20, isSigned: true },
};
const WEEKDAY = "(?:MO|TU|WE|TH|FR|SA|SU)";
const WORDS: Readonly<Record<string, RegExp>> = {
  FREQ: /^[A-Z]+$/,
  WKST: new RegExp(`^${WEEKDAY}$`),
  BYDAY: new RegExp(
    `^(?:[+-]?(?:[1-9]|[1-4]\\d|5[0-3]))?${WEEKDAY}(?:,(?:[+-]?(?:[1-9]|[1-4]\\d|5[0-3]))?${WEEKDAY}){0,39}$`,
  ),
  UNTIL: /^\d{8}(?:T\d{6}Z?)?$/,
};
const NAMES = [...Object.keys(WORDS), ...Object.keys(NUMBERS)];

/**
 * Reads an RRULE without DTSTART; a message when it is none, or outside of the limits.
 * @see https://www.rfc-editor.org/rfc/rfc5545#section-3.3.10
 */
export function readRule(text: string, clock: ZoneClock): Rule | { readonly message: string } {
  const parts = new Map<string, string>();
  for (const part of text
    .replace(/^RRULE:/i, "")
    .toUpperCase()
    .split(";")) {
    const [name = "", value, ...rest] = part.split("=");
    const message = value === undefined || rest.length > 0 ? notAPart(part) : partProblem(name, value);
    if (message !== undefined) return { message };
    if (parts.has(name)) return { message: `${name} is given twice` };
    parts.set(name, value ?? "");
  }
  const frequency = FREQUENCIES.find((word) => word === parts.get("FREQ"));
  const message = ruleProblem(parts, frequency);
  if (message !== undefined || frequency === undefined) return { message: message ?? "" };
  const untilMs = readUntil(parts.get("UNTIL"), clock);
  if (Number.isNaN(untilMs)) return { message: `UNTIL=${parts.get("UNTIL")} is no day or time of the calendar` };
  const count = parts.get("COUNT");
  return {
    text: textOf(parts),
    frequency,
    interval: Number(parts.get("INTERVAL") ?? 1),
    ...(count !== undefined && { count: Number(count) }),
    ...(untilMs !== undefined && { untilMs }),
  };
}

function notAPart(part: string): string {
  return `"${part.slice(0, 40)}" is no part of a rule: write parts as "FREQ=WEEKLY;BYDAY=FR"`;
}

function partProblem(name: string, value: string): string | undefined {
  if (name === "BYSECOND") return "BYSECOND is not taken: a window may start at most once an hour";
  const numbers = NUMBERS[name];
  if (numbers !== undefined) return numbersProblem(name, value.split(","), numbers);
  const word = WORDS[name];
  if (word === undefined) return `"${name.slice(0, 40)}" is no part of a rule${didYouMean(name, NAMES)}`;
  return word.test(value) ? undefined : `${name}=${value.slice(0, 40)} is not understood`;
}

function numbersProblem(name: string, values: readonly string[], limits: Numbers): string | undefined {
  const { min, max, most, isSigned } = limits;
  if (values.length > most)
    return `${name} takes at most ${most === 1 ? "one number" : `${most} numbers`}, these are ${values.length}`;
  const pattern = isSigned ? /^[+-]?\d{1,4}$/ : /^\d{1,4}$/;
  const wrong = values.find((value) => {
    const size = Math.abs(Number(value));
    return !pattern.test(value) || size < min || size > max;
  });
  if (wrong === undefined) return undefined;
  return `${name} takes ${min} to ${max}${isSigned ? ", or that from the end with a minus" : ""}, not "${wrong.slice(0, 40)}"`;
}

function ruleProblem(parts: ReadonlyMap<string, string>, frequency: Frequency | undefined): string | undefined {
  const word = parts.get("FREQ");
  if (word === undefined) return "FREQ is missing: how often it comes, as FREQ=WEEKLY";
  if (word === "SECONDLY" || word === "MINUTELY")
    return `FREQ=${word} is not taken: a window may start at most once an hour`;
  if (frequency === undefined) return `FREQ=${word.slice(0, 40)} is not known${didYouMean(word, FREQUENCIES)}`;
  const position = positionProblem(parts, frequency);
  if (position !== undefined) return position;
  if (parts.has("BYWEEKNO") && parts.has("BYYEARDAY")) return "BYWEEKNO and BYYEARDAY exclude each other";
  if (parts.has("COUNT") && parts.has("UNTIL")) return "COUNT and UNTIL exclude each other";
  return libraryProblem(textOf(parts));
}

/** A position that no period has would be looked for in all of them. */
function positionProblem(parts: ReadonlyMap<string, string>, frequency: Frequency): string | undefined {
  const positions = parts.get("BYSETPOS")?.split(",");
  if (positions === undefined) return undefined;
  if (frequency === "HOURLY" || frequency === "DAILY")
    return `BYSETPOS goes with FREQ=WEEKLY, MONTHLY or YEARLY, not with ${frequency}`;
  if (parts.get("BYHOUR")?.includes(",")) return "BYSETPOS picks days: give one hour in BYHOUR, not several";
  const days = new Set(parts.get("BYDAY")?.split(",")).size;
  const missing = positions.find((position) => Math.abs(Number(position)) > days);
  if (frequency !== "WEEKLY" || missing === undefined) return undefined;
  return `BYSETPOS=${missing} picks nothing: BYDAY gives a week ${days} days`;
}

/** The parts for the library: UNTIL is compared by instant, and is no business of a rule that is worked out in UTC. */
function textOf(parts: ReadonlyMap<string, string>): string {
  const kept = [...parts].filter(([name]) => name !== "UNTIL");
  return kept.map(([name, value]) => `${name}=${value}`).join(";");
}

/** What the library says against parts that are right alone and wrong together, as BYMONTHDAY in a weekly rule. */
function libraryProblem(text: string): string | undefined {
  try {
    libraryRule(text, 0).options();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Undefined where there is none, NaN where there is no such time. Without Z it is a wall-clock time; a day counts to its end. */
function readUntil(value: string | undefined, clock: ZoneClock): number | undefined {
  if (value === undefined) return undefined;
  const [, year, month, day, hour = "23", minute = "59", second = "59.999", zone] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/.exec(value) ?? [];
  const wallMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // Date.parse takes the 31st of each month.
  if (Number.isNaN(wallMs) || new Date(wallMs).getUTCDate() !== Number(day)) return Number.NaN;
  return zone === "Z" ? wallMs : clock.lastAt(wallMs);
}
