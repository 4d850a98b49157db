import type { NotifiedEvent } from "../../domain/notifications/notified-event.ts";
import { diffOf, factsOf, titleOf } from "./event-words.ts";

const SUBJECT_MAX = 200;
const MESSAGE_MAX = 10_000;

/** A mail's subject, its text, and the same as HTML in which nothing of an event is markup. */
export function mailText(event: NotifiedEvent): {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
} {
  const message = event.message.slice(0, MESSAGE_MAX).toWellFormed();
  const facts = factsOf(event);
  const subject = `[holdfast] ${oneLine(`${titleOf(event)}: ${message}`)}`.slice(0, SUBJECT_MAX).toWellFormed();
  const diff = diffOf(event)?.slice(0, MESSAGE_MAX).toWellFormed();
  const text = `${message}\n\n${diff === undefined ? "" : `${diff}\n\n`}${facts.map(([name, value]) => `${name}: ${oneLine(value)}`).join("\n")}\n`;
  const rows = facts.map(([name, value]) => `<tr><td>${escaped(name)}</td><td>${escaped(value)}</td></tr>`).join("");
  const shown = diff === undefined ? "" : `<pre>${escaped(diff)}</pre>`;
  const html = `<p>${escaped(message).replaceAll("\n", "<br>")}</p>${shown}<table>${rows}</table>`;
  return { subject, text, html };
}

const oneLine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, " ").trim();

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
