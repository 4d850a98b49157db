import { expect, test } from "vitest";
import { OrchestratorError } from "../../../domain/errors.ts";
import { jiraFailure } from "./jira-failure.ts";

const NOW = Date.parse("2026-12-04T10:00:00Z");
const call = { what: "POST rest/api/3/issue", account: "bot@a.example", nowMs: NOW };
const refused = (status: number, json?: unknown) =>
  new OrchestratorError("REMOTE_REFUSED", "answered", { details: { status, json } });
const throttled = (headers: Record<string, string>) =>
  jiraFailure(
    new OrchestratorError("REMOTE_THROTTLED", "too often", { details: { status: 429, retryAfterMs: 30_000 } }),
    {
      ...call,
      headers: new Headers(headers),
    },
  );

test.each([
  {
    name: "a 400 says what is wrong with each field",
    error: refused(400, { errorMessages: ["No."], errors: { summary: "is missing", priority: "is unknown" } }),
    want: "jira refused POST rest/api/3/issue: No.; summary: is missing; priority: is unknown",
  },
  {
    name: "a 400 of the deployments, which is a list",
    error: refused(400, [{ message: "one" }, { message: "two" }]),
    want: "jira refused POST rest/api/3/issue: one; two",
  },
  { name: "a 401 names the account", error: refused(401), want: /does not know "bot@a.example".*has expired/ },
  { name: "a 403 names the account", error: refused(403), want: /does not let "bot@a.example"/ },
  {
    name: "a 404 names both meanings",
    error: refused(404),
    want: /has nothing at .* or "bot@a.example" may not see it/,
  },
  { name: "a 410 is our fault", error: refused(410), want: /this version of Holdfast is too old/ },
])("jiraFailure(): $name", ({ error, want }) => {
  expect(jiraFailure(error, call)).toMatchObject({ code: "REMOTE_REFUSED" });
  expect(() => {
    throw jiraFailure(error, call);
  }).toThrow(want);
});

test("jiraFailure(): a 409 is unclear, since somebody else changed it at the same time", () => {
  expect(jiraFailure(refused(409), call)).toMatchObject({ code: "REMOTE_UNCLEAR", details: { status: 409 } });
});

test("jiraFailure() leaves alone what it does not know", () => {
  const unclear = new OrchestratorError("REMOTE_UNCLEAR", "reset");
  const bug = new TypeError("bug");
  for (const error of [unclear, bug, refused(418)]) expect(jiraFailure(error, call)).toBe(error);
});

test.each([
  { reason: "jira-per-issue-on-write", pauses: "issue" },
  { reason: "jira-burst-based", pauses: "endpoint" },
  { reason: "jira-quota-global-based", pauses: "site" },
  { reason: "", pauses: "site" },
])('jiraFailure(): a 429 for "$reason" pauses the $pauses', ({ reason, pauses }) => {
  expect(throttled({ "ratelimit-reason": reason })).toMatchObject({ code: "REMOTE_THROTTLED", details: { pauses } });
});

test.each([
  {
    name: "Retry-After wins",
    headers: { "retry-after": "30", "x-ratelimit-reset": "2026-12-04T10:10:00Z" },
    want: 30_000,
  },
  { name: "the reset counts without it", headers: { "x-ratelimit-reset": "2026-12-04T10:10:00Z" }, want: 600_000 },
  {
    name: "a reset in the past does not count",
    headers: { "x-ratelimit-reset": "2026-12-04T09:00:00Z" },
    want: 30_000,
  },
  { name: "an unreadable reset does not count", headers: { "x-ratelimit-reset": "soon" }, want: 30_000 },
])("jiraFailure(): of a 429 $name", ({ headers, want }) => {
  expect(throttled(headers)).toMatchObject({ details: { retryAfterMs: want } });
});
