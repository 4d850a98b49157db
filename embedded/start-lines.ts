import type { WriteStream } from "node:tty";

/** Where the start says what it does. */
export interface StartLines {
  /** Shows a step as `topic: how it stands`. In a terminal the newest state of a topic takes the place of the one before. */
  step(line: string): void;
  /** Prints text below. */
  say(text: string): void;
}

/** Lines for people, on a stream that is a terminal or is not. */
export function startLines(
  out: Pick<WriteStream, "write"> & { readonly isTTY?: boolean; readonly columns?: number },
): StartLines {
  let lastTopic: string | undefined;
  return {
    step(line) {
      const text = `· ${line.trim()}`;
      const topic = topicOf(line);
      if (out.isTTY !== true) return void out.write(`${text}\n`);
      const again = topic !== undefined && topic === lastTopic ? "\u001b[1A\u001b[2K" : "";
      lastTopic = topic;
      // A line that wraps could not be taken back.
      out.write(`${again}${text.slice(0, (out.columns ?? 80) - 1)}\n`);
    },
    say(text) {
      lastTopic = undefined;
      out.write(`${text}\n`);
    },
  };
}

function topicOf(line: string): string | undefined {
  const end = line.indexOf(": ");
  return end < 0 ? undefined : line.slice(0, end).trim();
}
