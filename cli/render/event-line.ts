import type { EventView } from "../answers.ts";
import type { Paint } from "./paint.ts";
import { oneLine } from "./text-width.ts";
import { instantWord } from "./time-words.ts";

/** One event in one line: when, where, what, and in words. */
export function eventLine(event: EventView, paint: Paint): string {
  const where = [event.project, event.environment, event.component]
    .filter((part) => part !== undefined && part !== "")
    .join("/");
  const who = event.actor.kind === "system" ? "" : `  (${event.actor.kind} ${event.actor.name})`;
  return `${paint("dim", instantWord(event.at))}  ${where}  ${paint("bold", event.type)}  ${oneLine(event.message)}${paint("dim", oneLine(who))}`;
}
