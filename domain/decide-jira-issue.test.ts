import { expect, test } from "vitest";
import { decideJiraIssue } from "./decide-jira-issue.ts";

const rule = { proceed: ["Approved", "Implementing"], reject: ["Declined"] };
const issue = (status: string, isDone = false) => ({ key: "REL-1", status, isDone });

test.each([
  { name: "passes in a status of proceed", status: "Implementing", isDone: false, want: "pass" },
  { name: "does not mind the case", status: "APPROVED ", isDone: false, want: "pass" },
  { name: "rejects in a status of reject", status: "Declined", isDone: false, want: "reject" },
  { name: "rejects there, closed or not", status: "declined", isDone: true, want: "reject" },
  { name: "waits in any other", status: "In Review", isDone: false, want: "wait" },
])("decideJiraIssue() $name", ({ status, isDone, want }) => {
  expect(decideJiraIssue(issue(status, isDone), rule).verdict).toBe(want);
});

test("decideJiraIssue() rejects where a status is in both lists", () => {
  expect(decideJiraIssue(issue("Done"), { proceed: ["Done"], reject: ["Done"] }).verdict).toBe("reject");
});

test("decideJiraIssue() says what it waits for", () => {
  expect(decideJiraIssue(issue("In Review"), rule)).toEqual({
    verdict: "wait",
    reasons: ['REL-1 is in "In Review" and needs "Approved" or "Implementing"'],
    isAlarming: false,
  });
});

test("decideJiraIssue() never passes an issue that was closed in a status that nobody listed, and is alarmed by it", () => {
  expect(decideJiraIssue(issue("Withdrawn", true), rule)).toMatchObject({ verdict: "wait", isAlarming: true });
});
