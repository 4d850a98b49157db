import type { EnvironmentDocument } from "./schema/documents.ts";

/** Whether an environment refuses to be deleted: as it says, or else in class prod. */
export function isProtected({ class: environmentClass, protected: said }: EnvironmentDocument["spec"]): boolean {
  return said ?? environmentClass === "prod";
}
