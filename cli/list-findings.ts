import type { Page } from "./answers.ts";
import { CommandFailure, usageFailure } from "./command-failure.ts";
import { commandName } from "./command-name.ts";
import type { SweepView } from "./drift-answers.ts";
import { requireEnvironment } from "./find-environment.ts";
import { limitOf } from "./limit-of.ts";
import { parseForm } from "./machine-output.ts";
import { findingQuery, findings } from "./nouns/findings.ts";
import { printListing } from "./print-listing.ts";
import { componentsWord } from "./render/components-word.ts";
import { durationWords } from "./render/time-words.ts";
import { scopeOf, type ScopeOptions } from "./scope-options.ts";
import type { Session } from "./session.ts";

/** Which findings, and how they are printed. */
export interface ListFindingsOptions extends ScopeOptions {
  readonly component?: string;
  readonly status?: string;
  /** Absent: the newest of a table, else every one. */
  readonly limit?: string;
  readonly output: string;
  readonly csv?: true;
}

/** So many a table has where nobody says how many. */
const ROWS = 50;

/** Prints findings; where there are none, what was looked at and when. */
export async function listFindings(session: Session, options: ListFindingsOptions): Promise<void> {
  const { component, status, csv, output } = options;
  const form = parseForm(output, ["table", "wide", "json", "yaml", "name"]);
  const scope = { ...(await scopeOf(session, options)), component, state: status };
  if (csv === true) {
    if (form !== "table") throw usageFailure("--csv and another form contradict each other", "use one of them");
    return await printCsv(session, scope);
  }
  const isForPeople = form === "table" || form === "wide";
  const given = options.limit === undefined ? undefined : limitOf(options.limit);
  const limit = given ?? (isForPeople ? ROWS : undefined);
  const listing = await findings.list(session, { ...scope, ...(limit === undefined ? {} : { limit }) }, undefined);
  if (listing.items.length > 0 || !isForPeople) {
    await printListing(session, { noun: findings, listing, isOne: false }, form);
    if (isForPeople && given === undefined && listing.items.length === ROWS)
      session.terminal.err.line(`these are the newest ${ROWS}; more of them: --limit 500, every one: --json or --csv`);
    return;
  }
  const what = status === undefined ? "nothing is known to differ" : `no finding is ${status.replaceAll(",", " or ")}`;
  session.terminal.err.line(`${what}; ${await lastSweepWords(session)}`);
}

async function printCsv(
  session: Session,
  scope: Parameters<typeof findingQuery>[0] & { environment?: string | undefined },
): Promise<void> {
  const { environment, project } = scope;
  const found = environment === undefined ? undefined : await requireEnvironment(session, environment, project);
  const query = findingQuery({ ...scope, project: found?.project ?? project, environment: found?.name });
  const headers = { accept: "text/csv" };
  const answer = await session.stream({ path: "v1/findings", query: { ...query, format: "csv" }, headers });
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) session.terminal.out.raw(chunk);
  } catch (error) {
    session.signal.throwIfAborted();
    throw new CommandFailure("the connection broke: the last findings are missing", { cause: error });
  }
}

/** What is known of the newest sweep: that nothing differs means little where nobody has looked. */
async function lastSweepWords(session: Session): Promise<string> {
  const { items } = await session.request<Page<SweepView>>({ path: "v1/sweeps", query: { limit: 20 } });
  const ended = items.find(({ endedAt, state }) => endedAt !== undefined && state !== "failed");
  const check = `${commandName()} drift check`;
  if (ended?.endedAt === undefined) return `no sweep has ended yet, look now: ${check}`;
  const ago = durationWords(Math.max(0, Date.now() - ended.endedAt));
  return `the last sweep ended ${ago} ago and looked at ${componentsWord(ended.counts.looked)}, look again: ${check}`;
}
