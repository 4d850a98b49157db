import { nameOfReport } from "./truth/jira-facts.ts";
import { nameOfState } from "./truth/service-now-facts.ts";

/** A call that an outside system gets. */
export interface OutsideCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

const KEY = /\bhf-[0-9a-hjkmnp-tv-z]{16}\b/;
const QUESTIONS: readonly string[] = ["GET", "HEAD"];

/** The key that a call carries, wherever it does; undefined for none. */
export function keyIn({ path, headers, body }: OutsideCall): string | undefined {
  return KEY.exec(`${String(headers["idempotency-key"] ?? "")} ${body} ${path}`)?.[0];
}

/** Whether a call may change something: a search is sent as a POST, too. */
export function changesSomething({ method, path }: OutsideCall): boolean {
  return !QUESTIONS.includes(method) && !path.includes("/search/jql");
}

/** What a call without a key does, in the words of the truth where it has some. */
export function nameOfCall(system: string, call: OutsideCall): string {
  const { method, body } = call;
  const path = new URL(call.path, "http://outside").pathname;
  const state = /"state":"([^"]+)"/.exec(body)?.[1];
  if (system === "servicenow" && state !== undefined) return nameOfState(state);
  if (path.endsWith("/transitions")) return "jira issue.transition";
  if (path.endsWith("/issueLink")) return "jira issue.link";
  if (path.includes("/deployments/") && state !== undefined) return nameOfReport(state);
  const place = path
    .replace(/^\/(api\/sn_chg_rest|rest\/api\/3|rest)\//, "")
    .replaceAll(/[0-9a-f]{32}|\b[A-Z]+-\d+\b|\b\d{4,}\b/g, "*");
  return `${system} ${method} ${place}`;
}
