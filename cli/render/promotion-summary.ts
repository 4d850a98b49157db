import type { PromotionView } from "../promotion-answers.ts";
import { type Paint, styleOfWord } from "./paint.ts";
import { promotionNote } from "./promotion-note.ts";
import { renderTable } from "./table.ts";
import { durationWords } from "./time-words.ts";

/** The lines of a table that says what promotions came to: stage, outcome, release, how long it waited and worked, why. */
export function renderPromotionSummary(
  promotions: readonly PromotionView[],
  screen: { readonly width: number; readonly paint: Paint; readonly nowMs: number },
): readonly string[] {
  const rows = promotions.map((promotion) => [
    { text: `${promotion.project}/${promotion.environment}` },
    { text: promotion.state, style: styleOfWord(promotion.state) },
    { text: promotion.release },
    { text: waitedWords(promotion, screen.nowMs) },
    { text: workedWords(promotion, screen.nowMs) },
    { text: promotionNote(promotion) },
  ]);
  return renderTable({ titles: ["STAGE", "OUTCOME", "RELEASE", "WAITED", "WORKED", "NOTE"], rows }, screen);
}

/** From the request to its turn, or to its end where it had none. */
export function waitedWords({ requestedAt, admittedAt, endedAt }: PromotionView, nowMs: number): string {
  return durationWords(Math.max(0, (admittedAt ?? endedAt ?? nowMs) - requestedAt));
}

/** From its turn on; `-` where it had none. */
export function workedWords({ admittedAt, endedAt }: PromotionView, nowMs: number): string {
  return admittedAt === undefined ? "-" : durationWords(Math.max(0, (endedAt ?? nowMs) - admittedAt));
}
