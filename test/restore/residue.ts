import type { PromotionDetail } from "../../adapters/store/promotion-views-port.ts";
import type { Played } from "./point.ts";
import { lookAtStanding, otherComponents } from "./standing.ts";

/** Looks whether a restore that failed says so plainly: its environment is held, and what it names is what is not restored. */
export async function checkResidue(
  { world, before, problems }: Played,
  { state, reason }: PromotionDetail,
  stepsNotUndone: readonly string[] = [],
): Promise<void> {
  const after = await lookAtStanding(world);
  const { hold } = await world.environment();
  if (state !== "Restore failed") problems.push(`after a second failure the promotion is ${state}`);
  if (after.phase !== "Held") problems.push(`after a second failure the environment is ${after.phase}`);
  for (const [told, by] of [
    [reason, "promotion"],
    [hold?.reason ?? "", "hold"],
  ] as const) {
    const components = namesIn(told, /"([^"]+)" is not restored/g);
    const wanted = otherComponents(before, after);
    if (components.join() !== wanted.join())
      problems.push(`the ${by} names ${listed(components)} as not restored, but it is ${listed(wanted)}: ${told}`);
    const steps = namesIn(told, /step "([^"]+)" is not undone/g);
    if (steps.join() !== stepsNotUndone.toSorted().join())
      problems.push(`the ${by} names ${listed(steps)} as not undone, but it is ${listed(stepsNotUndone)}: ${told}`);
  }
}

function namesIn(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, name = ""]) => name).toSorted();
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "nothing" : names.join(", ");
}
