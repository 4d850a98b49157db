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
  /** `codes` are those of EKS. */
  | { readonly state: "failed"; readonly reason: string; readonly codes: readonly string[] };

/** Tells how an update stands; a status that we do not know counts as running. */
export function judgeUpdate({ status, type = "update", errors }: SeenUpdate): UpdateStanding {
  if (status === "Successful") return { state: "succeeded" };
  if (status === "Cancelled") return { state: "failed", reason: `${type} was cancelled`, codes: [] };
  if (status !== "Failed") return { state: "running" };
  const issues = errors?.map(({ errorCode, errorMessage, resourceIds }) => ({
    code: errorCode,
    message: errorMessage,
    resourceIds,
  }));
  const codes = (errors ?? []).flatMap(({ errorCode }) => errorCode ?? []);
  return { state: "failed", codes, reason: `${type} failed: ${explainIssues(issues, "EKS does not say why")}` };
}
