import type { EventView } from "../answers.ts";
import { usageFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { requireEnvironment } from "../find-environment.ts";
import { followEvents } from "../follow-events.ts";
import { parseForm, withInstants } from "../machine-output.ts";
import { parseSince } from "../parse-duration.ts";
import { type EventScope, newestSeq, readEvents, readLastEvents, seqBefore } from "../read-events.ts";
import { eventLine } from "../render/event-line.ts";
import { scopeOf, type ScopeOptions, withProject } from "../scope-options.ts";
import type { Session } from "../session.ts";

interface EventsOptions extends ScopeOptions {
  readonly follow?: true;
  readonly since?: string;
  readonly promotion?: string;
  readonly limit?: string;
  readonly output: string;
}

/** `events`: prints the record of what happened, oldest first, and with `-f` what happens. */
export const events: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} events -e shop-dev`, "the last 100 of one environment"],
    [`${commandName()} events --promotion ID`, "of one promotion: its gates, its operation, its outcome"],
    [`${commandName()} events -f --since 10m`, "those of the last 10 minutes, and every new one"],
    [`${commandName()} events -o json`, "one JSON object per line"],
  );
  withProject(command)
    .option("-e, --environment <NAME>", "only of that environment")
    .option("--promotion <ID>", "only of that promotion")
    .option("-f, --follow", "go on until Ctrl-C")
    .option("--since <TIME>", "from 10m ago, or from 2026-11-21T08:00:00Z")
    .option("--limit <N>", "how many of the past, where --since does not say (default: 100, with -f 10)")
    .option("-o, --output <FORM>", "table or json", "table")
    .action(async (options: EventsOptions) => await run(session, options));
};

async function run(session: Session, options: EventsOptions): Promise<void> {
  const { out } = session.terminal;
  const form = parseForm(options.output, ["table", "json"]);
  const limit = options.limit ?? (options.follow ? "10" : "100");
  if (!/^\d{1,6}$/.test(limit)) throw usageFailure(`"${limit}" is no number of events`);
  const sinceMs = options.since === undefined ? undefined : parseSince(options.since, Date.now());
  const scope = await eventScope(session, options);
  const print = (event: EventView) =>
    out.line(form === "json" ? JSON.stringify(withInstants(event)) : eventLine(event, out.paint));

  const upTo = await newestSeq(session);
  if (sinceMs === undefined) {
    for (const event of await readLastEvents(session, scope, { count: Number(limit), upTo })) print(event);
  } else {
    const after = await seqBefore(session, sinceMs, upTo);
    for await (const event of readEvents(session, scope, { after, upTo })) print(event);
  }
  if (!options.follow) return;
  for await (const event of followEvents(session, { ...scope, after: upTo })) print(event);
}

async function eventScope(session: Session, options: EventsOptions): Promise<EventScope> {
  const { project, environment } = await scopeOf(session, options);
  const promotion = options.promotion?.replace(/^promotions?\//, "");
  if (environment === undefined) return { project, promotion };
  const found = await requireEnvironment(session, environment, project);
  return { project: found.project, environment: found.name, promotion };
}
