import type { ComponentView, EnvironmentDetail, OperationView } from "../answers.ts";
import { componentNote, componentTime } from "./component-note.ts";
import { type Paint, styleOfWord } from "./paint.ts";
import { sortComponents } from "./sort-components.ts";
import { fitText, oneLine, textWidth } from "./text-width.ts";
import { durationWords } from "./time-words.ts";

/** What a tree shows: an environment at one instant. */
export interface TreeSubject {
  readonly environment: EnvironmentDetail;
  /** What runs in it, or is to run; absent when nothing does. */
  readonly operation?: OperationView | undefined;
  readonly nowMs: number;
}

/** What fits. */
export interface TreeScreen {
  readonly width: number;
  /** Most lines of one tree; what has nothing new to tell is counted instead. At least 3. */
  readonly maxLines: number;
  readonly paint: Paint;
}

const SYMBOLS: Readonly<Record<string, string>> = {
  Ready: "✔",
  Failed: "✘",
  Lost: "!",
  Running: "●",
  Deleting: "●",
  Asleep: "z",
  Gone: "-",
};
// What a person looks for first, when not all fit.
const URGENCY = ["Failed", "Lost", "Running", "Deleting", "Pending", "Ready", "Asleep", "Gone"];

/** The lines of one environment: a head, and one line per component in the order in which they come up. */
export function renderTree({ environment, operation, nowMs }: TreeSubject, screen: TreeScreen): readonly string[] {
  const components = sortComponents(environment.componentList);
  const shown = mostUrgent(components, screen.maxLines - 1);
  const nameWidth = Math.max(0, ...shown.map(({ name }) => textWidth(name)));
  const kindWidth = Math.max(0, ...shown.map(({ kind }) => textWidth(kind)));
  const lines = shown.map((component) => {
    const style = styleOfWord(component.phase);
    const phase = component.phase.padEnd(8);
    const head = `${SYMBOLS[component.phase] ?? "○"} ${pad(component.name, nameWidth)}  ${pad(component.kind, kindWidth)}  `;
    const tail =
      `${componentTime(component, nowMs).padStart(9)}  ${oneLine(componentNote(component, components))}`.trimEnd();
    const room = screen.width - 3 - textWidth(head) - 8;
    return `${head}${style === undefined ? phase : screen.paint(style, phase)}${tail === "" ? "" : fitText(tail, Math.max(12, room))}`.trimEnd();
  });
  const rest = countRest(components, shown);
  const all = rest === undefined ? lines : [...lines, rest];
  return [
    headLine({ environment, operation, nowMs }, screen),
    ...all.map((line, index) => `${index === all.length - 1 ? "└─" : "├─"} ${line}`),
  ];
}

function headLine({ environment, operation, nowMs }: TreeSubject, screen: TreeScreen): string {
  const { metadata } = environment.document;
  const { total, ready, failed } = environment.components;
  const name = `${metadata.project}/${metadata.name}`;
  const style = styleOfWord(environment.phase);
  const phase = style === undefined ? environment.phase : screen.paint(style, environment.phase);
  const counts = `${ready}/${total} ready${failed === 0 ? "" : `, ${failed} failed`}`;
  const rest = fitText(
    `${counts}${operation === undefined ? "" : `  ${operationWords(operation, nowMs)}`}`,
    Math.max(12, screen.width - textWidth(name) - environment.phase.length - 4),
  );
  return `${screen.paint("bold", name)}  ${phase}  ${rest}`;
}

function operationWords({ kind, state, plan, startedAt, endedAt }: OperationView, nowMs: number): string {
  if (startedAt === undefined) return `${kind} ${state.toLowerCase()}`;
  if (endedAt !== undefined) return `${kind} ${state.toLowerCase()} after ${durationWords(endedAt - startedAt)}`;
  const estimate = plan === undefined ? "" : ` of about ${durationWords(plan.estimateMs)}`;
  return `${kind} ${durationWords(Math.max(0, nowMs - startedAt))}${estimate}`;
}

function mostUrgent(components: readonly ComponentView[], room: number): readonly ComponentView[] {
  if (components.length <= room) return components;
  const urgency = ({ phase }: ComponentView) => (URGENCY.includes(phase) ? URGENCY.indexOf(phase) : URGENCY.length);
  const chosen = new Set(
    components.toSorted((one, other) => urgency(one) - urgency(other)).slice(0, Math.max(1, room - 1)),
  );
  return components.filter((component) => chosen.has(component));
}

function countRest(components: readonly ComponentView[], shown: readonly ComponentView[]): string | undefined {
  if (shown.length === components.length) return undefined;
  const counts = new Map<string, number>();
  for (const component of components) {
    if (!shown.includes(component)) counts.set(component.phase, (counts.get(component.phase) ?? 0) + 1);
  }
  return `… and ${[...counts].map(([phase, count]) => `${count} ${phase}`).join(", ")}`;
}

const pad = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - textWidth(text)));
