import type { PipelineStatus, PromotionView, StageStatus } from "../promotion-answers.ts";
import { type Paint, styleOfWord } from "./paint.ts";
import { promotionNote } from "./promotion-note.ts";
import { type Cell, renderTable } from "./table.ts";
import { ageWord } from "./time-words.ts";

interface Fits {
  readonly width: number;
  readonly paint: Paint;
  readonly nowMs: number;
}

/** The lines of a pipeline: what each stage runs since when, and each promotion that is on its way there or ended badly. */
export function renderPipeline({ stages }: PipelineStatus, screen: Fits): readonly string[] {
  const rows = stages.flatMap((stage) => {
    const own = stageCells(stage, screen.nowMs);
    const [first, ...rest] = toTell(stage).map(promotionCells);
    const blank = own.map(() => ({ text: "" }));
    return [[...own, ...(first ?? NOTHING)], ...rest.map((cells) => [...blank, ...cells])];
  });
  const titles = ["STAGE", "AFTER", "START", "RUNS", "PHASE", "VERIFIED", "NEXT", "STATE", "NOTE"];
  return renderTable({ titles, rows }, screen);
}

/** The lines that say where one release stands in each stage. */
export function renderReleaseInPipeline(
  { stages }: PipelineStatus,
  {
    release,
    promotions,
    screen,
  }: { readonly release: string; readonly promotions: readonly PromotionView[]; readonly screen: Fits },
): readonly string[] {
  const rows = stages.map((stage) => {
    // Newest first, so the first counts.
    const newest = promotions.find(({ environment }) => environment === stage.environment);
    const state = newest?.state ?? (stage.runs?.release === release ? "runs" : "-");
    const since = newest === undefined ? "" : ageWord(newest.endedAt ?? newest.requestedAt, screen.nowMs);
    return [
      { text: stage.environment },
      { text: stage.after.join(", ") },
      { text: stage.start },
      { text: stage.runs?.release ?? "-" },
      { text: state, style: styleOfWord(state) },
      { text: since },
      { text: newest === undefined ? "" : newest.id },
      { text: newest === undefined ? "" : promotionNote(newest) },
    ];
  });
  return renderTable(
    { titles: ["STAGE", "AFTER", "START", "RUNS", "STATE", "SINCE", "PROMOTION", "NOTE"], rows },
    screen,
  );
}

const NOTHING: readonly Cell[] = [{ text: "" }, { text: "" }, { text: "" }];

function stageCells({ environment, after, start, runs }: StageStatus, nowMs: number): readonly Cell[] {
  const { release = "-", phase = "-", verifiedAt } = runs ?? {};
  return [
    { text: environment },
    { text: after.join(", ") },
    { text: start },
    { text: release },
    { text: phase, style: styleOfWord(phase) },
    { text: verifiedAt === undefined ? "" : `${ageWord(verifiedAt, nowMs)} ago` },
  ];
}

/** Those that are not over; where there are none, the last one, if it did not get there. */
function toTell({ open, last }: StageStatus): readonly PromotionView[] {
  if (open.length > 0 || last === undefined || last.state === "Verified") return open;
  return [last];
}

function promotionCells(promotion: PromotionView): readonly Cell[] {
  const { kind, release, state } = promotion;
  return [
    { text: kind === "promote" ? release : `${release} (${kind})` },
    { text: state, style: styleOfWord(state) },
    { text: promotionNote(promotion) },
  ];
}
