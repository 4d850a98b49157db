import { glob, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { gates } from "../../activities/gates/index.ts";
import { steps } from "../../activities/steps/index.ts";
import { announce } from "../../examples/custom-step/announce.ts";
import { officeHours } from "../../examples/custom-step/office-hours.ts";
import { readFences } from "../docs/read-fences.ts";
import { gateWorld } from "../setup/gate-context.ts";
import { httpServer } from "../steps/http-server.ts";
import { stepContext } from "../steps/step-context.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

test("the step says its message once, and says when it is taken back", async () => {
  await using server = await httpServer(() => ({ status: 204 }));
  const config = announce.config.parse({ url: server.url });
  const context = stepContext();
  const text = "1.1.0 is being deployed in shop-staging";
  for (let count = 0; count < 2; count += 1)
    expect(await announce.run(config, context)).toEqual({ status: "succeeded", output: { text } });
  await announce.undo?.(config, { ...context, isUndo: true }, { text });
  expect(server.requests.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
    { text, key: context.effects.key("say") },
    { text: `taken back: ${text}`, key: context.effects.key("take-back") },
  ]);
});

test("a message whose answer was lost is sent again with the same key", async () => {
  let count = 0;
  await using server = await httpServer(() => ({ status: (count += 1) === 1 ? 0 : 204 }));
  const config = announce.config.parse({ url: server.url });
  const context = stepContext();
  await expect(announce.run(config, context)).rejects.toMatchObject({ code: "REMOTE_UNCLEAR" });
  expect(await announce.run(config, context)).toMatchObject({ status: "succeeded" });
  expect(new Set(server.requests.map(({ body }) => body)).size).toBe(1);
});

test.each([
  { at: "2026-07-03T08:59:59Z", verdict: "wait" },
  { at: "2026-07-03T09:00:00Z", verdict: "pass" },
  { at: "2026-07-03T16:59:59Z", verdict: "pass" },
  { at: "2026-07-03T17:00:00Z", verdict: "wait" },
  { at: "2026-07-04T12:00:00Z", verdict: "wait" },
  { at: "2026-07-03T07:30:00Z", verdict: "pass", timeZone: "Europe/Berlin" },
  { at: "2026-07-03T15:30:00Z", verdict: "wait", timeZone: "Europe/Berlin" },
])("at $at the gate answers $verdict", async ({ at, verdict, timeZone = "UTC" }) => {
  const config = officeHours.config.parse({ timeZone });
  const nowMs = Date.parse(at);
  const answer = await officeHours.evaluate(config, gateWorld().context({ nowMs }));
  expect(answer).toMatchObject(verdict === "pass" ? { verdict } : { verdict, lookAgainAt: nowMs + 60_000 });
});

test("both fit into their lists: a kind of their own, examples that parse", () => {
  expect(steps.map(({ kind }) => kind)).not.toContain(announce.kind);
  expect(gates.map(({ kind }) => kind)).not.toContain(officeHours.kind);
  for (const { config, examples } of [announce, officeHours])
    for (const example of examples) expect(config.safeParse(example).error).toBeUndefined();
});

test("what the guide shows of them is in their files", async () => {
  const sources: string[] = [];
  for await (const file of glob("examples/custom-step/*.ts", { cwd: ROOT }))
    sources.push(await readFile(`${ROOT}/${file}`, "utf8"));
  const lines = new Set(sources.flatMap((source) => source.split("\n").map((line) => line.trim())));
  const guide = await readFile(`${ROOT}/docs/guide/write-a-step-or-gate.md`, "utf8");
  const shown = readFences(guide).filter(({ language }) => language === "ts");
  expect(shown).toHaveLength(3);
  expect(shown.flatMap((fence) => fence.lines.map((line) => line.trim())).filter((line) => !lines.has(line))).toEqual(
    [],
  );
});
