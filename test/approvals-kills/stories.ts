import type { SlackMessage } from "../fakes/slack-control.ts";
import { accountOf, eventually } from "../setup/installed-approvals.ts";
import { clickUntilTaken, rejectByForm, seen, voteByApi } from "./slack-people.ts";
import type { World } from "./world.ts";

/** A story of one approval, from the question to how its promotion ends. Its name is that of its environment. */
export interface Story {
  readonly name: string;
  readonly gate: object;
  /** What people do once they see the message. */
  readonly play: (world: World, asked: { readonly id: string; readonly message: SlackMessage }) => Promise<void>;
  readonly ends: {
    readonly status: "approved" | "rejected";
    readonly promotion: "Verified" | "Rejected";
    /** Whose votes stand, by name. */
    readonly voters: readonly string[];
    /** What the message shows in the end, and its thread. */
    readonly main: readonly string[];
    readonly thread: readonly string[];
  };
}

const GATE = { from: "managers", within: "1h" };

/** Together they take a vote through every point of its path. */
export const STORIES: readonly Story[] = [
  {
    name: "approve",
    gate: { ...GATE, count: 2 },
    async play(world, { message }) {
      for (const name of ["bo", "cy"]) await clickUntilTaken(world, name, { message, action: "approve" });
    },
    ends: {
      status: "approved",
      promotion: "Verified",
      voters: ["bo", "cy"],
      main: ["✅ Approved", "👍 bo", "👍 cy", "verified"],
      thread: ["verified"],
    },
  },
  {
    name: "reject",
    gate: { ...GATE, count: 1 },
    async play(world, { id, message }) {
      await rejectByForm(world, "bo", { approvalId: id, message, reason: "the prices are wrong" });
    },
    ends: {
      status: "rejected",
      promotion: "Rejected",
      voters: ["bo"],
      main: ["⛔ Rejected", "👎 bo", "the prices are wrong"],
      thread: ["the prices are wrong"],
    },
  },
  {
    name: "refuse",
    gate: { ...GATE, count: 2 },
    async play(world, { id, message }) {
      const before = await whispersTo(world, "ana");
      await clickUntilTaken(world, "ana", { message, action: "approve" });
      await eventually("ana is told no", async () => ((await whispersTo(world, "ana")) > before ? true : undefined));
      await clickUntilTaken(world, "bo", { message, action: "details" });
      await voteByApi(world, "bo", { approvalId: id, reason: "seen on staging" });
      await voteByApi(world, "cy", { approvalId: id, reason: "looks fine" });
    },
    ends: {
      status: "approved",
      promotion: "Verified",
      voters: ["bo", "cy"],
      main: ["✅ Approved", "👍 bo", "👍 cy", "verified"],
      thread: ["seen on staging", "looks fine", "verified"],
    },
  },
  {
    name: "escalate",
    gate: { ...GATE, count: 1, remindEvery: "1s", escalate: { to: "directors", after: "1s" } },
    async play(world, { id, message }) {
      await seen(world, id, ({ thread }) => thread.includes("directors may decide, too") && thread.includes("⏰"));
      await clickUntilTaken(world, "dee", { message, action: "approve" });
    },
    ends: {
      status: "approved",
      promotion: "Verified",
      voters: ["dee"],
      main: ["✅ Approved", "👍 dee", "verified"],
      thread: ["directors may decide, too", "verified"],
    },
  },
];

async function whispersTo({ slack }: World, name: string): Promise<number> {
  const whispers = await slack.effects("ephemeral.post");
  return whispers.filter(({ after }) => (after as { readonly user: string }).user === accountOf(name)).length;
}
