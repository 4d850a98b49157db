import type { ComponentView } from "../answers.ts";
import { durationWords } from "./time-words.ts";

/** What there is to say about a component beside its phase, in one line: its fault, its progress, what it waits for, where it answers. */
export function componentNote(component: ComponentView, all: readonly ComponentView[]): string {
  if (component.fault !== undefined) return `${component.fault.code}: ${component.fault.message}`;
  if (component.phase === "Running" || component.phase === "Deleting") return component.progress;
  if (component.phase === "Pending") return waitsFor(component, all);
  const url = component.outputs["url"];
  return component.phase === "Ready" && typeof url === "string" ? url : "";
}

/** How long it has been at it, or took; empty when it has not started. */
export function componentTime(component: ComponentView, nowMs: number): string {
  const { phase, startedAt, readyAt } = component;
  if (startedAt === undefined) return "";
  if (phase === "Running" || phase === "Deleting") return durationWords(Math.max(0, nowMs - startedAt));
  if (phase !== "Ready" || readyAt === undefined || readyAt < startedAt) return "";
  return durationWords(readyAt - startedAt);
}

function waitsFor(component: ComponentView, all: readonly ComponentView[]): string {
  const unready = component.needs.filter((need) => all.find(({ name }) => name === need)?.phase !== "Ready");
  if (unready.length === 0) return "";
  const [first = "", ...rest] = unready;
  return rest.length === 0 ? `waits for ${first}` : `waits for ${first} and ${rest.length} more`;
}
