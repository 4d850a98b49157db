import { expect, test } from "vitest";
import { parseEventStream, type ServerSentEvent } from "./parse-event-stream.ts";

async function parse(chunks: readonly Buffer[]): Promise<readonly (ServerSentEvent | undefined)[]> {
  const messages: (ServerSentEvent | undefined)[] = [];
  for await (const message of parseEventStream(pieces(chunks))) messages.push(message);
  return messages;
}

async function* pieces(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}

const STREAM = 'id: 7\nevent: component.ready\ndata: {"a":\ndata: "ü"}\n\n: heartbeat\n\nid: 8\ndata:x\n\n';
const WANT = [{ id: "7", data: '{"a":\n"ü"}' }, undefined, { id: "8", data: "x" }];

test.each([
  { name: "in one piece", chunks: [Buffer.from(STREAM)] },
  { name: "byte by byte", chunks: [...Buffer.from(STREAM)].map((byte) => Buffer.from([byte])) },
  {
    name: "with the line ends of Windows, byte by byte",
    chunks: [...Buffer.from(STREAM.replaceAll("\n", "\r\n"))].map((byte) => Buffer.from([byte])),
  },
])("a stream of events is read $name", async ({ chunks }) => {
  expect(await parse(chunks)).toEqual(WANT);
});

test("a message that was cut off does not count", async () => {
  expect(await parse([Buffer.from("id: 1\ndata: whole\n\nid: 2\ndata: cut o")])).toEqual([{ id: "1", data: "whole" }]);
});
