import { expect, test } from "vitest";
import { decideFinding, type JudgedFinding, type Judging } from "./decide-finding.ts";

const NOW = 10_000_000;
const minutesAgo = (minutes: number) => NOW - minutes * 60_000;
const decide = (work: Partial<JudgedFinding>, judging: Partial<Judging> = {}) =>
  decideFinding(
    {
      class: "dev",
      component: "web",
      status: "open",
      statusReason: "",
      fields: [{ path: "config.a", class: "changed", wanted: 1, seen: 2 }],
      unrevertable: [],
      isOldBaseline: false,
      revertedAt: [],
      ...work,
    },
    { nowMs: NOW, ...judging },
  );

test.each<{ name: string; work?: Partial<JudgedFinding>; judging?: Partial<Judging>; status: string; reason?: string }>(
  [
    { name: "due where its reaction is revert", status: "due" },
    { name: "proposed where its reaction is propose", work: { class: "prod" }, status: "proposed" },
    { name: "open where its reaction is notify", work: { ofComponent: "notify" }, status: "open" },
    {
      name: "open, with the reason, where it cannot be put back",
      work: { unrevertable: ["config.a"] },
      status: "open",
      reason: '"config.a" cannot be put back, so this is only told',
    },
    { name: "held where a brake holds its sweep", judging: { brake: "too many" }, status: "held", reason: "too many" },
    {
      name: "held where it would only be told, too, since the brake is about the sweep",
      work: { ofComponent: "notify" },
      judging: { brake: "too many" },
      status: "held",
      reason: "too many",
    },
    {
      name: "held on, for the same reason, when no brake holds the next sweep",
      work: { status: "held", statusReason: "too many" },
      status: "held",
      reason: "too many",
    },
    {
      name: "due where a person has asked for it, whatever holds it",
      work: { status: "held", statusReason: "too many", revertAskedBy: "ana", class: "prod" },
      judging: { brake: "too many" },
      status: "due",
      reason: "ana has asked to put it back",
    },
    { name: "snoozed until its time", work: { snoozedUntil: NOW + 1 }, judging: { brake: "x" }, status: "snoozed" },
    { name: "no longer snoozed at its time", work: { status: "snoozed", snoozedUntil: NOW }, status: "due" },
    {
      name: "due where it was put back twice within the hour",
      work: { revertedAt: [minutesAgo(1), minutesAgo(2), minutesAgo(60)] },
      status: "due",
    },
    {
      name: "held, with the history, where it was put back three times within the hour",
      work: { revertedAt: [minutesAgo(1), minutesAgo(20), minutesAgo(59)] },
      status: "held",
      reason: "put back 3 times within 1 h (1, 20, 59 min ago), and it came back each time: something else changes it",
    },
    {
      name: "put back all the same where a person has asked for it",
      work: { revertedAt: [minutesAgo(1), minutesAgo(2), minutesAgo(3)], revertAskedBy: "ana" },
      status: "due",
      reason: "ana has asked to put it back",
    },
  ],
)("a finding is $name", ({ work = {}, judging = {}, status, reason = "" }) => {
  expect(decide(work, judging)).toMatchObject({ status, statusReason: reason });
});

test("a finding whose every field is ignored is told as such, even while it is held or snoozed", () => {
  const ignored = { ofComponent: "ignore", status: "held", snoozedUntil: NOW + 1 } as const;
  expect(decide(ignored, { brake: "too many" })).toMatchObject({ status: "open", reaction: { reaction: "ignore" } });
});

test.each(["dev", "prod"] as const)("in %s a difference from a baseline of an earlier version is only told", (of) => {
  const { status, statusReason, reaction } = decide({ class: of, isOldBaseline: true });
  expect({ status, reaction: reaction.reaction }).toEqual({ status: "open", reaction: "notify" });
  expect(statusReason).toContain("earlier version of Holdfast");
});
