import type { Plan } from "../answers.ts";
import type { UpgradeStepView } from "../upgrade-answers.ts";
import { type Paint, styleOfWord } from "./paint.ts";
import { renderTable } from "./table.ts";
import { durationWords } from "./time-words.ts";
import { renderUpgrades } from "./upgrade.ts";

/** In a longer plan, components that are kept are only counted. */
const LONGEST_WHOLE_PLAN = 30;

/** The lines of a plan for one environment: what happens to each component and why, then the sum and the estimate, then its upgrades. */
export function renderPlan(
  {
    project,
    environment,
    plan,
    upgradeSteps = [],
  }: {
    readonly project: string;
    readonly environment: string;
    readonly plan: Plan;
    /** How the steps of its upgrades stand; absent before its turn. */
    readonly upgradeSteps?: readonly UpgradeStepView[];
  },
  screen: { readonly width: number; readonly paint: Paint; readonly nowMs?: number },
): readonly string[] {
  const title = screen.paint("bold", `Plan for ${project}/${environment}`);
  const isWhole = plan.components.length <= LONGEST_WHOLE_PLAN;
  const shown = plan.components.filter(({ action }) => isWhole || action !== "keep");
  const rows = shown.map(({ name, kind, action, reason }) => [
    { text: name },
    { text: kind },
    { text: action, style: styleOfWord(action) },
    { text: reason },
  ]);
  const table = renderTable(
    { titles: ["COMPONENT", "KIND", "ACTION", "WHY"], rows },
    { ...screen, width: screen.width - 2 },
  );
  const upgrades = renderUpgrades(plan.upgrades ?? [], { ...screen, nowMs: screen.nowMs ?? Date.now() }, upgradeSteps);
  return [title, ...(rows.length === 0 ? [] : table.map((line) => `  ${line}`)), `  ${planSum(plan)}`, ...upgrades];
}

/** `2 create, 1 keep; about 25 s`, or that nothing changes. */
export function planSum(plan: Plan): string {
  const counts = new Map<string, number>();
  for (const { action } of plan.components) counts.set(action, (counts.get(action) ?? 0) + 1);
  const acting = [...counts].filter(([action]) => action !== "keep");
  const kept = counts.get("keep") ?? 0;
  if (acting.length === 0) return kept === 0 ? "nothing to do" : `nothing changes: ${kept} keep`;
  const words = [...acting, ...(kept === 0 ? [] : [["keep", kept] as const])].map(
    ([action, count]) => `${count} ${action}`,
  );
  return `${words.join(", ")}; about ${durationWords(plan.estimateMs)}`;
}
