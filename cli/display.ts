import type { Look } from "./look.ts";
import { oneLine } from "./render/text-width.ts";
import { durationWords } from "./render/time-words.ts";
import { renderTree } from "./render/tree.ts";
import type { Screen } from "./terminal.ts";

/** Shows how environments come along. */
export interface Display {
  /** Shows the newest looks. `trouble` says why there are no newer ones; absent when there are. */
  show(looks: readonly Look[], trouble?: string): void;
}

/** A tree that is drawn again in place in a terminal; in a pipe, one line for each change. */
export function openDisplay(screen: Screen): Display {
  return screen.isLive ? liveDisplay(screen) : lineDisplay(screen);
}

function liveDisplay(screen: Screen): Display {
  let drawn = 0;
  return {
    show(looks, trouble) {
      const present = looks.filter((look) => look.environment !== undefined);
      // One line is kept free: a screen that is full scrolls, and what scrolled cannot be drawn again.
      const room = Math.max(3, Math.floor((screen.height() - 2) / Math.max(1, present.length)));
      const width = screen.width() - 1;
      const lines = looks.flatMap((look) => treeLines(look, { width, maxLines: room, paint: screen.paint }));
      if (trouble !== undefined)
        lines.push(screen.paint("yellow", `${oneLine(trouble)}; trying again`.slice(0, width)));
      const visible = lines.slice(0, Math.max(3, screen.height() - 1));
      screen.raw(`${drawn === 0 ? "" : `\u001b[${drawn}A`}\u001b[0J${visible.map((line) => `${line}\n`).join("")}`);
      drawn = visible.length;
    },
  };
}

function treeLines(look: Look, screen: Parameters<typeof renderTree>[1]): readonly string[] {
  if (look.environment === undefined) return [`${look.target.project}/${look.target.name}  Gone`];
  return renderTree({ environment: look.environment, operation: look.operation, nowMs: Date.now() }, screen);
}

function lineDisplay(screen: Screen): Display {
  const startedAt = Date.now();
  const toldByName = new Map<string, string>();
  let toldTrouble: string | undefined;
  const tell = (name: string, said: string) => {
    if (toldByName.get(name) === said) return;
    toldByName.set(name, said);
    screen.line(`${durationWords(Date.now() - startedAt).padStart(9)}  ${name}  ${said}`);
  };
  return {
    show(looks, trouble) {
      if (trouble !== undefined && trouble !== toldTrouble) screen.line(`${trouble}; trying again`);
      toldTrouble = trouble;
      for (const { target, environment } of looks) {
        const name = `${target.project}/${target.name}`;
        for (const component of environment?.componentList ?? []) {
          const fault =
            component.fault === undefined ? "" : `  ${component.fault.code}: ${oneLine(component.fault.message)}`;
          tell(`${name}/${component.name}`, `${component.phase}${fault}`);
        }
        tell(name, environment?.phase ?? "Gone");
      }
    },
  };
}
