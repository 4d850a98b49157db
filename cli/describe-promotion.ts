import { apiPath } from "./api-path.ts";
import { commandName } from "./command-name.ts";
import { machineText, type OutputForm } from "./machine-output.ts";
import type { Explanation, PromotionDetail } from "./promotion-answers.ts";
import { explanationLines, typedHere } from "./render/explanation.ts";
import { renderFields, renderSection } from "./render/fields.ts";
import { type Paint, styleOfWord } from "./render/paint.ts";
import { renderPlan } from "./render/plan.ts";
import { waitedWords, workedWords } from "./render/promotion-summary.ts";
import { renderStepFaults } from "./render/step-faults.ts";
import { renderTable } from "./render/table.ts";
import { oneLine } from "./render/text-width.ts";
import { durationWords, instantWord } from "./render/time-words.ts";
import type { Session } from "./session.ts";

/** Prints everything about one promotion: how it stands and why, gates, plan, operations, steps, what to type next. */
export async function describePromotion(session: Session, id: string, form: OutputForm): Promise<void> {
  const promotion = await session.request<PromotionDetail>({ path: apiPath("promotions", id) });
  const { out } = session.terminal;
  if (form === "json" || form === "yaml") return out.raw(await machineText(promotion, form));
  const explanation = await session.request<Explanation>({ path: apiPath("promotions", id, "explanation") });
  const screen = { width: out.width() - 2, paint: out.paint };
  const { plan, steps } = promotion;
  const parts = [
    promotionFields(promotion, { paint: out.paint, nowMs: Date.now() }),
    renderSection("Now", explanationLines({ ...explanation, next: [] }, out.paint), out.paint),
    renderSection("Gates", gateLines(promotion, screen), out.paint),
    plan === undefined ? [] : ["", ...renderPlan({ ...promotion, plan }, { ...screen, width: out.width() })],
    renderSection("Operations", operationLines(promotion, screen), out.paint),
    renderSection("Steps", stepLines(promotion, screen), out.paint),
    renderSection("Failed steps", renderStepFaults(steps, out.paint), out.paint),
    renderSection(
      "Next",
      [...explanation.next.filter((line) => !line.includes(" describe promotion ")).map(typedHere), eventsCommand(id)],
      out.paint,
    ),
  ];
  for (const line of parts.flat()) out.line(line);
}

const eventsCommand = (id: string): string => `${commandName()} events --promotion ${id}`;

function promotionFields(
  promotion: PromotionDetail,
  { paint, nowMs }: { readonly paint: Paint; readonly nowMs: number },
): readonly string[] {
  const { id, kind, state, actor, requestedAt, admittedAt, endedAt, overrideFreeze } = promotion;
  const style = styleOfWord(state);
  return renderFields(
    [
      ["Promotion", id],
      ["Kind", kind],
      ["State", style === undefined ? state : paint(style, state)],
      ["Reason", oneLine(promotion.reason)],
      ["Environment", `${promotion.project}/${promotion.environment}, class ${promotion.class}`],
      ["Release", promotion.release],
      ["Replaced", promotion.replaced],
      ["Runs now", promotion.runs],
      ["Pipeline", `${promotion.pipeline}, version ${promotion.pipelineVersion}`],
      ["Attempt", String(promotion.attempt)],
      ["Asked for", `${instantWord(requestedAt)} by ${actor.kind} ${oneLine(actor.name)}`],
      ["Why", oneLine(promotion.why)],
      ["Override", overrideFreeze === undefined ? undefined : `passes by freeze windows: ${oneLine(overrideFreeze)}`],
      ["Its turn", admittedAt === undefined ? undefined : instantWord(admittedAt)],
      ["Ended", endedAt === undefined ? undefined : instantWord(endedAt)],
      ["Waited", waitedWords(promotion, nowMs)],
      ["Worked", admittedAt === undefined ? undefined : workedWords(promotion, nowMs)],
      ["Revoked", promotion.revokedAt === undefined ? undefined : oneLine(promotion.revokedReason ?? "yes")],
    ],
    paint,
  );
}

interface Fits {
  readonly width: number;
  readonly paint: Paint;
}

function gateLines({ gates }: PromotionDetail, screen: Fits): readonly string[] {
  if (gates.length === 0) return [];
  const rows = gates.map(({ name, kind, verdict = "not asked", reasons, waitsOn, output, evaluatedAt }) => {
    const on = waitsOn === undefined ? [] : [`waits on ${waitsOn}`];
    const gave = Object.entries(output).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
    return [
      { text: name },
      { text: kind },
      { text: verdict, style: styleOfWord(verdict) },
      { text: evaluatedAt === undefined ? "" : instantWord(evaluatedAt) },
      { text: [...reasons, ...on, ...gave].join("; ") },
    ];
  });
  return renderTable({ titles: ["GATE", "KIND", "VERDICT", "ASKED", "NOTE"], rows }, screen);
}

function operationLines({ operations }: PromotionDetail, screen: Fits): readonly string[] {
  if (operations.length === 0) return [];
  const rows = operations.map(({ id, kind, state, reason, startedAt, endedAt }) => [
    { text: id },
    { text: kind },
    { text: state, style: styleOfWord(state) },
    { text: tookWords({ startedAt, endedAt }) },
    { text: reason },
  ]);
  return renderTable({ titles: ["OPERATION", "KIND", "STATE", "TOOK", "REASON"], rows }, screen);
}

function stepLines({ steps }: PromotionDetail, screen: Fits): readonly string[] {
  if (steps.length === 0) return [];
  const rows = steps.map((step) => [
    { text: step.name },
    { text: step.kind },
    { text: step.time },
    { text: step.state, style: styleOfWord(step.state) },
    { text: tookWords(step) },
    { text: step.reason === "" ? step.progress : step.reason },
  ]);
  return renderTable({ titles: ["STEP", "KIND", "WHEN", "STATE", "TOOK", "NOTE"], rows }, screen);
}

function tookWords({
  startedAt,
  endedAt,
}: {
  readonly startedAt?: number | undefined;
  readonly endedAt?: number | undefined;
}): string {
  return startedAt === undefined || endedAt === undefined ? "" : durationWords(Math.max(0, endedAt - startedAt));
}
