import type { Paint } from "./paint.ts";
import { oneLine } from "./text-width.ts";

/** The lines of a unified diff: what is wanted red, what is there green, where colours are wanted. */
export function diffLines(diff: string, paint: Paint): readonly string[] {
  return diff.split("\n").map((raw) => {
    const line = oneLine(raw);
    if (line.startsWith("--- ") || line.startsWith("+++ ")) return paint("bold", line);
    if (line.startsWith("@@ ")) return paint("cyan", line);
    if (line.startsWith("-")) return paint("red", line);
    return line.startsWith("+") ? paint("green", line) : line;
  });
}
