import { explainIssues } from "./health-issues.ts";

/** An update as EKS tells it. */
export interface SeenUpdate {
  readonly status?: string | undefined;
  readonly type?: string | undefined;
  readonly errors?:
    | readonly {
        readonly errorCode?: string | undefined;
        readonly errorMessage?: string | undefined;
        readonly resourceIds?: readonly string[] | null | undefined;
      }[]
    | undefined;
}

/** How an update stands. */
export type UpdateStanding =
  | { readonly state: "running" }
  | { readonly state: "succeeded" }
  | { readonly state: "failed"; readonly reason: string };

/** Tells how an update stands; a status that we do not know counts as running. */
export function judgeUpdate({ status, type = "update", errors }: SeenUpdate): UpdateStanding {
  if (status === "Successful") return { state: "succeeded" };
  if (status === "Cancelled") return { state: "failed", reason: `${type} was cancelled` };
  if (status !== "Failed") return { state: "running" };
  const issues = errors?.map(({ errorCode, errorMessage, resourceIds }) => ({
    code: errorCode,
    message: errorMessage,
    resourceIds,
  }));
  return { state: "failed", reason: `${type} failed: ${explainIssues(issues, "EKS does not say why")}` };
}
