import type { ClusterUpgrade, PlannedStep, UpgradeStepView } from "../upgrade-answers.ts";
import { type Paint, styleOfWord } from "./paint.ts";
import { renderTable } from "./table.ts";
import { ageWord, durationWords } from "./time-words.ts";

/** Where upgrades are shown. */
export interface UpgradeScreen {
  readonly width: number;
  readonly paint: Paint;
  readonly nowMs: number;
}

/**
 * The lines of the upgrades of a plan: each hop with its time and its steps, or why it cannot be.
 *
 * @param taken - How the steps stand; absent before their turn.
 */
export function renderUpgrades(
  upgrades: readonly ClusterUpgrade[],
  screen: UpgradeScreen,
  taken: readonly UpgradeStepView[] = [],
): readonly string[] {
  const takenByName = new Map(taken.map((step) => [step.name, step]));
  return upgrades.flatMap((upgrade) => ["", ...renderUpgrade(upgrade, screen, takenByName)]);
}

function renderUpgrade(
  upgrade: ClusterUpgrade,
  screen: UpgradeScreen,
  taken: ReadonlyMap<string, UpgradeStepView>,
): readonly string[] {
  const { paint, nowMs } = screen;
  const title = paint("bold", `Upgrade of "${upgrade.cluster}" to ${upgrade.wanted}`);
  const { lookedAt, hops = [], refusals = [], warnings = [] } = upgrade;
  if (upgrade.state === "not looked at" || lookedAt === undefined)
    return [title, "  nobody has looked at its versions yet: its steps are planned at its turn"];
  const seen = `  as it was ${ageWord(lookedAt, nowMs)} ago`;
  if (upgrade.state === "refused")
    return [
      title,
      `${seen} it cannot be upgraded, and its turn looks again:`,
      ...refusals.flatMap(({ reason, next }) => [`  - ${reason}`, `    ${next}`]),
    ];
  const sum = upgrade.estimateMs === undefined ? "" : `; about ${durationWords(upgrade.estimateMs)}`;
  return [
    title,
    hops.length === 0 ? `${seen} no version moves` : `${seen}${sum}`,
    ...warnings.map((warning) => `  ! ${warning}`),
    ...hops.flatMap(({ from, to, steps, estimateMs }) => [
      `  ${from === to ? `what is left of ${to}` : `${from} > ${to}`}, about ${durationWords(estimateMs)}`,
      ...renderSteps(steps, screen, taken),
    ]),
  ];
}

function renderSteps(
  steps: readonly PlannedStep[],
  screen: UpgradeScreen,
  taken: ReadonlyMap<string, UpgradeStepView>,
): readonly string[] {
  const isTaken = taken.size > 0;
  const rows = steps.map(({ name, phase, resource, from, to, expectedMs }) => {
    const now = taken.get(name);
    return [
      { text: phase },
      { text: resource },
      { text: `${from} > ${to}` },
      ...(isTaken
        ? [
            { text: now?.state ?? "", ...styled(now?.state ?? "") },
            { text: tookWords(now, screen.nowMs) ?? `about ${durationWords(expectedMs)}` },
            { text: now?.reason ?? "" },
          ]
        : [{ text: `about ${durationWords(expectedMs)}` }]),
    ];
  });
  const titles = ["STEP", "COMPONENT", "VERSION", ...(isTaken ? ["STATE", "TIME", "NOTE"] : ["TIME"])];
  return renderTable({ titles, rows }, { ...screen, width: screen.width - 4 }).map((line) => `    ${line}`);
}

function styled(state: string) {
  const style = styleOfWord(state);
  return style === undefined ? {} : { style };
}

function tookWords(step: UpgradeStepView | undefined, nowMs: number): string | undefined {
  if (step?.startedAt === undefined) return undefined;
  return durationWords(Math.max(0, (step.endedAt ?? nowMs) - step.startedAt));
}
