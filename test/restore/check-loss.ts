import type { PromotionDetail } from "../../adapters/store/promotion-views-port.ts";
import type { Played } from "./point.ts";
import { lookAtStanding, otherComponents } from "./standing.ts";

/** Looks whether data of the database that does not come back is told as such, and nothing else, while all but it is restored. */
export async function checkLoss(played: Played, promotion: PromotionDetail): Promise<readonly string[]> {
  const { world, before } = played;
  const others = otherComponents(before, await lookAtStanding(world));
  return [
    ...(await checkTold(
      played,
      promotion,
      'residue: the data of "database" does not come back (it was taken away without a snapshot)',
    )),
    ...(others.length === 0 ? [] : [`not as before: ${others.join(", ")}`]),
  ];
}

/** Looks whether a restore that failed says exactly this, to whoever asks for the promotion or the environment. */
export async function checkTold(
  { world }: Played,
  { state, reason }: PromotionDetail,
  wanted: string,
): Promise<readonly string[]> {
  const { phase, hold } = await world.environment();
  return [
    ...(state === "Restore failed" ? [] : [`it ended as ${state}`]),
    ...(reason === wanted ? [] : [`it says: ${reason}`]),
    ...(phase === "Held" ? [] : [`the environment is ${phase}`]),
    ...(hold?.reason === `restore failed: ${wanted}` ? [] : [`the hold says: ${hold?.reason ?? "nothing"}`]),
  ];
}
