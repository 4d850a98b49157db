import { createTransport } from "nodemailer";
import type { Notification, NotifyAnswer } from "./port.ts";
import { mailText } from "./mail-text.ts";
import { failed } from "./send-webhook.ts";

/** The mail server, and who mails are from. */
export interface MailServer {
  /** `smtp://user:password@host:port`, or `smtps://`. */
  readonly url: string;
  /** An address, with or without a name. */
  readonly from: string;
  /** Milliseconds for each step of the talk. Default 10 s. */
  readonly stepMs?: number;
}

/** What the mail library throws, as far as it tells. */
interface MailFailure extends Error {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

/** Sends a mail to everybody at once, with the same Message-ID at each try. Who was refused beside others is named in the answer. */
export async function sendMail(
  { id, event }: Notification,
  { to, server }: { readonly to: readonly string[]; readonly server: MailServer },
): Promise<NotifyAnswer> {
  const { url, from, stepMs = 10_000 } = server;
  const transport = createTransport({
    url,
    connectionTimeout: stepMs,
    greetingTimeout: stepMs,
    socketTimeout: stepMs,
    dnsTimeout: stepMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const { subject, text, html } = mailText(event);
  try {
    const info = await transport.sendMail({
      from,
      to: [...to],
      subject,
      text,
      html,
      messageId: `<${id}@${domainOf(from)}>`,
      date: new Date(event.time),
      headers: { "Auto-Submitted": "auto-generated", "X-Holdfast-Event": event.type },
    });
    const refused = info.rejected.map(String);
    const note = refused.length === 0 ? "" : `; refused: ${refused.join(", ")}`;
    return { result: { outcome: "delivered" }, fault: "", answer: `${info.response}${note}`, isUnclear: false };
  } catch (error) {
    return judge(error as MailFailure);
  } finally {
    transport.close();
  }
}

function judge({ code, command, responseCode, response = "", message }: MailFailure): NotifyAnswer {
  // A mailbox or a message that is refused for good; a login that is refused may be mended.
  const isFinal = responseCode !== undefined && responseCode >= 500 && (code === "EENVELOPE" || code === "EMESSAGE");
  const hasBegun = command !== undefined && command !== "CONN";
  return {
    result: failed({ isFinal, isBusy: responseCode === 421 }),
    ...(responseCode === undefined ? {} : { status: responseCode }),
    fault:
      responseCode === undefined
        ? `the mail server was not reached: ${message}`
        : `the mail server answered ${responseCode}`,
    answer: response,
    isUnclear: responseCode === undefined && hasBegun,
  };
}

function domainOf(from: string): string {
  return /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? "holdfast.invalid";
}
