import { describe, expect, it } from "vitest";
import { type FindingView, FINDING_STATUSES } from "../schema/drift.ts";
import { explainComponent } from "./explain-component.ts";
import { FINDING_ANSWERS, isOpen, nextOfFinding, nextOfReaction } from "./next-of-finding.ts";

const FREE = { frozenBy: [], isSuspended: false };
const FROZEN = { ...FREE, frozenBy: ['freeze "year-end": the books'], opensAt: 9_000 };
const finding = (over: Partial<FindingView>) => ({
  status: "due" as const,
  statusReason: "",
  reaction: { reaction: "revert" as const, fields: [] },
  ...over,
});

describe("what happens next with a finding", () => {
  it("puts back what is due when its environment has its turn", () => {
    expect(nextOfFinding(finding({}), FREE)).toEqual({
      lines: ["it is put back as soon as its environment has its turn"],
      answers: FINDING_ANSWERS,
    });
  });

  it("names the freeze that what is due waits for, and when it opens", () => {
    expect(nextOfFinding(finding({}), FROZEN)).toMatchObject({
      lines: ["it is put back", 'it waits for the end of freeze "year-end": the books'],
      at: 9_000,
    });
  });

  it.each([{ isSuspended: true }, { holdReason: "five deaths" }])(
    "names no time where a person has to come: %o",
    (over) => {
      const next = nextOfFinding(finding({}), { ...FROZEN, ...over });
      expect(next.at).toBeUndefined();
      expect(next.lines.join("\n")).toContain("until somebody resumes the environment");
    },
  );

  it("says that what is asleep is put back when it wakes", () => {
    expect(nextOfFinding(finding({}), { ...FREE, isAsleep: true }).lines).toEqual([
      "it is put back",
      "it waits until its environment wakes, which is asleep",
    ]);
  });

  it("says why it is held, and how long it is left", () => {
    expect(nextOfFinding(finding({ status: "held", statusReason: "put back 3 times" }), FREE).lines).toEqual([
      "it is held until a person decides: put back 3 times",
    ]);
    expect(nextOfFinding(finding({ status: "snoozed", snoozedUntil: 5_000 }), FREE)).toMatchObject({ at: 5_000 });
  });

  it.each(FINDING_STATUSES.filter((status) => !isOpen(status)))("does nothing with one that is %s", (status) => {
    expect(nextOfFinding(finding({ status }), FREE)).toEqual({ lines: [], answers: [] });
  });

  it("lets nobody answer while it is put back", () => {
    expect(nextOfFinding(finding({ status: "reverting", operationId: "op-1" }), FREE)).toEqual({
      lines: ["operation op-1 puts it back"],
      answers: [],
    });
  });
});

it("says of a reaction what it would do", () => {
  expect(nextOfReaction("revert", FROZEN).at).toBe(9_000);
  expect(nextOfReaction("ignore", FROZEN).lines).toEqual(["nothing; it is not shown"]);
});

it("explains a component by its rules, the pattern before the rest, whether it drifts or not", () => {
  const ground = {
    class: "prod",
    component: "web",
    kind: "service",
    ofComponent: { fields: { "config.environment.*": "ignore" } },
  } as const;
  expect(explainComponent(ground, { standing: FREE })).toMatchObject({
    rules: [{ pattern: "config.environment.*", reaction: "ignore" }, { reaction: "propose" }],
    next: { lines: ["people are asked; it is put back when they agree"] },
  });
});
