import { afterAll, beforeAll, expect, test } from "vitest";
import { slackChat } from "../../adapters/chat/slack-chat.ts";
import { type FakeSlack, startFakeSlack } from "../fakes/start-fake-slack.ts";
import { type Installation, testInstallation } from "../setup/installation.ts";
import { type PeopleWorld, peopleWorld } from "../setup/people-world.ts";
import { type PromotionWorld, promotionWorld } from "../setup/promotion-world.ts";

let slack: FakeSlack;
let holdfast: Installation;
let people: PeopleWorld;
beforeAll(async () => {
  slack = await startFakeSlack();
  const options = { token: slack.token, apiUrl: `${slack.url}/api/`, appId: APP, isSimulator: true };
  // A call without an answer is given up soon, so that what follows is seen in time.
  const chat = slackChat({ ...options, timeoutMs: 1_500 });
  holdfast = await testInstallation({ chat });
  await holdfast.start();
  people = await peopleWorld(holdfast.store, { managers: ["bo", "cy"], directors: ["eve"] });
}, 120_000);
afterAll(async () => {
  await holdfast.close();
  await slack.kill();
});

const APP = "A0HOLDFAST";
const CHANNEL = "C0RELEASES";

async function line(config: object = {}): Promise<PromotionWorld> {
  const gate = { kind: "approval", config: { from: people.group("managers"), count: 2, within: "1h", ...config } };
  const world = await promotionWorld(holdfast, [{ name: "prod", gates: [gate] }]);
  await holdfast.apply(
    JSON.stringify({
      apiVersion: "holdfast.dev/v1",
      kind: "Project",
      metadata: { name: world.project },
      spec: { slack: { channels: { prod: CHANNEL } } },
    }),
  );
  await world.release("1.1.0", { api: { properties: { size: "large" } } });
  return world;
}

/** Effects of one approval and its thread: those whose metadata or text name it cannot be told apart otherwise. */
async function postsAfter(count: number) {
  return (await slack.effects("message.post")).slice(count);
}
const messages = async (contains: string, count = 1) =>
  await slack.waitFor({ what: "message", channel: CHANNEL, contains }, count);

test("an approval is one message, brought up to date by each vote and by how it goes on", async () => {
  const world = await line();
  const before = (await slack.effects("message.post")).length;
  const id = await world.promote("1.1.0", "prod");
  const { id: approval } = await people.asked(id);
  const [asked] = await messages(approval);
  expect(JSON.stringify(asked)).toContain("holdfast.approve");
  await people.vote("bo", approval);
  await messages("1 so far");
  await people.vote("cy", approval, "approve", { reason: "looks fine to me" });
  await world.until(id, "Verified");
  await slack.waitFor({ what: "message", channel: CHANNEL, contains: approval, lacks: "holdfast.approve" });
  await messages("looks fine to me");
  await messages("verified", 2);
  const posted = await postsAfter(before);
  expect(posted.map(({ key }) => typeof key)).toEqual(["string", "string", "string"]);
});

test("whatever Slack answers, there is one message in the end", async () => {
  for (const kind of ["timeout-after-effect", "status-after-effect", "cut-stream-after-effect", "reset-after-effect"]) {
    const world = await line({ count: 1 });
    const before = (await slack.effects("message.post")).length;
    await slack.fault({ kind, match: { path: "/api/chat.postMessage" } });
    const id = await world.promote("1.1.0", "prod");
    const { id: approval } = await people.asked(id);
    await people.vote("bo", approval, "reject", { reason: "not today" });
    await world.until(id, "Rejected");
    await slack.waitFor({ what: "message", channel: CHANNEL, contains: approval, lacks: "holdfast.approve" }, 1);
    const keys = (await postsAfter(before)).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  }
}, 120_000);
