import type { AcceptedAnswer } from "./answers.ts";
import { CommandFailure, usageFailure } from "./command-failure.ts";
import { commandName } from "./command-name.ts";
import type { SweepView } from "./drift-answers.ts";
import { requireEnvironment } from "./find-environment.ts";
import { followSweeps } from "./follow-sweeps.ts";
import { machineText, parseForm } from "./machine-output.ts";
import { findings } from "./nouns/findings.ts";
import { printAccepted } from "./print-accepted.ts";
import { parseDuration } from "./parse-duration.ts";
import { printListing } from "./print-listing.ts";
import { componentsWord } from "./render/components-word.ts";
import { oneLine } from "./render/text-width.ts";
import { durationWords } from "./render/time-words.ts";
import { requireLookedAt } from "./require-looked-at.ts";
import { jsonCall } from "./send-once.ts";
import type { Session } from "./session.ts";

/** Where is looked, and how long is waited. */
export interface CheckOptions {
  readonly project?: string;
  readonly environment?: string;
  readonly selector?: string;
  readonly wait: boolean;
  readonly timeout: string;
  readonly output: string;
}

/**
 * Asks for sweeps, waits for them, and prints what differs then.
 * @throws CommandFailure when not everything could be looked at, or the one environment that is named was left out, with
 * exit code 124 when the time is over
 */
export async function checkDrift(session: Session, options: CheckOptions): Promise<void> {
  const form = parseForm(options.output, ["table", "json", "yaml"]);
  const timeoutMs = parseDuration(options.timeout);
  const { selector, environment } = options;
  if (environment !== undefined && selector !== undefined)
    throw usageFailure(
      "-e and -l contradict each other: an environment is named, or its labels are",
      "use one of them",
    );
  const found = environment === undefined ? undefined : await requireEnvironment(session, environment, options.project);
  const project = found?.project ?? options.project ?? (await session.connection()).project;
  const wish = { project, environment: found?.name, selector };
  const accepted = await session.request<AcceptedAnswer>(jsonCall("POST", "v1/sweeps", wish));
  const { out, err } = session.terminal;
  if (accepted.results.length === 0)
    throw new CommandFailure("there is nothing to look at: no component of it was ever ready");
  if (!options.wait) return printAccepted(session, accepted);
  const ids = accepted.results.map(({ name }) => name);
  const sweeps = await followSweeps(session, { ids, timeoutMs });
  const scope = { project, environment: found?.name, isAll: project === undefined };
  const listing = await findings.list(session, scope, undefined);
  if (form === "json" || form === "yaml") out.raw(await machineText({ sweeps, findings: listing.items }, form));
  else {
    for (const sweep of sweeps) err.line(summaryOf(sweep));
    if (listing.items.length === 0) err.line("nothing is known to differ");
    else await printListing(session, { noun: findings, listing, isOne: false }, form);
  }
  requireWhole(sweeps);
  if (found !== undefined) await requireLookedAt(session, found, sweeps);
}

function summaryOf({
  id,
  cell,
  account,
  region,
  state,
  counts,
  startedAt,
  endedAt = startedAt,
  brake,
}: SweepView): string {
  const { looked, drifted, failed, busy } = counts;
  const place = [...new Set([cell, account, region])].join(", ");
  const left = [
    ...(failed === 0 ? [] : [`${failed} could not be looked at`]),
    ...(busy === 0 ? [] : [`${busy} left out: asleep, at work or not ready`]),
    ...(brake === undefined ? [] : [`nothing is put back: ${brake}`]),
  ];
  const told = [
    `${id} of ${place} ${state}: looked at ${componentsWord(looked)}, ${drifted} ${drifted === 1 ? "differs" : "differ"}`,
    ...left,
  ].join("; ");
  return oneLine(`${told}, in ${durationWords(endedAt - startedAt)}`);
}

/** @throws CommandFailure */
function requireWhole(sweeps: readonly SweepView[]): void {
  const missed = sweeps.filter(({ state }) => state !== "succeeded");
  if (missed.length === 0) return;
  throw new CommandFailure("not everything could be looked at", {
    hints: [
      ...missed.map(({ id, reason }) => oneLine(`${id}: ${reason === "" ? "it did not say why" : reason}`)),
      `${commandName()} drift sweeps -o wide`,
    ],
  });
}
