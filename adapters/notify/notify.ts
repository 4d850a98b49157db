import { textMasker } from "../../domain/mask-text.ts";
import type { SubscriptionDocument } from "../../domain/schema/documents.ts";
import type { Chat } from "../chat/port.ts";
import type { Secrets } from "../secrets/port.ts";
import type { Notification, NotificationWays, Notify, NotifyAnswer } from "./port.ts";
import { sendChat } from "./send-chat.ts";
import { type MailServer, sendMail } from "./send-mail.ts";
import { notSent, sendWebhook, type WebhookRules } from "./send-webhook.ts";
import { webhookUrlProblem } from "./webhook-url.ts";

// Less than is read, so that a secret at the end of what was read is masked whole.
const ANSWER_MAX = 2 * 1024;
const FAULT_MAX = 500;
const LONGEST_MS = 15_000;
/** A secret that is set later is masked from then on. */
const REMEMBERED_MS = 2_000;

/** The ways that are there. */
export interface Ways {
  readonly webhooks: WebhookRules;
  /** Absent where no mail server is configured. */
  readonly mail?: MailServer;
  /** Absent where no chat is configured. */
  readonly chat?: Pick<Chat, "find" | "post">;
}

/** Which ways there are, for the checks of documents. */
export function notificationWays({ webhooks, mail, chat }: Ways): NotificationWays {
  return {
    urlProblem: (url) => webhookUrlProblem(url, webhooks),
    missing(spec) {
      if (spec.email !== undefined && mail === undefined)
        return "no mail server is configured, see HOLDFAST_SMTP_URL and HOLDFAST_MAIL_FROM";
      if (spec.slack !== undefined && chat === undefined) return "Slack is not configured";
      return undefined;
    },
  };
}

/** Tells people by webhook, mail or chat, as their subscription says. What is answered holds no secret of the project. */
export function notifyBy(ways: Ways, secrets: Pick<Secrets, "names" | "read" | "version">): Notify {
  const known = notificationWays(ways);
  const everySecret = rememberSecrets(secrets);
  return async (notification, signal) => {
    const { spec, metadata } = notification.subscription;
    const missing = known.missing(spec);
    if (missing !== undefined) return notSent(missing);
    try {
      const values = await valuesOf(secrets, metadata.project, signingNames(spec));
      const answer = await send(notification, { ways, values }, signal);
      if (answer.fault === "" && answer.answer === "") return answer;
      const others = await everySecret(metadata.project).catch(() => undefined);
      // How it ended counts also where what was answered cannot be shown.
      if (others === undefined) return { ...answer, fault: withheld(answer.fault), answer: withheld(answer.answer) };
      return masked(answer, [...values.values(), ...others, ...passwordOf(ways.mail)]);
    } catch (error) {
      if (signal.aborted) throw error;
      return { ...notSent(error instanceof Error ? error.message : String(error)), isUnclear: true };
    }
  };
}

async function send(
  notification: Notification,
  { ways, values }: { readonly ways: Ways; readonly values: ReadonlyMap<string, string> },
  signal: AbortSignal,
): Promise<NotifyAnswer> {
  const { webhook, email, slack } = notification.subscription.spec;
  if (webhook !== undefined) {
    const names = signingNames(notification.subscription.spec);
    const signing = Object.fromEntries(names.map((name) => [name, values.get(name)]));
    const sent = { webhook: { url: webhook.url, secrets: signing }, rules: ways.webhooks };
    return await sendWebhook(notification, sent, signal);
  }
  if (email !== undefined && ways.mail !== undefined)
    return await inTime(sendMail(notification, { to: email.to, server: ways.mail }), signal);
  if (slack !== undefined && ways.chat !== undefined)
    return await inTime(sendChat(notification, { channel: slack.channel, chat: ways.chat }, signal), signal);
  return notSent("the subscription names no way that is known");
}

/** What is not answered in time may have arrived. The mail library can not be stopped; its own limits end it. */
async function inTime(work: Promise<NotifyAnswer>, signal: AbortSignal): Promise<NotifyAnswer> {
  signal.throwIfAborted();
  return await new Promise((resolve, reject) => {
    const late = () => resolve({ ...notSent(`no answer within ${LONGEST_MS} ms`), isUnclear: true });
    const timer = setTimeout(late, LONGEST_MS);
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", abort, { once: true });
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    };
    work.then(resolve, reject).finally(end);
    if (signal.aborted) abort();
  });
}

function signingNames({ webhook }: SubscriptionDocument["spec"]): readonly string[] {
  return [webhook?.secret, webhook?.previousSecret].filter((name) => name !== undefined);
}

/** What cannot be masked is not kept. */
const withheld = (text: string) => (text === "" ? "" : "it is not shown: the secrets to mask in it could not be read");

/** All values of a project's secrets, remembered for a while: many deliveries fail one after the other. */
function rememberSecrets(
  secrets: Pick<Secrets, "names" | "read" | "version">,
): (project: string) => Promise<readonly string[]> {
  const known = new Map<string, { readonly at: number; readonly values: Promise<readonly string[]> }>();
  return async (project) => {
    const nowMs = Date.now();
    for (const [name, { at }] of known) if (nowMs - at > REMEMBERED_MS) known.delete(name);
    const found = known.get(project);
    if (found !== undefined) return await found.values;
    const values = (async () => [...(await valuesOf(secrets, project, await secrets.names(project))).values()])();
    known.set(project, { at: nowMs, values });
    return await values;
  };
}

/** Values by name of those that there are. */
async function valuesOf(
  secrets: Pick<Secrets, "read" | "version">,
  project: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const values = new Map<string, string>();
  for (const name of new Set(names)) {
    // One that was deleted since its name was read is no secret any more.
    if ((await secrets.version(project, name)) !== undefined)
      values.set(name, (await secrets.read(project, name)).value);
  }
  return values;
}

function passwordOf(mail: MailServer | undefined): readonly string[] {
  if (mail === undefined || !URL.canParse(mail.url)) return [];
  const { password } = new URL(mail.url);
  return password === "" ? [] : [password, decodeURIComponent(password)];
}

function masked(answer: NotifyAnswer, secrets: readonly string[]): NotifyAnswer {
  const mask = textMasker(secrets);
  const plain = (text: string, most: number) =>
    mask(text.toWellFormed())
      .replaceAll(/[^\P{Cc}\n\t]/gu, "")
      .slice(0, most)
      .toWellFormed();
  return {
    ...answer,
    fault: plain(answer.fault, FAULT_MAX).replaceAll("\n", " "),
    answer: plain(answer.answer, ANSWER_MAX),
  };
}
