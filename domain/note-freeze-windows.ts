import type { CheckSources } from "./document-check.ts";
import type { Document } from "./schema/documents.ts";

/** What people should know about freeze windows that are taken all the same, one line each: that one is over. */
export function noteFreezeWindows(
  documents: readonly Document[],
  checkTimes: CheckSources["checkTimes"],
): readonly string[] {
  return documents.flatMap((document) => {
    if (document.kind !== "FreezeWindow") return [];
    const warnings = checkTimes(document.spec).filter(({ severity }) => severity === "warning");
    return warnings.map(({ message }) => `freeze window ${document.metadata.name}: ${message}`);
  });
}
