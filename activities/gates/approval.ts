import { z } from "zod";
import { decideApprovalGate, type ApprovalGateStep } from "../../domain/approvals/decide-approval-gate.ts";
import type { ApprovalState } from "../../domain/approvals/approval-question.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import { Duration } from "../../domain/schema/duration.ts";
import { APPROVAL_GATE } from "../../domain/stage-gates.ts";
import { defineGate, type GateAnswer } from "./gate.ts";

const HOUR_MS = 3_600_000;
const LONGEST_MS = 30 * 24 * HOUR_MS;
const Group = z.string().min(1).max(63);
const Config = z
  .strictObject({
    from: Group.describe("Group whose members decide."),
    count: z.int().min(1).max(20).default(1).describe("How many of them have to say yes."),
    within: Duration.pipe(z.int().min(1_000).max(LONGEST_MS))
      .default(24 * HOUR_MS)
      .describe("How long they have, as `3d`; at most 30 days."),
    onExpiry: z
      .enum(["reject", "ask-again"])
      .default("reject")
      .describe("What follows when nobody decided in time: the promotion is rejected, or they are asked again."),
    remindEvery: Duration.pipe(z.int().min(1_000).max(LONGEST_MS))
      .optional()
      .describe("How often they are reminded; absent: half of `within`."),
    escalate: z
      .strictObject({
        to: Group.describe("Group whose members may decide, too."),
        after: Duration.pipe(z.int().min(1_000).max(LONGEST_MS)).describe("When, counted from the question."),
      })
      .optional()
      .describe("Who else is asked when they do not answer."),
    breakGlass: Group.optional().describe(
      "Group whose members may pass it without votes, with a reason. It is announced at once and reviewed afterwards.",
    ),
  })
  .refine(({ escalate, within }) => escalate === undefined || escalate.after < within, {
    path: ["escalate", "after"],
    message: "shorter than within",
  });

/** Asks people, and waits for their votes. */
export const approval = defineGate<z.infer<typeof Config>>({
  kind: APPROVAL_GATE,
  summary: "Asks members of a group, and waits until enough of them have said yes to exactly what would run.",
  config: Config,
  outputs: {
    approvedBy: "Names of those who said yes, or of who passed it without votes.",
    withoutVotes: "True where it was passed without votes.",
  },
  examples: [
    { from: "release-managers" },
    {
      from: "release-managers",
      count: 2,
      within: "3d",
      escalate: { to: "directors", after: "1d" },
      breakGlass: "on-call",
    },
  ],
  concerns: "people",
  comesLast: true,
  async evaluate(config, { approval: ground, voters, nowMs }) {
    const { from, count, within, onExpiry, remindEvery, escalate, breakGlass } = config;
    const groups = [
      from,
      ...(escalate === undefined ? [] : [escalate.to]),
      ...(breakGlass === undefined ? [] : [breakGlass]),
    ];
    const step = decideApprovalGate(
      {
        rule: {
          from,
          count,
          ...(escalate === undefined ? {} : { escalateTo: escalate.to }),
          ...(breakGlass === undefined ? {} : { breakGlass }),
        },
        withinMs: within,
        onExpiry,
        ...(remindEvery === undefined ? {} : { remindEveryMs: remindEvery }),
        ...(escalate === undefined ? {} : { escalateAfterMs: escalate.after }),
      },
      { ...ground, members: await voters(groups) },
      nowMs,
    );
    return answerOf(step, ground.newest?.state);
  },
});

function answerOf(step: ApprovalGateStep, state: ApprovalState | undefined): GateAnswer {
  switch (step.do) {
    case "pass":
      return { verdict: "pass", reasons: [step.reason], output: approvedBy(state) };
    case "reject":
      return { verdict: "reject", reasons: [step.reason] };
    case "wait": {
      const { reason, lookAgainAt, waitsOn, isAlarming, supersede, ask } = step;
      return {
        verdict: "wait",
        reasons: [reason],
        lookAgainAt,
        ...(waitsOn === undefined ? {} : { waitsOn }),
        ...(isAlarming === undefined ? {} : { isAlarming }),
        approval: { ...(supersede === undefined ? {} : { supersede }), ...(ask === undefined ? {} : { ask }) },
      };
    }
  }
}

function approvedBy(state: ApprovalState | undefined): JsonObject {
  const broken = state?.breakGlass;
  if (broken !== undefined) return { approvedBy: broken.person.name, withoutVotes: true };
  return { approvedBy: state?.votes.map(({ person }) => person.name).join(", ") ?? "", withoutVotes: false };
}
