import { execFile } from "node:child_process";
import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { KnownBlock, ModalView } from "@slack/web-api";
import { afterEach, beforeEach, expect, test } from "vitest";
import { approvalBlocks, REASON_VIEW } from "./slack-blocks.ts";
import { startSlackReceiver } from "./slack-receiver.ts";
import type { SlackReceiver } from "./slack-receiver.ts";
import { startFakeSlack } from "./start-fake-slack.ts";
import type { FakeSlack } from "./start-fake-slack.ts";

let stateDir: string;
let app: SlackReceiver;
let running: FakeSlack[] = [];
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "holdfast-slack-"));
  app = await startSlackReceiver("holdfast");
});
afterEach(async () => {
  for (const slack of running) await slack.kill();
  running = [];
  await app.close();
  await rm(stateDir, { recursive: true });
});

async function start(...flags: string[]): Promise<FakeSlack> {
  const slack = await startFakeSlack(...flags);
  running.push(slack);
  return slack;
}

const CHANNEL = "C0RELEASES";
const BLOCKS = approvalBlocks() as unknown as KnownBlock[];

test("after a kill it goes on where it was: messages, modals, triggers, response URLs, people and callbacks", async () => {
  const flags = ["--state-dir", stateDir, "--callback-base", app.url];
  const first = await start(...flags);
  const web = first.web();
  const metadata = { event_type: "a", event_payload: { key: "hf-kept" } };
  const { ts } = await web.chat.postMessage({ channel: CHANNEL, text: "kept", blocks: BLOCKS, metadata });
  await web.chat.update({ channel: CHANNEL, ts: String(ts), text: "kept and changed", blocks: BLOCKS });
  await web.chat.postEphemeral({ channel: CHANNEL, user: "U0EVE", text: "private" });
  await first.click({ as: "bo", channel: CHANNEL, ts, actionId: "holdfast.reject" });
  const { trigger_id: used, response_url: responseUrl } = app.calls.at(-1)?.payload ?? {};
  await web.views.open({ trigger_id: String(used), view: REASON_VIEW as unknown as ModalView });
  await first.call("PATCH", "/users/cy", { isDeactivated: true });
  await first.act("channels/shop-dev/members/holdfast/remove", {});
  await first.waitFor({ what: "callback", kind: "event", contains: "member_left_channel" });
  const read = async (slack: FakeSlack, path: string) => (await slack.call("GET", path)).body;
  const paths = [`/channels/${CHANNEL}/timeline`, "/views", "/ephemerals", "/callbacks", "/world"];
  const before = await Promise.all(paths.map(async (path) => await read(first, path)));
  const effects = await first.effects();
  await first.kill();

  const second = await start(...flags, "--port", String(first.port));
  expect(await Promise.all(paths.map(async (path) => await read(second, path)))).toEqual(before);
  expect(await second.effects()).toEqual(effects);
  expect(effects.map(({ seq }) => seq)).toEqual(effects.map((_, index) => index + 1));
  const again = second.web().views.open({ trigger_id: String(used), view: REASON_VIEW as unknown as ModalView });
  await expect(again).rejects.toThrow("exchanged_trigger_id");
  const reply = await fetch(String(responseUrl), { method: "POST", body: '{"text":"still here"}' });
  expect(reply.status).toBe(200);
  const { view } = await second.act("submit", { as: "bo", values: { reason: "it breaks" } });
  expect(view).toMatchObject({ state: "submitted" });
  const next = await second.web().chat.postMessage({ channel: CHANNEL, text: "next" });
  expect(Number(next.ts)).toBeGreaterThan(Number(ts));
});

test("every answered message is on disk once, whenever the kill comes", async () => {
  const slack = await start("--state-dir", stateDir);
  const answered: string[] = [];
  let isKilled = false;
  const postUntilKilled = async (worker: number) => {
    const web = slack.web();
    for (let count = 0; !isKilled; count += 1) {
      const text = `text ${worker} ${count}`;
      await web.chat.postMessage({ channel: CHANNEL, text });
      answered.push(text);
      if (answered.length >= 50) isKilled = true;
      if (isKilled) await slack.kill();
    }
  };
  await Promise.allSettled(Array.from({ length: 10 }, async (_, worker) => await postUntilKilled(worker)));
  expect(answered.length).toBeGreaterThanOrEqual(50);

  // A kill between the two halves of a write leaves a line without an end.
  await appendFile(join(stateDir, "truth.jsonl"), '{"seq":999,"op":"message.post","half');
  const again = await start("--state-dir", stateDir);
  const effects = await again.effects("message.post");
  const texts = effects.map(({ after }) => (after as { text: string }).text);
  expect(new Set(texts).size).toBe(texts.length);
  expect(answered.filter((text) => !texts.includes(text))).toEqual([]);
  await again.web().chat.postMessage({ channel: CHANNEL, text: "last" });
  const lines = (await readFile(join(stateDir, "truth.jsonl"), "utf8")).split("\n").slice(0, -1);
  expect(lines.map((line) => JSON.parse(line).seq)).toEqual(lines.map((_, index) => index + 1));
});

test("a world comes from a file, or from a test", async () => {
  const slack = await start();
  const { body } = await slack.call("GET", "/world");
  const users = [...(body["users"] as Record<string, unknown>[])];
  const second = { ...users[0], id: "U0ANA2", name: "ana-too", email: "ana.two@example.com" };
  await slack.call("PUT", "/users/U0ANA2", withoutId(second));
  expect((await slack.web().users.lookupByEmail({ email: "ana.two@example.com" })).user?.id).toBe("U0ANA2");
  const file = join(stateDir, "world.json");
  await writeFile(file, JSON.stringify({ ...body, users: [...users, second], groups: [] }));
  const other = await start("--world", file);
  expect((await other.web().users.info({ user: "U0ANA2" })).user?.name).toBe("ana-too");
  expect((await other.web().usergroups.list()).usergroups).toEqual([]);
  await other.call("PUT", "/world", body);
  await expect(other.web().users.info({ user: "U0ANA2" })).rejects.toThrow("user_not_found");
});

test("the app's token can be named by a flag", async () => {
  const slack = await start("--bot-token", "xoxb-mine");
  expect(await slack.web().auth.test()).toMatchObject({ ok: true });
});

test("it does not start with a wrong flag, and says which", async () => {
  const main = new URL("../../fakes/slack/main.ts", import.meta.url).pathname;
  const run = promisify(execFile)(process.execPath, [main, "--port", "many"]);
  await expect(run).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining("--port") });
});

function withoutId({ id: _id, ...others }: Record<string, unknown>): Record<string, unknown> {
  return others;
}
