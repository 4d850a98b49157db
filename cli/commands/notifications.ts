import type { AcceptedAnswer } from "../answers.ts";
import { apiPath } from "../api-path.ts";
import { usageFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { describeDelivery } from "../describe-delivery.ts";
import { parseForm } from "../machine-output.ts";
import { deliveries } from "../nouns/deliveries.ts";
import { ownerOfSubscription } from "../owner-of-subscription.ts";
import { parseDuration, parseSince } from "../parse-duration.ts";
import { printAccepted } from "../print-accepted.ts";
import { printListing } from "../print-listing.ts";
import { scopeOf, type ScopeOptions, withProject } from "../scope-options.ts";
import { jsonCall } from "../send-once.ts";
import type { Session } from "../session.ts";
import { testSubscription } from "../test-subscription.ts";

interface ListOptions extends ScopeOptions {
  readonly subscription?: string;
  readonly state?: string;
  readonly event?: string;
  readonly limit: string;
  readonly output: string;
}

interface RedeliverOptions {
  readonly project?: string;
  readonly subscription?: string;
  readonly since?: string;
  readonly delivered?: true;
}

/** More are only counted. */
/** As many as the server queues at once. */
const AT_ONCE = 10_000;
const SHOWN_MAX = 20;
const STATES = ["pending", "delivered", "dead"];

/** `notifications list|get|redeliver|test|enable`: what was told to whom, and what could not be. */
export const notifications: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} notifications list --state dead`, "what could not be told, and is not tried any more"],
    [`${commandName()} notifications get ID`, "each attempt, and what the receiver answered"],
    [`${commandName()} notifications redeliver ID`, "tell it again, under the same id"],
    [`${commandName()} notifications redeliver --subscription alerts`, "all dead ones of a subscription"],
    [`${commandName()} notifications test alerts`, "send something now, and say whether it arrived"],
  );
  withProject(command.command("list").description("list what was told, the newest first"))
    .option("--subscription <NAME>", "only to that subscription")
    .option("--state <STATE>", `only what is ${STATES.join(", ")}`)
    .option("--event <TYPE>", "only of events of that type")
    .option("--limit <N>", "how many, 1 to 500", "50")
    .option("-o, --output <FORM>", "table, wide, json, yaml or name", "table")
    .action(async (options: ListOptions) => await list(session, options));
  command
    .command("get")
    .description("say everything about one")
    .argument("<ID>", "the delivery")
    .option("-o, --output <FORM>", "table, json or yaml", "table")
    .action(
      async (id: string, options: { readonly output: string }) =>
        await describeDelivery(session, id, parseForm(options.output, ["table", "json", "yaml"])),
    );
  withProject(command.command("redeliver").description("tell one again, or all dead ones of a subscription"))
    .argument("[ID]", "the delivery")
    .option("--subscription <NAME>", "all of that subscription that are dead")
    .option("--since <TIME>", "of those only what was queued since: 2h ago, or 2026-11-21T08:00:00Z")
    .option("--delivered", "of those also what was delivered")
    .action(async (id: string | undefined, options: RedeliverOptions) => await redeliver(session, id, options));
  withProject(command.command("test").description("tell a subscription of a test, and say whether it arrived"))
    .argument("<SUBSCRIPTION>", "its name")
    .option("--timeout <DURATION>", "how long to wait for the first attempt", "20s")
    .action(async (name: string, options: { readonly project?: string; readonly timeout: string }) => {
      const project = await ownerOfSubscription(session, name, options.project);
      await testSubscription(session, { project, name }, parseDuration(options.timeout));
    });
  withProject(command.command("enable").description("try a disabled subscription again"))
    .argument("<SUBSCRIPTION>", "its name")
    .action(async (name: string, options: { readonly project?: string }) => {
      const project = await ownerOfSubscription(session, name, options.project);
      const call = { method: "POST", path: apiPath("subscriptions", project, name, "enable") } as const;
      printAccepted(session, await session.request<AcceptedAnswer>(call));
    });
};

async function list(session: Session, options: ListOptions): Promise<void> {
  const form = parseForm(options.output, ["table", "wide", "json", "yaml", "name"]);
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 500)
    throw usageFailure(`"${options.limit}" is no number from 1 to 500`);
  const { subscription, state, event } = options;
  if (state !== undefined && !STATES.includes(state))
    throw usageFailure(`"${state}" is no state`, `one of: ${STATES.join(", ")}`);
  const scope = { ...(await scopeOf(session, options)), limit, subscription, state, event };
  const listing = await deliveries.list(session, scope, undefined);
  await printListing(session, { noun: deliveries, listing, isOne: false }, form);
}

async function redeliver(session: Session, id: string | undefined, options: RedeliverOptions): Promise<void> {
  const { subscription, since, delivered } = options;
  if ((id === undefined) === (subscription === undefined))
    throw usageFailure("tell what again?", `${commandName()} notifications redeliver ID, or --subscription NAME`);
  if (id !== undefined) {
    if (since !== undefined || delivered !== undefined)
      throw usageFailure(
        "--since and --delivered are for a whole subscription",
        "add --subscription NAME, without an id",
      );
    const call = { method: "POST", path: apiPath("deliveries", id, "redeliver") } as const;
    return printAccepted(session, await session.request<AcceptedAnswer>(call));
  }
  const name = subscription ?? "";
  const project = await ownerOfSubscription(session, name, options.project);
  const body = {
    since: since === undefined ? undefined : parseSince(since, Date.now()),
    withDelivered: delivered === true,
  };
  const call = jsonCall("POST", apiPath("subscriptions", project, name, "redeliver"), body);
  const answer = await session.request<AcceptedAnswer>(call);
  const count = answer.results.length;
  if (count === 0) return session.terminal.err.line("nothing to tell again");
  if (count <= SHOWN_MAX) return printAccepted(session, answer);
  session.terminal.out.line(`${project}/${name}  ${count} deliveries are queued again`);
  if (count >= AT_ONCE)
    session.terminal.err.line(`no more than ${AT_ONCE} are queued at once: run it again once these are told`);
}
