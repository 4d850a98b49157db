import type { AcceptedResult } from "../answers.ts";
import type { Paint } from "./paint.ts";
import { renderTable } from "./table.ts";

/** The lines that say what became of each document or target, and which operation or promotion carries it out. */
export function acceptedLines(
  results: readonly AcceptedResult[],
  screen: { readonly width: number; readonly paint: Paint; readonly isDryRun: boolean },
): readonly string[] {
  if (results.length === 0) return [];
  const promotionOf = ({ kind, promotionId = "" }: AcceptedResult) => (kind === "Promotion" ? "" : promotionId);
  const hasPromotions = results.some((result) => promotionOf(result) !== "");
  const rows = results.map((accepted) => [
    { text: kindWord(accepted.kind) },
    { text: nameOf(accepted) },
    { text: accepted.result },
    { text: accepted.operationId ?? "" },
    ...(hasPromotions ? [{ text: promotionOf(accepted) }] : []),
  ]);
  const titles = ["KIND", "NAME", screen.isDryRun ? "WOULD BE" : "RESULT", "OPERATION"];
  return renderTable({ titles: hasPromotions ? [...titles, "PROMOTION"] : titles, rows, flexible: ["NAME"] }, screen);
}

/** `FreezeWindow` is a `freeze-window` to people. */
const kindWord = (kind: string): string => kind.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();

/** A project is its own; what belongs to every project, as some freeze windows do, has none. */
function nameOf({ kind, project, name }: AcceptedResult): string {
  return kind === "Project" || project === "" ? name : `${project}/${name}`;
}
