import { afterAll, beforeAll, expect, test } from "vitest";
import { request } from "../setup/promotion-world.ts";
import { CHANNEL, gatedProject, outageWorld, type OutageWorld } from "./outage-world.ts";

const BOT = "U0HOLDFAST";
const NEW_CHANNEL = { teamId: "T0SHOP", name: "found", kind: "public", isArchived: false, members: [BOT] };

let world: OutageWorld;
beforeAll(async () => {
  world = await outageWorld();
}, 120_000);
afterAll(async () => await world?.close());

/** Asks about a release in the one environment of a project, and answers the promotion's id. */
async function ask(project: string): Promise<string> {
  const environment = `${project}-prod`;
  const wish = { kind: "promote", project, environment, release: "1.1.0", why: "", supplied: {} } as const;
  const { results } = await world.holdfast.store.acceptPromote(request(), wish);
  return results[0]?.promotionId ?? "";
}
const approvalsOf = async (promotionId: string) =>
  (await world.holdfast.store.listApprovals({ limit: 5, promotionId })).items;
const control = async (method: string, path: string, body: object = {}) => {
  const { status } = await world.slack().call(method, path, body);
  expect(status).toBeLessThan(300);
};
const limited = async (retryAfter: number | null) =>
  await world.slack().fault({
    kind: "status",
    status: 429,
    retryAfter,
    match: { path: "/api/chat.postMessage" },
    times: "forever",
  });

interface Trouble {
  readonly what: string;
  readonly channel?: string;
  readonly begin?: () => Promise<void>;
  readonly mend: () => Promise<void>;
  /** What the approval says. */
  readonly fault: RegExp;
  /** How long until it is tried again by itself, at most. */
  readonly pauseMs: number;
}

const TROUBLES: readonly Trouble[] = [
  {
    what: "a channel that there is not",
    channel: "C0NOWHERE",
    mend: async () => await control("PUT", "/channels/C0NOWHERE", NEW_CHANNEL),
    fault: /channel_not_found/,
    pauseMs: 60_000,
  },
  {
    what: "a channel that was archived",
    channel: "C0OLD",
    mend: async () => await control("PATCH", "/channels/C0OLD", { isArchived: false }),
    fault: /is_archived/,
    pauseMs: 60_000,
  },
  {
    what: "a channel from which the bot was removed",
    channel: "C0DEV",
    begin: async () => await control("POST", `/channels/C0DEV/members/${BOT}/remove`),
    mend: async () => await control("POST", `/channels/C0DEV/members/${BOT}/add`),
    fault: /not_in_channel/,
    pauseMs: 60_000,
  },
  {
    what: "a token that was revoked",
    begin: async () => await control("PATCH", `/tokens/${world.slack().token}`, { isRevoked: true }),
    mend: async () => await control("PATCH", `/tokens/${world.slack().token}`, { isRevoked: false }),
    fault: /token_revoked|invalid_auth|account_inactive/,
    pauseMs: 60_000,
  },
  {
    what: "a rate limit that says for how long",
    begin: async () => await limited(120),
    mend: async () => await control("DELETE", "/faults"),
    fault: /takes no more messages for a while/,
    pauseMs: 120_000,
  },
  {
    what: "a rate limit that does not say for how long",
    begin: async () => await limited(null),
    mend: async () => await control("DELETE", "/faults"),
    fault: /takes no more messages for a while/,
    pauseMs: 30_000,
  },
];

test.each(TROUBLES.map((trouble, index) => [trouble.what, trouble, `unwell-${index}`] as const))(
  "with %s an approval goes on, says so, and is shown once that is mended",
  async (_, { channel = CHANNEL, begin, mend, fault, pauseMs }, project) => {
    await gatedProject(world, [{ name: `${project}-prod`, within: "1d" }], { project, channel });
    await begin?.();
    const promotion = await ask(project);
    await world.until("its approvals say why nobody was told", async () => {
      const asked = await approvalsOf(promotion);
      return asked.length === 2 && asked.every(({ chatFault = "" }) => fault.test(chatFault));
    });
    await world.pass(30_000);
    const { status, slack } = await world.readiness();
    expect(status).toBe(200);
    expect(slack).toMatch(/people may not have been told of \d+ approvals: /);
    expect(slack).toMatch(fault);

    for (const { id } of await approvalsOf(promotion)) await world.people.vote("bo", id);
    await world.until("the promotion went on", async () => {
      return (await world.holdfast.store.getPromotion(promotion))?.state === "Verified";
    });

    await mend();
    await world.pass(pauseMs);
    await world.until("people were told", async () => {
      return (await approvalsOf(promotion)).every(({ chatFault }) => chatFault === undefined);
    });
    for (const { id } of await approvalsOf(promotion)) {
      const messages = await world.messagesOf(id, channel);
      expect(messages.map(({ shown }) => shown)).toEqual([expect.stringContaining("*approved*")]);
    }
    await world.pass(30_000);
    expect((await world.readiness()).slack).toBeUndefined();
  },
);
