import { afterEach, describe, expect, it, vi } from "vitest";
import type { EventView } from "../../adapters/store/views-port.ts";
import { apiUnderTest } from "../../test/api/api-under-test.ts";
import { someEnvironment, someEvent } from "../../test/api/fake-store.ts";
import { createBell } from "../wakes/bell.ts";
import { followEvents } from "./follow-events.ts";

const STREAM = { accept: "text/event-stream" };

/** A record of sealed events that grows. */
function someRecord(count: number) {
  const all: EventView[] = Array.from({ length: count }, (_, index) =>
    someEvent(index + 1, {
      environment: index % 2 === 0 ? "gone" : "dev",
      environmentUid: index % 2 === 0 ? "e0" : "e1",
    }),
  );
  const reads: number[] = [];
  return {
    reads,
    all,
    add: () => all.push(someEvent(all.length + 1, { environment: "dev", environmentUid: "e1" })),
    store: {
      lastEventSeq: async () => all.length,
      readEvents: async ({
        afterSeq,
        limit,
        environmentUid,
      }: {
        afterSeq: number;
        limit: number;
        environmentUid?: string;
      }) => {
        reads.push(afterSeq);
        return all
          .filter(
            (event) =>
              event.seq > afterSeq && (environmentUid === undefined || event.environmentUid === environmentUid),
          )
          .slice(0, limit);
      },
      getEnvironment: async (name: string) => (name === "dev" ? someEnvironment() : undefined),
    },
  };
}

/** Reads a stream's texts until one holds `last`. */
async function readUntil(reader: ReadableStreamDefaultReader<Uint8Array>, last: string): Promise<string> {
  let text = "";
  while (!text.includes(last)) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`the stream ended before ${last}: ${text}`);
    text += new TextDecoder().decode(value);
  }
  return text;
}

const idsIn = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map((found) => Number(found[1]));

describe("a page of events", () => {
  it.each([
    { query: "", count: 4, seqs: [1, 2, 3, 4], lastSeq: 4 },
    { query: "limit=2", count: 4, seqs: [1, 2], lastSeq: 2 },
    { query: "after=2", count: 4, seqs: [3, 4], lastSeq: 4 },
    { query: "after=4", count: 4, seqs: [], lastSeq: 4 },
    { query: "environment=dev", count: 5, seqs: [2, 4], lastSeq: 5 },
    { query: "environment=gone", count: 5, seqs: [1, 3, 5], lastSeq: 5 },
    { query: "environment=gone&limit=1", count: 5, seqs: [1], lastSeq: 1 },
    { query: "environment=gone&after=3", count: 4, seqs: [], lastSeq: 4 },
  ])("$query of $count holds $seqs and goes on after $lastSeq", async ({ query, count, seqs, lastSeq }) => {
    const { send } = apiUnderTest({ store: someRecord(count).store });
    const page = (await (await send(`/v1/events?${query}`)).json()) as { items: EventView[]; lastSeq: number };
    expect(page.items.map(({ seq }) => seq)).toEqual(seqs);
    expect(page.lastSeq).toBe(lastSeq);
  });
});

it("narrows a page to one promotion", async () => {
  const asked: unknown[] = [];
  const { send } = apiUnderTest({
    store: {
      readEvents: async (query) => {
        asked.push(query);
        return [someEvent(4, { promotionId: "p1" })];
      },
      lastEventSeq: async () => 9,
    },
  });
  expect(await (await send("/v1/events?promotion=p1&limit=5")).json()).toMatchObject({
    items: [{ seq: 4 }],
    lastSeq: 9,
  });
  expect(asked).toEqual([{ afterSeq: 0, limit: 5, promotionId: "p1", visible: "everything" }]);
});

describe("a stream of events", () => {
  it("resumes after Last-Event-ID, goes on with new ones as they are sealed, and skips none", async () => {
    const record = someRecord(250);
    const { send, sealed, streams } = apiUnderTest({ store: record.store });
    const answer = await send("/v1/events?after=5", { headers: { ...STREAM, "last-event-id": "3" } });
    expect(answer.headers.get("content-type")).toContain("text/event-stream");
    const reader = (answer.body ?? new ReadableStream()).getReader();
    const first = await readUntil(reader, "id: 250\n");
    record.add();
    sealed.ring();
    const all = first + (await readUntil(reader, "id: 251\n"));
    expect(idsIn(all)).toEqual(Array.from({ length: 248 }, (_, index) => index + 4));
    expect(all).toContain(`event: component.ready\ndata: ${JSON.stringify(record.all[250])}\n\n`);
    expect(streams.count()).toBe(1);
    await reader.cancel();
    expect(streams.count()).toBe(0);
  });

  it("starts from now where nothing says otherwise", async () => {
    const record = someRecord(9);
    const { send, sealed } = apiUnderTest({ store: record.store });
    const reader = ((await send("/v1/events", { headers: STREAM })).body ?? new ReadableStream()).getReader();
    record.add();
    sealed.ring();
    expect(idsIn(await readUntil(reader, "id: 10\n"))).toEqual([10]);
    await reader.cancel();
  });

  it("reads no further than its reader takes", async () => {
    const record = someRecord(5_000);
    const { send } = apiUnderTest({ store: record.store });
    const reader = ((await send("/v1/events?after=0", { headers: STREAM })).body ?? new ReadableStream()).getReader();
    await readUntil(reader, "id: 50\n");
    await new Promise((resolve) => setImmediate(resolve));
    expect(record.reads).toEqual([0]);
    await reader.cancel();
  });

  it("keeps at most its number of streams open and takes another when one has gone", async () => {
    const { send } = apiUnderTest({ store: someRecord(1).store });
    const open = async () => await send("/v1/events", { headers: STREAM });
    const kept = [await open(), await open(), await open()];
    const refused = await open();
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("5");
    expect(await refused.json()).toMatchObject({ code: "STREAMS_EXHAUSTED" });
    await kept[0]?.body?.cancel();
    const next = await open();
    expect(next.status).toBe(200);
    for (const answer of [...kept.slice(1), next]) await answer.body?.cancel();
  });

  it("gives its place back when its request is aborted, and ends when all are closed", async () => {
    const { send, streams } = apiUnderTest({ store: someRecord(1).store });
    const gone = new AbortController();
    await send("/v1/events", { headers: STREAM, signal: gone.signal });
    expect(streams.count()).toBe(1);
    gone.abort();
    expect(streams.count()).toBe(0);
    const answer = await send("/v1/events", { headers: STREAM });
    streams.closeAll();
    expect(await answer.text()).toContain(": connected");
  });

  it("ends, and tells the log, when the store goes away", async () => {
    const { send, lines, streams } = apiUnderTest({
      store: { lastEventSeq: async () => 5, readEvents: () => Promise.reject(new Error("gone away")) },
    });
    const answer = await send("/v1/events?after=1", { headers: STREAM });
    expect(await answer.text()).toBe(": connected\nretry: 1000\n\n");
    expect(lines.join("")).toContain("gone away");
    expect(streams.count()).toBe(0);
  });

  it("refuses to follow an environment that is not there, and a Last-Event-ID that is no number", async () => {
    const { send } = apiUnderTest({ store: someRecord(1).store });
    expect((await send("/v1/events?environment=gone", { headers: STREAM })).status).toBe(404);
    expect((await send("/v1/events", { headers: { ...STREAM, "last-event-id": "x" } })).status).toBe(400);
  });

  it("opens nothing for a HEAD", async () => {
    const { send, streams } = apiUnderTest({ store: someRecord(1).store });
    expect((await send("/v1/events", { method: "HEAD", headers: STREAM })).status).toBe(200);
    expect(streams.count()).toBe(0);
  });
});

describe("a silent stream", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("says each 15 s that it is still there", async () => {
    vi.useFakeTimers();
    const stop = new AbortController();
    const texts: string[] = [];
    const reading = (async () => {
      const followed = followEvents(
        { lastEventSeq: async () => 3, readEvents: async () => [] },
        { afterSeq: 3, visibleNow: async () => "everything" },
        { sealed: createBell(), signal: stop.signal },
      );
      for await (const text of followed) texts.push(text);
    })();
    await vi.advanceTimersByTimeAsync(46_000);
    stop.abort();
    await reading;
    expect(texts).toEqual([": connected\nretry: 1000\n\n", ": still here\n\n", ": still here\n\n", ": still here\n\n"]);
  });
});
