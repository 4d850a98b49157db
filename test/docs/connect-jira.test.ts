import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { jiraIssue } from "../../activities/gates/jira-issue.ts";
import { jiraDeployment } from "../../activities/steps/jira-deployment.ts";
import { ConnectionDocument, GateSpec, StepSpec } from "../../domain/schema/documents.ts";
import { readFences } from "./read-fences.ts";

const page = await readFile(new URL("../../docs/guide/connect-jira.md", import.meta.url), "utf8");
const snippets = readFences(page)
  .filter(({ language }) => language === "yaml")
  .map(({ lines }) => parse(lines.join("\n")) as Record<string, unknown>);
const holding = (key: string) => snippets.filter((snippet) => key in snippet);

test("the guide's connection is one", () => {
  const [document, ...others] = holding("kind");
  expect(others).toEqual([]);
  const { spec } = ConnectionDocument.parse(document);
  const changes = snippets.map((snippet) => ("spec" in snippet ? snippet["spec"] : snippet) as Record<string, unknown>);
  const changed = changes.filter((change) => "credentials" in change);
  expect(changed).toHaveLength(3);
  for (const change of changed) {
    const whole = { ...document, spec: { ...spec, ...change } };
    expect(ConnectionDocument.safeParse(whole).error).toBeUndefined();
  }
});

test("the guide's gate and step are what their kinds take", () => {
  const gates = holding("gates").flatMap((snippet) => snippet["gates"] as unknown[]);
  const steps = holding("afterDeploy").flatMap((snippet) => snippet["afterDeploy"] as unknown[]);
  expect([gates.length, steps.length]).toEqual([1, 1]);
  const gate = GateSpec.parse(gates[0]);
  expect(gate.kind).toBe(jiraIssue.kind);
  expect(jiraIssue.config.safeParse(gate.config).error).toBeUndefined();
  const step = StepSpec.parse(steps[0]);
  expect(step.kind).toBe(jiraDeployment.kind);
  // The expression has its value only when the step runs.
  expect(jiraDeployment.config.safeParse({ ...step.config, issues: ["REL-1"] }).error).toBeUndefined();
});
