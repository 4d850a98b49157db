import { tellComponents } from "./display.ts";
import type { DisplayOf } from "./follow-targets.ts";
import { liveLines } from "./live-lines.ts";
import type { GateView, PromotionDetail } from "./promotion-answers.ts";
import type { PromotionLook } from "./promotion-look.ts";
import { promotionNote } from "./render/promotion-note.ts";
import { renderPromotionTree } from "./render/promotion-tree.ts";
import { oneLine } from "./render/text-width.ts";
import type { Screen } from "./terminal.ts";
import { type ToldLines, toldLines } from "./told-lines.ts";

/** A tree that is drawn again in place in a terminal; in a pipe, one line for each change of a gate, step or component. */
export function openPromotionDisplay(screen: Screen): DisplayOf<PromotionLook> {
  return screen.isLive ? liveDisplay(screen) : lineDisplay(screen);
}

function liveDisplay(screen: Screen): DisplayOf<PromotionLook> {
  const live = liveLines(screen);
  return {
    show(looks, trouble) {
      // One line is kept free: a screen that is full scrolls, and what scrolled cannot be drawn again.
      const maxLines = Math.max(3, Math.floor((screen.height() - 2) / Math.max(1, looks.length)));
      const fits = { width: screen.width() - 1, maxLines, paint: screen.paint };
      const lines = looks.flatMap(({ promotion, components }) =>
        promotion === undefined ? [] : renderPromotionTree({ promotion, components, nowMs: Date.now() }, fits),
      );
      live.draw(lines, trouble);
    },
  };
}

function lineDisplay(screen: Screen): DisplayOf<PromotionLook> {
  const told = toldLines(screen);
  return {
    show(looks, trouble) {
      told.trouble(trouble);
      for (const { promotion, components } of looks) {
        if (promotion === undefined) continue;
        const name = `${promotion.project}/${promotion.environment}`;
        tellParts(told, name, promotion);
        tellComponents(told, name, components);
        const note = oneLine(promotionNote(promotion));
        told.tell(name, `${promotion.kind} ${promotion.release}  ${promotion.state}${note === "" ? "" : `: ${note}`}`);
      }
    },
  };
}

function tellParts(told: ToldLines, name: string, { gates, waits, steps, operationId }: PromotionDetail): void {
  for (const gate of gates) {
    if (gate.verdict !== undefined) told.tell(`${name}/gates/${gate.name}`, gateWords(gate));
  }
  for (const { for: what, reason } of waits) told.tell(`${name}/waits/${what}`, oneLine(reason));
  for (const step of steps) {
    if (step.operationId !== operationId || step.state === "Pending") continue;
    told.tell(`${name}/steps/${step.name}`, `${step.state}${step.reason === "" ? "" : `: ${oneLine(step.reason)}`}`);
  }
}

function gateWords({ verdict = "", reasons, waitsOn }: GateView): string {
  const why = reasons.length === 0 ? "" : `: ${oneLine(reasons.join("; "))}`;
  return `${verdict}${why}${waitsOn === undefined ? "" : `; waits on ${oneLine(waitsOn)}`}`;
}
