import type { ApprovalView } from "../../cli/approval-answers.ts";
import type { Page } from "../../cli/answers.ts";
import { waitUntil } from "../process/wait-until.ts";
import { DemoFailure, type DemoStage } from "./demo-stage.ts";

const WITHIN_MS = 60_000;
/** The workspace of the simulated Slack, and the channel that the shop's approvals are told in. */
const TEAM = "T0SHOP";
const CHANNEL = "C0RELEASES";
/** Those who may approve, by their names here and their accounts there. */
const MANAGERS = { bo: "U0BO", cy: "U0CY" } as const;

/** Makes the people of the demo known: two release managers with their accounts in the simulated Slack. */
export async function introducePeople(stage: DemoStage): Promise<void> {
  stage.tell("   two people may approve what goes to production, in the simulated Slack");
  const known = new Set(
    (await stage.read<Page<{ readonly name: string }>>("/v1/people?limit=500")).items.map(({ name }) => name),
  );
  const groups = new Set(
    (await stage.read<Page<{ readonly name: string }>>("/v1/groups?limit=500")).items.map(({ name }) => name),
  );
  for (const group of ["release-managers", "on-call"])
    if (!groups.has(group)) await stage.holdfast(["groups", "create", group]);
  for (const [name, account] of Object.entries(MANAGERS)) {
    if (!known.has(name)) await stage.holdfast(["people", "create", name, "--email", `${name}@example.com`]);
    await stage.holdfast(["people", "link", name, "--slack", `${TEAM}/${account}`]);
    await stage.holdfast(["groups", "add", "release-managers", name]);
  }
  await stage.holdfast(["roles", "bind", "approver", "--group", "release-managers", "-p", "shop"]);
}

/** Clicks "Approve" as both release managers, once each is asked. @throws DemoFailure when a click is not counted */
export async function approveInSlack(stage: DemoStage, promotionId: string): Promise<void> {
  const { id } = await pending(stage, promotionId);
  const ts = await messageOf(stage, id);
  for (const [name, account] of Object.entries(MANAGERS)) {
    stage.tell(`   ${name} clicks "Approve" in ${stage.stack.slackUrl ?? "Slack"}`);
    await control(stage, "/click", { as: account, channel: CHANNEL, ts, actionId: "holdfast.approve" });
    await until(stage, `the vote of ${name} counts`, async () => {
      const { votes } = await stage.read<ApprovalView>(`/v1/approvals/${id}`);
      return votes.some(({ person }) => person.name === name);
    });
  }
  const { status } = await stage.read<ApprovalView>(`/v1/approvals/${id}`);
  if (status !== "approved") throw new DemoFailure(`approval ${id} is ${status} after two votes`);
}

/**
 * The approval of a promotion as the simulated Slack shows it: who said yes, and how it went on.
 * @throws DemoFailure when it is another than the record says, or told more than once
 */
export async function approvedInSlack(stage: DemoStage, promotionId: string): Promise<string> {
  const query = `promotion=${promotionId}&status=approved&limit=2`;
  const { items } = await stage.read<Page<ApprovalView>>(`/v1/approvals?${query}`);
  const [approval, ...others] = items;
  if (approval === undefined || others.length > 0)
    throw new DemoFailure(`promotion ${promotionId} has ${items.length} approvals, expected one`);
  const shown = { what: "message", channel: CHANNEL, contains: approval.id, lacks: "holdfast.approve" };
  const wish = { for: shown, timeoutMs: WITHIN_MS };
  const { found } = await control<{ readonly found: readonly unknown[] }>(stage, "/wait-for", wish);
  if (found.length !== 1) throw new DemoFailure(`${found.length} messages tell of ${approval.id}, expected one`);
  const names = approval.votes.map(({ person, via }) => `${person.name} (${via})`);
  return `by ${names.join(", ")}; one message in #shop-releases`;
}

async function pending(stage: DemoStage, promotionId: string): Promise<ApprovalView> {
  let found: ApprovalView | undefined;
  await until(stage, `people are asked about ${promotionId}`, async () => {
    const query = `promotion=${promotionId}&status=pending&limit=1`;
    found = (await stage.read<Page<ApprovalView>>(`/v1/approvals?${query}`)).items[0];
    return found !== undefined;
  });
  if (found === undefined) throw new DemoFailure(`nobody is asked about ${promotionId}`);
  return found;
}

/** The message about an approval, once it is there. */
async function messageOf(stage: DemoStage, approvalId: string): Promise<string> {
  const wish = { for: { what: "message", channel: CHANNEL, contains: approvalId }, timeoutMs: WITHIN_MS };
  const { found } = await control<{ readonly found: readonly { readonly ts: string }[] }>(stage, "/wait-for", wish);
  const [message] = found;
  if (message === undefined) throw new DemoFailure(`there is no message about ${approvalId} in the simulated Slack`);
  return message.ts;
}

async function control<Answer>(stage: DemoStage, path: string, body: object): Promise<Answer> {
  const url = `${stage.stack.slackUrl ?? ""}/__sim/slack${path}`;
  const answer = await fetch(url, { method: "POST", body: JSON.stringify(body), signal: stage.signal });
  if (!answer.ok) throw new DemoFailure(`the simulated Slack answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Answer;
}

async function until(stage: DemoStage, what: string, holds: () => Promise<boolean>): Promise<void> {
  await waitUntil(holds, { what, limitMs: WITHIN_MS, everyMs: 100, signal: stage.signal });
}
