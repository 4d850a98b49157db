import type { ComponentView } from "../answers.ts";
import type { GateView, PromotionDetail, StepView } from "../promotion-answers.ts";
import { componentNote, componentTime } from "./component-note.ts";
import { type Paint, styleOfWord } from "./paint.ts";
import { sortComponents } from "./sort-components.ts";
import { fitText, oneLine, textWidth } from "./text-width.ts";
import { durationWords, instantWord } from "./time-words.ts";

/** What a tree shows: a promotion at one instant. */
export interface PromotionSubject {
  readonly promotion: PromotionDetail;
  /** What it changes; empty while it changes nothing. */
  readonly components: readonly ComponentView[];
  readonly nowMs: number;
}

/** What fits. */
export interface PromotionScreen {
  readonly width: number;
  /** Most lines of one tree; what is done is counted instead. At least 3. */
  readonly maxLines: number;
  readonly paint: Paint;
}

/** One line below the head. */
interface Row {
  readonly symbol: string;
  readonly what: string;
  readonly name: string;
  readonly state: string;
  readonly time: string;
  readonly note: string;
  /** True when it asks for nobody's attention. */
  readonly isDone: boolean;
}

const SYMBOLS: Readonly<Record<string, string>> = {
  pass: "✔",
  Succeeded: "✔",
  Ready: "✔",
  Undone: "✔",
  reject: "✘",
  Failed: "✘",
  "Undo failed": "✘",
  Lost: "!",
  wait: "●",
  Running: "●",
  Deleting: "●",
  Skipped: "-",
  Gone: "-",
};
const DONE = ["pass", "Succeeded", "Ready", "Undone", "Skipped", "Gone"];

/** The lines of one promotion: a head, then gates, other waits, and steps and components in the order in which they run. */
export function renderPromotionTree(subject: PromotionSubject, screen: PromotionScreen): readonly string[] {
  const rows = rowsOf(subject);
  const shown = mostUrgent(rows, screen.maxLines - 1);
  const widthOf = (read: (row: Row) => string) => Math.max(0, ...shown.map((row) => textWidth(read(row))));
  const widths = {
    what: widthOf(({ what }) => what),
    name: widthOf(({ name }) => name),
    state: widthOf(({ state }) => state),
    time: widthOf(({ time }) => time),
  };
  const lines = shown.map(({ symbol, what, name, state, time, note }) => {
    const head = `${symbol} ${pad(what, widths.what)}  ${pad(name, widths.name)}  `;
    const style = styleOfWord(state);
    const word = pad(state, widths.state);
    const clock = widths.time === 0 ? "" : `  ${time.padStart(widths.time)}`;
    const room = screen.width - 3 - textWidth(head) - widths.state;
    const tail = fitText(`${clock}  ${oneLine(note)}`.trimEnd(), Math.max(12, room));
    return `${head}${style === undefined ? word : screen.paint(style, word)}${tail}`.trimEnd();
  });
  const left = rows.length - shown.length;
  const all = left === 0 ? lines : [...lines, `… and ${left} done or not begun`];
  return [headLine(subject, screen), ...all.map((line, index) => `${index === all.length - 1 ? "└─" : "├─"} ${line}`)];
}

function rowsOf({ promotion, components, nowMs }: PromotionSubject): readonly Row[] {
  const { gates, waits, steps, operationId } = promotion;
  const current = steps.filter((step) => step.operationId === operationId);
  const stepsAt = (...times: readonly string[]) =>
    current.filter(({ time }) => times.includes(time)).map((step) => stepRow(step, nowMs));
  const sorted = sortComponents(components);
  return [
    ...gates.map(gateRow),
    ...waits.map(({ for: what, reason, until }) =>
      row({ what: "waits", name: what, state: "wait", note: `${reason}${untilWords(until)}` }),
    ),
    ...stepsAt("snapshot", "before"),
    ...sorted.map((component) => componentRow(component, { sorted, nowMs })),
    ...stepsAt("after", "undo"),
  ];
}

function gateRow({ name, verdict = "not asked", reasons, waitsOn, earliestAt, isAlarming }: GateView): Row {
  const on = waitsOn === undefined ? "" : `; waits on ${waitsOn}`;
  const alarm = isAlarming ? "look into it: " : "";
  const note = verdict === "wait" ? `${alarm}${reasons.join("; ")}${on}${untilWords(earliestAt)}` : reasons.join("; ");
  return row({ what: "gate", name, state: verdict, note });
}

function stepRow({ name, time, state, reason, progress, startedAt, endedAt }: StepView, nowMs: number): Row {
  const took = startedAt === undefined ? "" : durationWords(Math.max(0, (endedAt ?? nowMs) - startedAt));
  return row({ what: time === "undo" ? "undo" : "step", name, state, time: took, note: reason || progress });
}

function componentRow(
  component: ComponentView,
  { sorted, nowMs }: { readonly sorted: readonly ComponentView[]; readonly nowMs: number },
): Row {
  const { kind, name, phase } = component;
  const note = componentNote(component, sorted);
  return row({ what: kind, name, state: phase, time: componentTime(component, nowMs), note });
}

function row(parts: Pick<Row, "what" | "name" | "state" | "note"> & { readonly time?: string }): Row {
  const { state, time = "" } = parts;
  return { ...parts, time, symbol: SYMBOLS[state] ?? "○", isDone: DONE.includes(state) };
}

function headLine({ promotion, nowMs }: PromotionSubject, screen: PromotionScreen): string {
  const { project, environment, kind, release, state, plan, admittedAt, requestedAt, endedAt } = promotion;
  const name = `${project}/${environment}`;
  const what = kind === "change" ? "change" : `${kind} ${release}`;
  const since = admittedAt ?? requestedAt;
  const estimate = state === "Running" && plan !== undefined ? ` of about ${durationWords(plan.estimateMs)}` : "";
  const time = `${durationWords(Math.max(0, (endedAt ?? nowMs) - since))}${estimate}`;
  const style = styleOfWord(state);
  const room = screen.width - textWidth(name) - textWidth(what) - state.length - 6;
  return `${screen.paint("bold", name)}  ${what}  ${style === undefined ? state : screen.paint(style, state)}  ${fitText(time, Math.max(12, room))}`;
}

const untilWords = (at: number | undefined): string => (at === undefined ? "" : `; not before ${instantWord(at)}`);

function mostUrgent(rows: readonly Row[], room: number): readonly Row[] {
  if (rows.length <= room) return rows;
  const urgency = ({ isDone, symbol }: Row) => (isDone ? 2 : Number(symbol === "○"));
  const chosen = new Set(rows.toSorted((one, other) => urgency(one) - urgency(other)).slice(0, Math.max(1, room - 1)));
  return rows.filter((one) => chosen.has(one));
}

const pad = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - textWidth(text)));
