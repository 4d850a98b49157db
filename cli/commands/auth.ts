import type { Command } from "commander";
import type { AcceptedAnswer } from "../answers.ts";
import { apiPath } from "../api-path.ts";
import { CommandFailure, usageFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { EXIT } from "../exit-codes.ts";
import { listNoun, withForm } from "../list-noun.ts";
import { machineText, parseForm } from "../machine-output.ts";
import { refusals, tokensOf } from "../nouns/rights.ts";
import { parseUntil } from "../parse-duration.ts";
import type { CanIAnswer, NewTokenAnswer, PrincipalView } from "../people-answers.ts";
import { printAccepted } from "../print-accepted.ts";
import { renderFields } from "../render/fields.ts";
import { grantWords } from "../render/grant-words.ts";
import { instantWord } from "../render/time-words.ts";
import { jsonCall } from "../send-once.ts";
import type { Session } from "../session.ts";

interface TokenOptions {
  readonly person?: string;
  readonly service?: string;
  readonly note?: string;
  readonly expires?: string;
  readonly output: string;
}

/** `auth whoami|can-i|token|refusals`: who one is here, and what one may do. */
export const auth: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} auth whoami`, "who the token stands for, and their roles"],
    [`${commandName()} auth can-i promote shop/shop-prod`, "yes or no; ends with 0 or 4"],
    [`${commandName()} auth token create --note laptop`, "a token of your own; it is shown this once"],
    [`${commandName()} auth refusals`, "what was refused, to whom and why"],
  );
  command
    .command("whoami")
    .description("say who the token stands for, and their roles")
    .option("-o, --output <FORM>", "table, json or yaml", "table")
    .action(async (options: { readonly output: string }) => await whoAmI(session, options.output));
  command
    .command("can-i")
    .description("say whether you may do something; ends with 0 for yes and 4 for no")
    .argument("<ACTION>", "view, apply, promote, vote, answer-drift, operate, delete, write-secrets or administer")
    .argument("[RESOURCE]", "PROJECT or PROJECT/ENVIRONMENT; by default the whole installation")
    .option("--class <CLASS>", "of an environment that is to come: dev, staging or prod")
    .action(
      async (action: string, resource: string | undefined, options: { readonly class?: string }) =>
        await canI(session, action, { resource, class: options.class }),
    );
  defineTokens(command.command("token").description("make, list and revoke tokens"), session);
  withForm(command.command("refusals").description("list what was refused, the newest first"))
    .option("--limit <N>", "how many, 1 to 500", "100")
    .action(async ({ limit, output }: { readonly limit: string; readonly output: string }) => {
      const count = Number(limit);
      if (!Number.isInteger(count) || count < 1 || count > 500)
        throw usageFailure(`"${limit}" is no number from 1 to 500`);
      await listNoun(session, refusals, { output, limit: count });
    });
};

function defineTokens(command: Command, session: Session): void {
  command
    .command("create")
    .description("make one; the standard output is the token alone, shown this once")
    .option("--person <NAME>", "of another person; by default your own")
    .option("--service <NAME>", "of a service account")
    .option("--note <TEXT>", "what it is for; shown in lists")
    .option("--expires <TIME>", "30d from now, or 2027-01-31T08:00:00Z; at most 365d", "90d")
    .option("-o, --output <FORM>", "table, json or yaml", "table")
    .action(async (options: TokenOptions) => await createToken(session, options));
  withForm(command.command("list").description("list your own, without the tokens themselves"))
    .option("-A, --all", "everybody's")
    .action(
      async ({ all, output }: { readonly all?: true; readonly output: string }) =>
        await listNoun(session, tokensOf(all === true ? "all" : "own"), { output }),
    );
  command
    .command("revoke")
    .description("make one open nothing any more")
    .argument("<ID>", "the token's id, as the list says it; never the token itself")
    .action(async (id: string) => {
      if (/^hf[ps]?_/.test(id))
        throw usageFailure("that is a token itself, not its id", `find its id: ${commandName()} auth token list`);
      const call = { method: "DELETE", path: apiPath("tokens", id) } as const;
      printAccepted(session, await session.request<AcceptedAnswer>(call));
    });
}

async function whoAmI(session: Session, output: string): Promise<void> {
  const form = parseForm(output, ["table", "json", "yaml"]);
  const me = await session.request<PrincipalView>({ path: "v1/auth/whoami" });
  const { out } = session.terminal;
  if (form === "json" || form === "yaml") return out.raw(await machineText(me, form));
  const roles = me.grants.map((grant) => `${grant.role} in ${grantWords(grant)}`);
  const may = me.kind === "installation" ? "everything but vote" : roles.join("; ");
  const fields = [
    [me.kind, me.name],
    ["id", me.id],
    ["groups", me.groups.join(", ")],
    ["roles", may === "" ? "none; ask an administrator for one" : may],
  ] as const;
  for (const line of renderFields(fields, out.paint)) out.line(line);
}

async function canI(
  session: Session,
  action: string,
  asked: { readonly resource: string | undefined; readonly class: string | undefined },
): Promise<void> {
  const [project, environment, more] = asked.resource?.split("/") ?? [];
  if (more !== undefined || project === "" || environment === "")
    throw usageFailure(`"${asked.resource ?? ""}" is no resource`, "write it as PROJECT or PROJECT/ENVIRONMENT");
  const question = { action, project, environment, class: asked.class };
  const call = jsonCall("POST", "v1/auth/can-i", { asked: [question] });
  const { items } = await session.request<{ readonly items: readonly CanIAnswer[] }>(call);
  const isAllowed = items[0]?.isAllowed === true;
  session.terminal.out.line(isAllowed ? "yes" : "no");
  if (isAllowed) return;
  const where = asked.resource ?? "the whole installation";
  throw new CommandFailure(`you may not ${action} in ${where}`, {
    exitCode: EXIT.denied,
    hints: [`see your roles: ${commandName()} auth whoami`],
  });
}

async function createToken(session: Session, options: TokenOptions): Promise<void> {
  const form = parseForm(options.output, ["table", "json", "yaml"]);
  const { person, service, note, expires = "90d" } = options;
  const body = { person, service, note, expiresAt: parseUntil(expires, Date.now()) };
  const made = await session.request<NewTokenAnswer>(jsonCall("POST", "v1/tokens", body));
  if (made.token === undefined) throw lostToken(made);
  const { out, err } = session.terminal;
  if (form === "json" || form === "yaml") return out.raw(await machineText(made, form));
  out.line(made.token);
  err.line(`token ${made.id} of ${made.holder.kind} ${made.holder.name}, good until ${instantWord(made.expiresAt)}`);
  err.line("it is not shown again; keep it as HOLDFAST_TOKEN, or with: context set NAME --token-stdin");
}

/** The first answer, which alone had the token, never arrived, and the request was sent again. */
function lostToken({ id }: NewTokenAnswer): CommandFailure {
  return new CommandFailure(`token ${id} was made and its answer was lost, so nobody has it`, {
    hints: [`revoke it: ${commandName()} auth token revoke ${id}`, "then make another"],
  });
}
