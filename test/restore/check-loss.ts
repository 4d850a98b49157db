import type { PromotionDetail } from "../../adapters/store/promotions-port.ts";
import type { Played } from "./point.ts";
import { lookAtStanding, otherComponents } from "./standing.ts";

/** Looks whether data that does not come back is told as such, and nothing else, while everything but it is restored. */
export async function checkLoss(
  { world, before }: Played,
  { state, reason }: PromotionDetail,
  component: string,
): Promise<readonly string[]> {
  const after = await lookAtStanding(world);
  const told = `residue: the data of "${component}" does not come back (it was taken away without a snapshot)`;
  const held = (await world.environment()).hold?.reason ?? "";
  const others = otherComponents(before, after);
  return [
    ...(state === "Restore failed" ? [] : [`it ended as ${state}`]),
    ...(reason === told ? [] : [`it says: ${reason}`]),
    ...(held === `restore failed: ${told}` ? [] : [`the hold says: ${held}`]),
    ...(others.length === 0 ? [] : [`not as before: ${others.join(", ")}`]),
  ];
}
