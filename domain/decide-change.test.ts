import { expect, test } from "vitest";
import { decideChange, LOOK_SLOWLY_MS, LOOK_SOON_MS, UNASKED_MS } from "./decide-change.ts";
import type { ChangeFacts, ChangePolicy, ChangeQuestion } from "./decide-change.ts";

const NOW = 1_000_000_000;
const at = (atMs: number) => ({ at: atMs, text: `T${atMs}` });
const facts: ChangeFacts = {
  type: "normal",
  state: "new",
  stateText: "-5 (New)",
  approval: "not requested",
  rejections: [],
  pendingApprovers: [],
  updatedBy: "ada",
  isOnHold: false,
  holdReason: "",
  conflicts: [],
  hasAssignmentGroup: true,
};
const usual: ChangePolicy = {
  implement: "we-implement",
  submit: "auto-submit",
  onConflict: "block",
  mayProceedUnauthorised: false,
};
const soon = NOW + LOOK_SOON_MS;
const scheduled = { state: "scheduled", approval: "approved", stateText: "-2 (Scheduled)" } as const;
const implement = { state: "implement", approval: "approved", stateText: "-1 (Implement)" } as const;
const assess = { state: "assess", approval: "requested", stateText: "-4 (Assess)" } as const;
const authorize = { state: "authorize", approval: "requested", stateText: "-3 (Authorize)" } as const;
const review = { state: "review", approval: "approved", stateText: "0 (Review)" } as const;
const closed = { state: "closed", approval: "approved", stateText: "3 (Closed)" } as const;
const finished = (where: string) => ({
  do: "reject",
  reasons: [`CHG1 is in ${where} already: it was finished without this promotion`],
});

/** What waits, and is looked at again soon unless it says otherwise. */
const waits = (reasons: string | string[], more: object = {}) => ({
  do: "wait",
  reasons: [reasons].flat(),
  lookAgainAt: soon,
  ...more,
});

interface Row {
  readonly name: string;
  /** Null for a change that is not there. */
  readonly change?: Partial<ChangeFacts> | null;
  readonly policy?: Partial<ChangePolicy>;
  readonly past?: Partial<Pick<ChangeQuestion, "hasLeftNew" | "hasImplemented" | "unaskedSince">>;
  readonly want: object;
}

const rows: readonly Row[] = [
  // What has ended.
  {
    name: "waits with an alarm for one that cannot be seen, and never passes",
    change: null,
    want: waits("CHG1 cannot be seen any more: it was deleted, or its access has changed", { isAlarming: true }),
  },
  {
    name: "rejects what was cancelled, and says by whom",
    change: { state: "canceled", approval: "cancelled" },
    want: { do: "reject", reasons: ["CHG1 was cancelled by ada"] },
  },
  {
    name: "rejects what was rejected, though it is back in New, with the approver's comment",
    change: { approval: "rejected", rejections: ["Cleo Marsh rejected CHG1: too risky"] },
    past: { hasLeftNew: true },
    want: {
      do: "reject",
      reasons: [
        "Cleo Marsh rejected CHG1: too risky",
        "amend CHG1, submit it again, and promote again with its number",
      ],
    },
  },
  {
    name: "rejects what was rejected in any state, and where nobody can be named",
    change: { ...authorize, approval: "rejected" },
    want: {
      do: "reject",
      reasons: ["CHG1 was rejected", "amend CHG1, submit it again, and promote again with its number"],
    },
  },
  {
    name: "says that it is cancelled before it says that it was rejected",
    change: { state: "canceled", approval: "rejected" },
    want: { do: "reject", reasons: ["CHG1 was cancelled by ada"] },
  },
  { name: "rejects what was closed by others", change: closed, want: finished("3 (Closed)") },
  {
    name: "rejects what was closed by others after it was in Implement",
    change: closed,
    past: { hasImplemented: true },
    want: finished("3 (Closed)"),
  },
  { name: "rejects what others have brought to Review", change: review, want: finished("0 (Review)") },
  {
    name: "passes what has moved on to Review after we brought it to Implement",
    change: review,
    past: { hasImplemented: true },
    want: { do: "pass", reasons: ["CHG1 was moved on to 0 (Review) by itself"] },
  },
  // What hinders.
  {
    name: "waits for what is on hold, and shows why",
    change: { ...implement, isOnHold: true, holdReason: "storm" },
    want: waits("CHG1 is on hold: storm", { waitsOn: "the release of CHG1" }),
  },
  {
    name: "does not submit what is on hold, also without a reason",
    change: { isOnHold: true },
    want: waits("CHG1 is on hold", { waitsOn: "the release of CHG1" }),
  },
  {
    name: "looks at the hold before the missed window",
    change: { ...scheduled, isOnHold: true, end: at(NOW - 1) },
    want: waits("CHG1 is on hold", { waitsOn: "the release of CHG1" }),
  },
  {
    name: "waits for a new plan when the window has passed, one millisecond after its end",
    change: { ...scheduled, start: at(NOW - 10), end: at(NOW - 1) },
    want: waits(`the window of CHG1 was missed: it ended at T${NOW - 1}; plan it again`, {
      waitsOn: "a new window of CHG1",
      isAlarming: true,
    }),
  },
  {
    name: "waits for a new plan also in Implement",
    change: { ...implement, end: at(NOW - 1) },
    past: { hasImplemented: true },
    want: waits(`the window of CHG1 was missed: it ended at T${NOW - 1}; plan it again`, {
      waitsOn: "a new window of CHG1",
      isAlarming: true,
    }),
  },
  {
    name: "waits for conflicts, and lists them",
    change: { ...scheduled, conflicts: ["Year end (Blackout)", "CHG2"] },
    want: waits(["CHG1 conflicts with Year end (Blackout)", "CHG1 conflicts with CHG2"], {
      waitsOn: "the conflicts of CHG1",
    }),
  },
  {
    name: "passes by conflicts where the policy ignores them",
    change: { ...scheduled, conflicts: ["CHG2"] },
    policy: { onConflict: "ignore" },
    want: { do: "move", to: "implement" },
  },
  // Implement.
  {
    name: "passes in Implement without a window",
    change: implement,
    want: { do: "pass", reasons: ["CHG1 is in -1 (Implement)"] },
  },
  {
    name: "passes in Implement at the very start",
    change: { ...implement, start: at(NOW) },
    want: { do: "pass", reasons: ["CHG1 is in -1 (Implement)"] },
  },
  {
    name: "passes in Implement at the very end",
    change: { ...implement, start: at(NOW - 1), end: at(NOW) },
    want: { do: "pass", reasons: ["CHG1 is in -1 (Implement)"] },
  },
  {
    name: "passes in Implement before an end without a start",
    change: { ...implement, end: at(NOW + 1) },
    want: { do: "pass", reasons: ["CHG1 is in -1 (Implement)"] },
  },
  {
    name: "waits in Implement for the start",
    change: { ...implement, start: at(NOW + 1) },
    want: waits(`CHG1 starts at T${NOW + 1}`, { lookAgainAt: NOW + 1, earliestAt: NOW + 1 }),
  },
  // Scheduled.
  {
    name: "waits for the start, and looks again at it when that is soon",
    change: { ...scheduled, start: at(NOW + 1_000) },
    want: waits(`CHG1 starts at T${NOW + 1_000}`, { lookAgainAt: NOW + 1_000, earliestAt: NOW + 1_000 }),
  },
  {
    name: "looks again before a start that is far away: it may be moved or held",
    change: { ...scheduled, start: at(NOW + 86_400_000) },
    want: waits(`CHG1 starts at T${NOW + 86_400_000}`, {
      lookAgainAt: NOW + LOOK_SLOWLY_MS,
      earliestAt: NOW + 86_400_000,
    }),
  },
  {
    name: "moves to Implement at the very start",
    change: { ...scheduled, start: at(NOW) },
    want: { do: "move", to: "implement" },
  },
  {
    name: "moves to Implement at the very end",
    change: { ...scheduled, end: at(NOW) },
    want: { do: "move", to: "implement" },
  },
  {
    name: "moves a standard change to Implement, which nobody approves",
    change: { ...scheduled, type: "standard", approval: "not requested" },
    want: { do: "move", to: "implement" },
  },
  {
    name: "leaves Implement to a person where the policy says so",
    change: scheduled,
    policy: { implement: "person-implements" },
    want: waits("CHG1 is authorised: a person moves it to Implement", {
      waitsOn: "a person who moves CHG1 to Implement",
    }),
  },
  {
    name: "waits with an alarm for a normal change that is scheduled without approval",
    change: { ...scheduled, approval: "requested" },
    want: waits('CHG1 is scheduled, but its approval is "requested"', { isAlarming: true }),
  },
  // New.
  { name: "schedules a new standard change", change: { type: "standard" }, want: { do: "move", to: "scheduled" } },
  { name: "submits a new normal change to Assess", change: {}, want: { do: "move", to: "assess" } },
  {
    name: "submits a new emergency to Authorize",
    change: { type: "emergency" },
    want: { do: "move", to: "authorize" },
  },
  {
    name: "leaves the submission to a person where the policy says so",
    change: { start: at(NOW + 5) },
    policy: { submit: "person-submits" },
    want: waits("submit CHG1 for approval", { earliestAt: NOW + 5, waitsOn: "a person who submits CHG1 for approval" }),
  },
  {
    name: "submits nothing without an assignment group, and tells people",
    change: { hasAssignmentGroup: false },
    want: waits("CHG1 has no assignment group: fill it in and submit CHG1 for approval", {
      waitsOn: "a person who submits CHG1 for approval",
      isAlarming: true,
    }),
  },
  {
    name: "keeps waiting for one that was set back to New, and does not submit it again",
    change: {},
    past: { hasLeftNew: true },
    want: waits("CHG1 was set back to New: plan it again and submit it", {
      waitsOn: "a person who submits CHG1 for approval",
    }),
  },
  // Assess and Authorize.
  {
    name: "waits for approvers, and names them",
    change: { ...assess, pendingApprovers: ["Ada Park", "Ben Osei"] },
    want: waits("CHG1 is in -4 (Assess)", { waitsOn: "approval of CHG1 by Ada Park, Ben Osei" }),
  },
  {
    name: "waits calmly while nobody is asked yet",
    change: authorize,
    past: { unaskedSince: NOW - UNASKED_MS + 1 },
    want: waits("CHG1 is in -3 (Authorize); nobody has been asked yet", { waitsOn: "approval of CHG1" }),
  },
  {
    name: "raises an alarm when nobody has been asked for five minutes",
    change: authorize,
    past: { unaskedSince: NOW - UNASKED_MS },
    want: waits("CHG1 is in -3 (Authorize); nobody has been asked to approve it", {
      waitsOn: "approval of CHG1",
      isAlarming: true,
    }),
  },
  {
    name: "does not take unreadable approvals for missing ones",
    change: { ...authorize, pendingApprovers: undefined },
    past: { unaskedSince: 0 },
    want: waits("CHG1 is in -3 (Authorize); who is asked cannot be read", { waitsOn: "approval of CHG1" }),
  },
  {
    name: "passes an emergency that may go on without authorisation",
    change: { ...authorize, type: "emergency" },
    policy: { mayProceedUnauthorised: true },
    want: { do: "pass", reasons: ["CHG1 is not authorised yet; this emergency may go on without it"] },
  },
  {
    name: "keeps that emergency waiting before its start",
    change: { ...authorize, type: "emergency", start: at(NOW + 1), pendingApprovers: ["Cleo Marsh"] },
    policy: { mayProceedUnauthorised: true },
    want: waits("CHG1 is in -3 (Authorize)", { earliestAt: NOW + 1, waitsOn: "approval of CHG1 by Cleo Marsh" }),
  },
  {
    name: "keeps a normal change waiting whatever that policy says",
    change: { ...authorize, pendingApprovers: ["Cleo Marsh"] },
    policy: { mayProceedUnauthorised: true },
    want: waits("CHG1 is in -3 (Authorize)", { waitsOn: "approval of CHG1 by Cleo Marsh" }),
  },
  // Anything else.
  {
    name: "waits with an alarm in a state that is not mapped, and does not reject",
    change: { state: undefined, stateText: "12 (CAB review)" },
    want: waits("CHG1 is in a state that is not mapped: 12 (CAB review)", { isAlarming: true }),
  },
];

test.each(rows)("decideChange() $name", ({ change = {}, policy, past, want }) => {
  const question: ChangeQuestion = {
    number: "CHG1",
    change: change === null ? undefined : { ...facts, ...change },
    policy: { ...usual, ...policy },
    hasLeftNew: false,
    hasImplemented: false,
    ...past,
    nowMs: NOW,
  };
  expect(decideChange(question)).toEqual(want);
});
