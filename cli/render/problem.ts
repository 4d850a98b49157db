import type { DocumentProblem, Problem } from "../answers.ts";
import type { Paint } from "./paint.ts";
import { oneLine } from "./text-width.ts";

/**
 * The lines of a refusal: what, each problem with its place as `file:line:column`, the next step, the trace id.
 * The code of the refusal stands in brackets, as it is in the reference of errors.
 */
export function renderProblem(
  problem: Problem,
  screen: { readonly paint: Paint; readonly retryAfterS?: number | undefined },
): readonly string[] {
  const { paint, retryAfterS } = screen;
  const errors = problem.errors ?? [];
  const count = errors.length === 1 ? "1 problem" : `${errors.length} problems`;
  // Its own words quote a position in what was sent, which may be several files.
  const what = errors.length > 0 ? `${count} in the documents` : oneLine(problem.detail ?? problem.title);
  const code = problem.code === undefined ? "" : ` (${problem.code})`;
  return [
    `${paint("red", "error:")} ${what}${code}`,
    ...errors.map(documentProblemLine),
    ...(problem.hint === undefined ? [] : [`${paint("dim", "hint:")} ${oneLine(problem.hint)}`]),
    ...(retryAfterS === undefined ? [] : [`${paint("dim", "hint:")} try again in ${retryAfterS} s`]),
    ...(problem.traceId === undefined ? [] : [`${paint("dim", "trace:")} ${problem.traceId}`]),
  ];
}

/** `shop.yaml:12:7 COMPONENT_KIND_UNKNOWN message`; where no position is known, the document's number and the pointer. */
export function documentProblemLine(problem: DocumentProblem): string {
  return `${placeOf(problem)} ${problem.code} ${oneLine(problem.message)}`;
}

function placeOf({ file, line, column, document, pointer }: DocumentProblem): string {
  if (line === undefined)
    return `${file === undefined ? "" : `${file}: `}document ${document + 1}${pointer === "" ? "" : ` at ${pointer}`}:`;
  const position = column === undefined ? `${line}` : `${line}:${column}`;
  return file === undefined ? `line ${position}` : `${file}:${position}`;
}
