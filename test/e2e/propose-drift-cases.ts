import { beforeAll, expect, test } from "vitest";
import type { AcceptedAnswer, Page } from "../../cli/answers.ts";
import type { ApprovalView } from "../../domain/schema/approval.ts";
import type { FindingView, SweepView } from "../../domain/schema/drift.ts";
import type { SlackControl, SlackMessage } from "../fakes/slack-control.ts";
import type { InstalledApi } from "../setup/installed-api.ts";
import { accountOf, approvalUntil, CHANNEL, eventually, prepareLine } from "../setup/installed-approvals.ts";
import type { SlackUnderTest } from "./slack-under-test.ts";
import { componentOf, type StackUnderTest } from "./stack-under-test.ts";

const PROJECT = "till";
const ENVIRONMENT = "till-prod";
const shown = (message: SlackMessage | undefined) => `${message?.text}\n${JSON.stringify(message?.blocks)}`;

/** Drift in prod, which people decide about in Slack and by CLI. */
export function proposeDriftCases(given: () => SlackUnderTest): void {
  let holdfast: StackUnderTest;
  let api: InstalledApi;
  let slack: SlackControl;
  let tokens: ReadonlyMap<string, string>;

  beforeAll(async () => {
    const { holdfast: installation, ...others } = given();
    ({ api, slack, tokens } = others);
    holdfast = installation.inProject(PROJECT);
    const gate = { from: "managers", count: 2, within: "1h" };
    await prepareLine(api, { project: PROJECT, releases: 0, stages: [{ environment: ENVIRONMENT, gate }] });
    const { results } = await api.post<AcceptedAnswer>("/v1/sweeps", { project: PROJECT, environment: ENVIRONMENT });
    await eventually("a sweep finds everything as it is to be", async () =>
      (await api.get<Page<SweepView>>("/v1/sweeps?limit=50")).items.find(
        ({ id, state, counts }) => results.some(({ name }) => name === id) && state === "succeeded" && counts.clean > 0,
      ),
    );
  }, 180_000);

  const token = (name: string) => tokens.get(name) ?? "";

  /** Sets the version of the one component from outside, as somebody. */
  async function changeByHand(version: string, by: string): Promise<void> {
    const environment = await holdfast.environment(ENVIRONMENT);
    if (environment === undefined) throw new Error("the environment is gone");
    const { uid, incarnation } = componentOf(environment, "api");
    const answer = await fetch(new URL(`/control/resources/${uid}-i${incarnation}`, holdfast.stack().cloudUrl), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ action: "set", properties: { version }, by }),
    });
    expect(answer.status).toBeLessThan(300);
  }

  /** The approval that is open and shows this text in its difference. */
  async function askedAbout(text: string): Promise<ApprovalView> {
    return await eventually(`people are asked about ${text}`, async () => {
      const { items } = await api.get<Page<ApprovalView>>("/v1/approvals?status=pending&limit=5");
      return items.find(({ drift }) => drift?.diff.includes(text));
    });
  }

  /** The message of an approval once it shows all of these texts. */
  async function showing(approvalId: string, ...texts: readonly string[]): Promise<SlackMessage> {
    return await eventually(`the message of ${approvalId} shows ${texts.join(", ")}`, async () => {
      const own = (await slack.messages(CHANNEL)).filter((one) => one.threadTs === undefined);
      return own.find((one) => [approvalId, ...texts].every((text) => shown(one).includes(text)));
    });
  }

  async function findingUntil(id: string, status: string): Promise<FindingView> {
    return await eventually(`finding ${id} is ${status}`, async () => {
      const found = await api.get<FindingView>(`/v1/findings/${id}`);
      return found.status === status ? found : undefined;
    });
  }

  async function click(name: string, { ts }: SlackMessage): Promise<void> {
    await slack.click({ as: accountOf(name), channel: CHANNEL, ts, actionId: "holdfast.approve" });
  }

  test("what somebody has changed in prod is put back once people say so, in Slack and by CLI, and not by who changed it", async () => {
    await changeByHand("by-ana", "ana");
    const { id, drift, excluded } = await askedAbout("by-ana");
    expect(excluded.map(({ name }) => name)).toEqual(["ana"]);
    const message = await showing(id, "holdfast.approve", "by-ana", "*Changed by*\\nana", "2 of managers");
    const seen = await holdfast.holdfast(["approvals", "get", id]);
    expect(seen.stdout).toContain("drift of api");
    expect(seen.stdout).toMatch(/\+ .*by-ana/);
    expect(seen.stdout).toContain('gate "approval" of stage till-prod');

    await click("ana", message);
    await slack.waitFor({ what: "ephemeral", user: accountOf("ana"), contains: "You changed it by hand" });
    await click("bo", message);
    await showing(id, "1 so far");
    expect(await holdfast.holdfast(["approve", id], "", token("cy"))).toMatchObject({ code: 0 });
    await findingUntil(drift?.findingId ?? "", "resolved");
    const [newest] = await holdfast.operations(ENVIRONMENT);
    expect(newest).toMatchObject({ kind: "revert", state: "Succeeded" });
    await showing(id, "✅ Approved");
  }, 180_000);

  test("another difference is asked about in the same message, and nothing is asked any more once it is gone", async () => {
    await changeByHand("one", "carol");
    const first = await askedAbout("one");
    const message = await showing(first.id, "holdfast.approve");
    await changeByHand("two", "carol");
    const second = await askedAbout("two");
    expect((await showing(second.id, "holdfast.approve", "two")).ts).toBe(message.ts);
    expect(await approvalUntil(api, first.id, ({ status }) => status === "superseded")).toMatchObject({
      statusReason: "what differs has changed since people were asked",
    });
    await changeByHand("1.0.0", "carol");
    const last = await showing(second.id, "♻️ Superseded", "it is as wanted again");
    expect(last.ts).toBe(message.ts);
    expect(shown(last)).not.toContain("holdfast.approve");
  }, 180_000);

  test("what people reject is not put back, and held with their reason", async () => {
    await changeByHand("kept", "carol");
    const { id, drift } = await askedAbout("kept");
    const words = ["reject", id, "--reason", "we need it today"];
    expect(await holdfast.holdfast(words, "", token("bo"))).toMatchObject({ code: 0 });
    expect(await findingUntil(drift?.findingId ?? "", "held")).toMatchObject({
      statusReason: `not put back, says bo: we need it today (${id})`,
    });
    expect((await holdfast.operations(ENVIRONMENT)).filter(({ kind }) => kind === "revert")).toHaveLength(1);
  }, 180_000);
}
