import { afterEach, beforeEach, expect, it } from "vitest";
import type { EventView } from "../../adapters/store/views-port.ts";
import { sealEvents } from "../../api/events/seal-events.ts";
import { jsonLog } from "../../api/http/log.ts";
import { createBell } from "../../api/wakes/bell.ts";
import { hearCommits } from "../../api/wakes/hear-commits.ts";
import { SHOP, WHOLE_SHOP } from "./shop-documents.ts";
import { storedApi } from "./stored-api.ts";

let api: Awaited<ReturnType<typeof storedApi>>;
let stop: () => Promise<void>;
beforeEach(async () => {
  api = await storedApi();
  const stopping = new AbortController();
  const until = { log: jsonLog(() => undefined), signal: stopping.signal };
  const commits = createBell();
  const hearing = hearCommits(api.world.store, commits, until);
  const sealing = sealEvents(api.world.store, { commits, sealed: api.sealed }, until);
  stop = async () => {
    stopping.abort();
    await Promise.all([hearing, sealing.ended]);
  };
});
afterEach(async () => {
  await stop();
  await api.world.close();
});

it("streams what is applied from now on, in order and without gaps, and a page holds the same", async () => {
  const answer = await api.send("/v1/events", { headers: { accept: "text/event-stream" } });
  const reader = (answer.body ?? new ReadableStream<Uint8Array>()).getReader();
  await api.apply(WHOLE_SHOP);
  for (let size = 3; size <= 9; size += 1) await api.apply(SHOP.environment.replace("size: 2", `size: ${size}`));
  let text = "";
  while (text.split("event: environment.changed").length < 8)
    text += new TextDecoder().decode((await reader.read()).value);
  await reader.cancel();
  const streamed = [...text.matchAll(/^data: (.*)$/gm)].map((found) => JSON.parse(found[1] ?? "") as EventView);
  expect(streamed.map(({ seq }) => seq)).toEqual(streamed.map((_, index) => index + 1));
  const { items } = (await api.get("/v1/events?limit=500")) as { items: EventView[] };
  expect(items.slice(0, streamed.length)).toEqual(streamed);
  expect(items.map(({ type }) => type)).toContain("environment.created");
});

it("reads the events of an environment that is gone by its name", async () => {
  await api.apply(WHOLE_SHOP);
  await api.apply(SHOP.environment.replace("name: dev", "name: other"));
  const turn = await api.world.turn(await api.world.uidOf("dev"));
  await turn.ready("database", "api", "web");
  await turn.end();
  await api.send("/v1/environments/shop/dev?keep=true", { method: "DELETE" });
  const uid = await api.world.uidOf("dev");
  await (await api.world.turn(uid, {})).end();
  expect((await api.send("/v1/environments/shop/dev")).status).toBe(404);
  await expect
    .poll(async () => {
      const page = (await api.get("/v1/events?project=shop&environment=dev")) as { items: EventView[] };
      return page.items.map(({ type }) => type);
    })
    .toContain("environment.deleted");
  const { items } = (await api.get("/v1/events?project=shop&environment=dev")) as { items: EventView[] };
  expect(new Set(items.map(({ environmentUid }) => environmentUid))).toEqual(new Set([uid]));
});
