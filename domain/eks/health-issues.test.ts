import { expect, test } from "vitest";
import { EXPLAINED_CODES, explainIssue, explainIssues } from "./health-issues.ts";

test("an issue is told in plain words, with what EKS says and what to do next", () => {
  const issue = { code: "InsufficientFreeAddresses", message: "no addresses", resourceIds: ["subnet-1"] };
  expect(explainIssue(issue)).toBe(
    "its subnets have too few free addresses (InsufficientFreeAddresses: subnet-1). " +
      "Next: free addresses in the subnets, or give it other subnets. EKS says: no addresses",
  );
});

test("a code that nobody knows is told as it is", () => {
  expect(explainIssue({ code: "Flooded", message: "water", resourceIds: null })).toBe("Flooded. EKS says: water");
  expect(explainIssue({ code: "constructor" })).toBe("constructor.");
});

test("where there is no issue, what is given is said", () => {
  expect(explainIssues([], "EKS does not say why")).toBe("EKS does not say why");
  expect(explainIssues(undefined, "EKS does not say why")).toBe("EKS does not say why");
});

test.each(EXPLAINED_CODES)("%s has an explanation that says what to do next", (code) => {
  expect(explainIssue({ code })).toMatch(/\. Next: .+\.$/);
});
