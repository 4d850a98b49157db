import type { EnvironmentClass, StageSpec } from "./schema/documents.ts";

/** Whether a snapshot taken before a migration is put back when a deploy fails: as the stage says, else never in prod. */
export function dataRule({ data }: StageSpec["onFailure"], environmentClass: EnvironmentClass): "keep" | "restore" {
  return data ?? (environmentClass === "prod" ? "keep" : "restore");
}
