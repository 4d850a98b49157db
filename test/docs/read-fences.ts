/** A fenced block of a page. */
export interface Fence {
  /** What stands after the opening fence; empty where nothing does. */
  readonly language: string;
  readonly lines: readonly string[];
}

/** The fenced blocks in the text of a page, in order. */
export function readFences(page: string): readonly Fence[] {
  return [...page.matchAll(/^```(\S*)\n([\s\S]*?)^```$/gm)].map(([, language = "", body = ""]) => ({
    language,
    lines: body.trimEnd().split("\n"),
  }));
}
