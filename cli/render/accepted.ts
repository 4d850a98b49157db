import type { AcceptedResult } from "../answers.ts";
import type { Paint } from "./paint.ts";
import { renderTable } from "./table.ts";

/** The lines that say what became of each document or target, and which operation carries it out. */
export function acceptedLines(
  results: readonly AcceptedResult[],
  screen: { readonly width: number; readonly paint: Paint; readonly isDryRun: boolean },
): readonly string[] {
  if (results.length === 0) return [];
  const rows = results.map(({ kind, project, name, result, operationId }) => [
    { text: kind.toLowerCase() },
    { text: kind === "Project" ? name : `${project}/${name}` },
    { text: result },
    { text: operationId ?? "" },
  ]);
  return renderTable(
    { titles: ["KIND", "NAME", screen.isDryRun ? "WOULD BE" : "RESULT", "OPERATION"], rows, flexible: ["NAME"] },
    screen,
  );
}
