import { expect, test } from "vitest";
import { type ExplainedPromotion, explainPromotion } from "./explain-promotion.ts";

const promotion = (parts: Partial<ExplainedPromotion>): ExplainedPromotion => ({
  id: "p1",
  kind: "promote",
  project: "shop",
  environment: "shop-prod",
  release: "1.1.0",
  state: "Waiting",
  reason: "",
  gates: [],
  waits: [],
  steps: [],
  choices: [],
  isCancelRequested: false,
  ...parts,
});
const watch = "holdfast wait promotion/p1 --for=over";
const cancel = "holdfast promotions cancel p1";
const describe = "holdfast describe promotion p1";
const passed = { name: "verified-upstream", kind: "verified-upstream", verdict: "pass", reasons: [] } as const;
const change = {
  name: "change",
  kind: "servicenow-change",
  verdict: "wait",
  reasons: ["CHG0030001 is in Authorize"],
  waitsOn: "approval of CHG0030001 by Beth",
} as const;

test.each<{
  readonly name: string;
  readonly parts: Partial<ExplainedPromotion>;
  readonly headline: string;
  readonly waitsFor?: readonly unknown[];
  readonly next: readonly string[];
  readonly earliestAt?: number;
}>([
  {
    name: "was just asked for",
    parts: {},
    headline: "Release 1.1.0 in shop-prod waits to be looked at.",
    next: [watch, cancel],
  },
  {
    name: "has gates that were not asked yet",
    parts: { gates: [{ name: "soak", kind: "soak", reasons: [] }] },
    headline: 'Release 1.1.0 in shop-prod waits for gate "soak".',
    waitsFor: [{ what: 'gate "soak"', reason: "it was not asked yet" }],
    next: [watch, cancel],
  },
  {
    name: "waits for one gate",
    parts: { gates: [passed, change] },
    headline: 'Release 1.1.0 in shop-prod waits for gate "change".',
    waitsFor: [{ what: 'gate "change"', reason: "CHG0030001 is in Authorize", on: "approval of CHG0030001 by Beth" }],
    next: [watch, cancel],
  },
  {
    name: "waits for a gate and a freeze, and knows until when",
    parts: {
      gates: [{ name: "soak", kind: "soak", verdict: "wait", reasons: ["soaks", "until noon"], earliestAt: 50 }],
      waits: [{ for: "freeze", reason: 'freeze "weekend": nobody is here', until: 90 }],
      earliestAt: 90,
    },
    headline: "Release 1.1.0 in shop-prod waits for 2 things.",
    waitsFor: [
      { what: "a freeze", reason: 'freeze "weekend": nobody is here', until: 90 },
      { what: 'gate "soak"', reason: "soaks; until noon", until: 50 },
    ],
    earliestAt: 90,
    next: ["holdfast freeze list -p shop", watch, cancel],
  },
  {
    name: "waits because its environment is suspended",
    parts: { kind: "change", waits: [{ for: "suspension", reason: "shop-prod is suspended" }] },
    headline: "The change of shop-prod waits for the end of a suspension.",
    waitsFor: [{ what: "the end of a suspension", reason: "shop-prod is suspended" }],
    next: ["holdfast resume shop-prod -p shop", watch, cancel],
  },
  {
    name: "waits because its environment is held and it cannot be planned",
    parts: {
      waits: [
        { for: "hold", reason: "shop-prod is held: api died" },
        { for: "plan", reason: "it cannot be planned: no secret" },
      ],
    },
    headline: "Release 1.1.0 in shop-prod waits for 2 things.",
    waitsFor: [
      { what: "a decision about the environment", reason: "shop-prod is held: api died" },
      { what: "a plan", reason: "it cannot be planned: no secret" },
    ],
    next: ["holdfast describe environment shop-prod -p shop", watch, cancel],
  },
  {
    name: "waits behind another",
    parts: { waits: [{ for: "queue", reason: "p0 comes before it" }] },
    headline: "Release 1.1.0 in shop-prod waits for its place in line.",
    waitsFor: [{ what: "its place in line", reason: "p0 comes before it" }],
    next: [watch, cancel],
  },
  {
    name: "is being cancelled while it waits",
    parts: { isCancelRequested: true, gates: [change] },
    headline: "Release 1.1.0 in shop-prod is being cancelled.",
    next: [watch],
  },
  {
    name: "has passed its gates",
    parts: { kind: "rollback", release: "1.0.0", operationId: "op-1", gates: [passed] },
    headline: "The rollback of shop-prod to 1.0.0 has passed its gates and waits for its turn.",
    waitsFor: [{ what: "its turn", reason: "other work goes on in shop-prod, or is about to end" }],
    next: [watch, "holdfast operations get op-1", cancel],
  },
  {
    name: "runs",
    parts: {
      state: "Running",
      operationId: "op-1",
      steps: [
        { name: "migrate", state: "Succeeded", progress: "" },
        { name: "check", state: "Running", progress: "waits for 200" },
        { name: "later", state: "Running", progress: "" },
      ],
    },
    headline: "Release 1.1.0 in shop-prod is being carried out.",
    waitsFor: [
      { what: 'step "check"', reason: "waits for 200" },
      { what: 'step "later"', reason: "it runs" },
    ],
    next: [watch, cancel],
  },
  {
    name: "is cancelled while it runs",
    parts: { state: "Running", isCancelRequested: true },
    headline: "Release 1.1.0 in shop-prod is being cancelled: nothing more of it is started.",
    next: [watch],
  },
  {
    name: "is being restored",
    parts: { state: "Restoring", reason: "check failed", replaced: "1.0.0" },
    headline: "Release 1.1.0 in shop-prod failed: check failed; shop-prod is being put back to 1.0.0.",
    next: [watch],
  },
  {
    name: "is held",
    parts: { state: "Held", reason: "check failed", choices: ["retry", "skip", "restore", "leave"] },
    headline: "Release 1.1.0 in shop-prod failed: check failed.",
    waitsFor: [{ what: "a decision", reason: "shop-prod is held until a person decides", on: "a person" }],
    next: [
      "holdfast retry p1",
      "holdfast skip p1 --reason TEXT",
      "holdfast restore p1",
      "holdfast leave p1 --reason TEXT",
      describe,
    ],
  },
  {
    name: "could not be restored",
    parts: { state: "Restore failed", reason: 'residue: "api" is not restored', choices: ["restore", "retry"] },
    headline: 'Release 1.1.0 in shop-prod failed, and so did its restore: residue: "api" is not restored.',
    waitsFor: [{ what: "a decision", reason: "shop-prod is held until a person decides", on: "a person" }],
    next: ["holdfast restore p1", "holdfast retry p1", "holdfast resume shop-prod -p shop", describe],
  },
  {
    name: "waits for people",
    parts: {
      gates: [{ name: "approval", kind: "approval", verdict: "wait", reasons: ["1 of 2 votes"], waitsOn: "managers" }],
    },
    headline: 'Release 1.1.0 in shop-prod waits for gate "approval".',
    waitsFor: [{ what: 'gate "approval"', reason: "1 of 2 votes", on: "managers" }],
    next: ["holdfast approvals get p1", watch, cancel],
  },
  {
    name: "is verified",
    parts: { state: "Verified", gates: [passed], runs: "1.1.0" },
    headline: "Release 1.1.0 in shop-prod is verified.",
    next: [describe],
  },
  {
    name: "is verified, while its change cannot be closed",
    parts: { state: "Verified", gates: [{ ...passed, name: "change", finishFault: "the instance does not answer" }] },
    headline: "Release 1.1.0 in shop-prod is verified.",
    waitsFor: [{ what: 'gate "change"', reason: "what it opened is not closed yet: the instance does not answer" }],
    next: [describe],
  },
  {
    name: "was revoked",
    parts: { state: "Verified", revokedAt: 5, revokedReason: "prices are wrong" },
    headline: "Release 1.1.0 in shop-prod was verified, which was revoked: prices are wrong.",
    next: [describe],
  },
  {
    name: "was rejected",
    parts: { state: "Rejected", reason: 'gate "change": CHG0030001 was cancelled', runs: "1.0.0" },
    headline: 'Release 1.1.0 in shop-prod was rejected: gate "change": CHG0030001 was cancelled; shop-prod runs 1.0.0.',
    next: ["holdfast retry p1", describe],
  },
  {
    name: "was superseded",
    parts: { state: "Superseded", reason: "1.2.0 is newer", runs: "1.0.0" },
    headline: "Release 1.1.0 in shop-prod was superseded: 1.2.0 is newer; shop-prod runs 1.0.0.",
    next: [describe],
  },
  {
    name: "was cancelled with its environment",
    parts: { state: "Cancelled" },
    headline: "Release 1.1.0 in shop-prod was cancelled.",
    next: ["holdfast retry p1", describe],
  },
  {
    name: "failed and was left",
    parts: { state: "Failed", reason: "left as it is: mended by hand", runs: "1.1.0" },
    headline: "Release 1.1.0 in shop-prod failed: left as it is: mended by hand; shop-prod runs 1.1.0.",
    next: ["holdfast retry p1", describe],
  },
  {
    name: "was restored",
    parts: { state: "Restored", reason: "check failed", runs: "1.0.0" },
    headline:
      "Release 1.1.0 in shop-prod failed, and what ran before was restored: check failed; shop-prod runs 1.0.0.",
    next: ["holdfast retry p1", describe],
  },
])("a promotion that $name", ({ parts, headline, waitsFor = [], next, earliestAt }) => {
  expect(explainPromotion(promotion(parts))).toEqual({
    headline,
    waitsFor,
    next,
    ...(earliestAt === undefined ? {} : { earliestAt }),
  });
});
