import { oneLine } from "./render/text-width.ts";
import type { Screen } from "./terminal.ts";

/** Draws lines in place, again and again. */
export interface LiveLines {
  /** Draws the lines, as many as fit. `trouble` says why they are old; absent when they are not. */
  draw(lines: readonly string[], trouble?: string): void;
}

/** Lines that are drawn again where they stand. */
export function liveLines(screen: Screen): LiveLines {
  let drawn = 0;
  return {
    draw(lines, trouble) {
      const width = screen.width() - 1;
      const told =
        trouble === undefined ? [] : [screen.paint("yellow", `${oneLine(trouble)}; trying again`.slice(0, width))];
      const visible = [...lines, ...told].slice(0, Math.max(3, screen.height() - 1));
      screen.raw(`${drawn === 0 ? "" : `\u001b[${drawn}A`}\u001b[0J${visible.map((line) => `${line}\n`).join("")}`);
      drawn = visible.length;
    },
  };
}
