/** One message of a stream of server-sent events. */
export interface ServerSentEvent {
  /** The last id that was sent, also by an earlier message; empty before the first. */
  readonly id: string;
  readonly data: string;
}

/**
 * Reads server-sent events out of text in pieces of any size. Comments (heartbeats) come as `undefined`, so that the
 * caller knows that the connection lives.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export async function* parseEventStream(chunks: AsyncIterable<Buffer>): AsyncGenerator<ServerSentEvent | undefined> {
  let id = "";
  let data: string[] = [];
  for await (const line of lines(chunks)) {
    if (line === "") {
      if (data.length > 0) yield { id, data: data.join("\n") };
      data = [];
    } else if (line.startsWith(":")) yield undefined;
    else {
      const [, field, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
      if (field === "data") data.push(value);
      if (field === "id" && !value.includes("\0")) id = value;
    }
  }
}

async function* lines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    // A carriage return at the very end may be the first half of a line end.
    const end = rest.endsWith("\r") ? rest.length - 1 : rest.length;
    const parts = rest.slice(0, end).split(/\r\n|\n|\r/);
    rest = (parts.pop() ?? "") + rest.slice(end);
    yield* parts;
  }
}
