import { z } from "zod";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { GateAnswer, GateContext } from "../../gates/gate.ts";
import type { Jira } from "./connect-jira.ts";
import { createOnce } from "./create-once.ts";
import { ISSUE_KEY, readIssue, type Issue } from "./issues.ts";
import type { NewIssue } from "./new-issue.ts";
import { searchByLabel, searchIssues, type FoundIssue } from "./search-issues.ts";

const Memory = z.object({
  id: z.string().optional(),
  asked: z.string().optional(),
  searchedAt: z.number().optional(),
  creates: z.boolean().optional(),
  createdAt: z.number().optional(),
  unclearSince: z.number().optional(),
  sweeps: z.number().optional(),
  notBefore: z.number().optional(),
});

/** What a gate keeps of its issue. Instants are epoch milliseconds. */
export interface IssueMemory {
  readonly id?: string;
  /** Which issue a person asked for, when that was one. */
  readonly asked?: string;
  /** When a first search found nothing. */
  readonly searchedAt?: number;
  /** True once it was decided that an issue is created: from then on nothing is searched for. */
  readonly creates?: boolean;
  /** When it was created; absent for one that people opened. */
  readonly createdAt?: number;
  /** Since when nobody knew what became of the create; kept once its issue is found. */
  readonly unclearSince?: number;
  /** How often duplicates were looked for. */
  readonly sweeps?: number;
  /** Until when Jira wants no calls. */
  readonly notBefore?: number;
}

/** How an issue is found, or what it should be. */
export interface IssueWish extends NewIssue {
  readonly issue?: string | undefined;
  readonly find?:
    | { readonly label?: string | undefined; readonly jql?: string | undefined; readonly orCreate: boolean }
    | undefined;
}

/** An issue, or what is answered in its place. */
export type FoundOrAnswer =
  | { readonly state: "issue"; readonly issue: Issue; readonly memory: IssueMemory }
  | { readonly state: "answer"; readonly answer: GateAnswer };

interface Asking {
  readonly context: GateContext;
  readonly memory: IssueMemory;
}

/** The index may not have what a person has just opened: so long is searched before an issue is created. */
const SEARCH_AGAIN_MS = 15_000;
const FIRST_LOOK_MS = 5_000;

/** What was kept. What cannot be read, as from another version, counts as nothing kept. */
export function readMemory(json: unknown): IssueMemory {
  const { data = {} } = Memory.safeParse(json);
  // Only what is there: an absent key and an undefined one are not the same to the store.
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
}

/**
 * The issue of a gate: the one that a person named, the one that is remembered, the one that people opened, or a new one.
 *
 * @throws OrchestratorError `REMOTE_*`, `FENCED`
 */
export async function findIssue(jira: Jira, wish: IssueWish, { context, memory }: Asking): Promise<FoundOrAnswer> {
  const asked = (context.supplied ?? wish.issue)?.trim().toUpperCase();
  if (asked !== undefined) {
    if (!ISSUE_KEY.test(asked)) return reject(`"${asked}" is no issue key; one looks like REL-12`);
    const id = memory.asked === asked ? memory.id : undefined;
    return await read(jira, id ?? asked, { asked });
  }
  if (memory.id !== undefined) return await read(jira, memory.id, memory);
  if (wish.find === undefined || memory.creates === true) return await create(jira, wish, { context, memory });
  return await search(jira, wish, { context, memory });
}

async function read(jira: Jira, idOrKey: string, memory: IssueMemory): Promise<FoundOrAnswer> {
  const issue = await readIssue(jira, idOrKey);
  if (issue !== undefined) return { state: "issue", issue, memory: { ...memory, id: issue.id } };
  const name = memory.asked ?? `the issue with the id ${idOrKey}`;
  return wait(memory, {
    reasons: [`${name} is not there: it does not exist, was deleted, or "${jira.account}" may not see it`],
    isAlarming: true,
  });
}

async function create(jira: Jira, wish: IssueWish, { context, memory }: Asking): Promise<FoundOrAnswer> {
  const { effects, promotion, nowMs } = context;
  const since = memory.unclearSince;
  let hasLeft = false;
  try {
    const made = await createOnce(jira, wish, {
      effects,
      promotion,
      nowMs,
      leaves: () => void (hasLeft = true),
      ...(since === undefined ? {} : { unclearSince: since }),
    });
    const unclear = since === undefined ? {} : { unclearSince: since };
    return await read(jira, made.id, { id: made.id, createdAt: since ?? nowMs, ...unclear });
  } catch (error) {
    if (!(error instanceof OrchestratorError) || error.code !== "REMOTE_UNCLEAR") throw error;
    const { retryAfterMs } = error.details;
    const lookAgainAt = nowMs + (typeof retryAfterMs === "number" && !hasLeft ? retryAfterMs : FIRST_LOOK_MS);
    // A second create starts the looks again.
    const unclearSince = hasLeft ? nowMs : (since ?? nowMs);
    return wait({ ...memory, unclearSince }, { reasons: [error.message], lookAgainAt });
  }
}

async function search(jira: Jira, wish: IssueWish, { context, memory }: Asking): Promise<FoundOrAnswer> {
  const { nowMs } = context;
  const { what, found } = await searched(jira, wish);
  const [first, ...others] = found;
  if (others.length > 0)
    return wait(memory, {
      reasons: [
        `${found.length} issues match ${what}: ${found
          .map(({ key }) => key)
          .slice(0, 5)
          .join(", ")}; one is needed`,
      ],
      isAlarming: true,
    });
  if (first !== undefined) return await read(jira, first.id, { id: first.id });
  const reasons = [`no issue matches ${what}`];
  if (wish.find?.orCreate === false) return wait(memory, { reasons });
  const { searchedAt = nowMs } = memory;
  const until = searchedAt + SEARCH_AGAIN_MS;
  if (nowMs < until) return wait({ ...memory, searchedAt }, { reasons, lookAgainAt: until });
  // Remembered before anything is created: after a crash an issue that somebody opens now must not take its place.
  return wait({ ...memory, creates: true }, { reasons: [`${reasons[0]}; one is created`], lookAgainAt: nowMs });
}

async function searched(
  jira: Jira,
  { find, project }: IssueWish,
): Promise<{ readonly what: string; readonly found: readonly FoundIssue[] }> {
  if (find?.jql !== undefined) return { what: find.jql, found: await searchIssues(jira, find.jql) };
  const label = find?.label ?? "";
  const found = await searchByLabel(jira, label, project);
  return { what: `the label "${label}" in ${project}`, found };
}

function wait(
  memory: IssueMemory,
  rest: {
    readonly reasons: readonly string[];
    readonly lookAgainAt?: number;
    readonly isAlarming?: boolean;
  },
): FoundOrAnswer {
  return { state: "answer", answer: { verdict: "wait", ...rest, memory: { ...memory } } };
}

function reject(reason: string): FoundOrAnswer {
  return { state: "answer", answer: { verdict: "reject", reasons: [reason] } };
}
