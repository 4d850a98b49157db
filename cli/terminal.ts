import { styleText } from "node:util";
import type { Paint } from "./render/paint.ts";

/** Where text goes, and what fits there. */
export interface Screen {
  /** Writes a line; the line feed is added. */
  line(text: string): void;
  /** Writes the text as it is. */
  raw(text: string | Uint8Array): void;
  /** Columns that fit; infinite when nothing may be cut (a pipe, a file). `COLUMNS` wins where it is set. */
  width(): number;
  /** Lines that fit; 24 where nobody knows. */
  height(): number;
  /** True when what stands there can be drawn again in place. */
  readonly isLive: boolean;
  /** Colours where they are wanted (NO_COLOR, FORCE_COLOR, TERM, a terminal), else the text as it is. */
  readonly paint: Paint;
}

/** The three streams of the process. */
export interface Terminal {
  /** Data that somebody may process. */
  readonly out: Screen;
  /** Progress, notes and errors for people. */
  readonly err: Screen;
  readonly input: NodeJS.ReadStream;
  /** True when a person can be asked: they see the question, and can type. */
  readonly canAsk: boolean;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr } = process;
  return { out: screenOf(stdout), err: screenOf(stderr), input: stdin, canAsk: stdin.isTTY && stderr.isTTY };
}

function screenOf(stream: NodeJS.WriteStream): Screen {
  const isTerminal = stream.isTTY === true;
  return {
    line: (text) => void stream.write(`${text}\n`),
    raw: (text) => void stream.write(text),
    width: () => columnsWished() ?? (isTerminal ? stream.columns || 80 : Number.POSITIVE_INFINITY),
    height: () => (isTerminal ? stream.rows || 24 : 24),
    isLive: isTerminal && process.env["TERM"] !== "dumb",
    paint: (style, text) => styleText(style, text, { stream }),
  };
}

function columnsWished(): number | undefined {
  const wished = Number(process.env["COLUMNS"]);
  return Number.isInteger(wished) && wished >= 20 ? wished : undefined;
}
