import type { DisplayOf } from "./follow-targets.ts";
import { liveLines } from "./live-lines.ts";
import type { Look } from "./look.ts";
import { oneLine } from "./render/text-width.ts";
import { renderTree } from "./render/tree.ts";
import type { Screen } from "./terminal.ts";
import { type ToldLines, toldLines } from "./told-lines.ts";
import type { ComponentView } from "./answers.ts";

/** Shows how environments come along. */
export type Display = DisplayOf<Look>;

/** A tree that is drawn again in place in a terminal; in a pipe, one line for each change. */
export function openDisplay(screen: Screen): Display {
  return screen.isLive ? liveDisplay(screen) : lineDisplay(screen);
}

function liveDisplay(screen: Screen): Display {
  const live = liveLines(screen);
  return {
    show(looks, trouble) {
      const present = looks.filter((look) => look.environment !== undefined);
      // One line is kept free: a screen that is full scrolls, and what scrolled cannot be drawn again.
      const room = Math.max(3, Math.floor((screen.height() - 2) / Math.max(1, present.length)));
      const width = screen.width() - 1;
      live.draw(
        looks.flatMap((look) => treeLines(look, { width, maxLines: room, paint: screen.paint })),
        trouble,
      );
    },
  };
}

function treeLines(look: Look, screen: Parameters<typeof renderTree>[1]): readonly string[] {
  if (look.environment === undefined) return [`${look.target.project}/${look.target.name}  Gone`];
  return renderTree({ environment: look.environment, operation: look.operation, nowMs: Date.now() }, screen);
}

function lineDisplay(screen: Screen): Display {
  const told = toldLines(screen);
  return {
    show(looks, trouble) {
      told.trouble(trouble);
      for (const { target, environment } of looks) {
        const name = `${target.project}/${target.name}`;
        tellComponents(told, name, environment?.componentList ?? []);
        told.tell(name, environment?.phase ?? "Gone");
      }
    },
  };
}

/** Tells the phases and faults of an environment's components. */
export function tellComponents(told: ToldLines, environment: string, components: readonly ComponentView[]): void {
  for (const { name, phase, fault } of components) {
    const why = fault === undefined ? "" : `  ${fault.code}: ${oneLine(fault.message)}`;
    told.tell(`${environment}/${name}`, `${phase}${why}`);
  }
}
