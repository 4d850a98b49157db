import { z } from "zod";
import type { Installation } from "../setup/installation.ts";

const Effect = z.object({
  at: z.number(),
  effect: z.enum(["create", "update", "delete"]),
  id: z.string(),
  seconds: z.number(),
});

/** One effect that the cloud accepted on a component. */
export interface ComponentEffect {
  readonly component: string;
  readonly effect: "create" | "update" | "delete";
  readonly incarnation: number;
  /** Epoch milliseconds at which it was accepted. */
  readonly at: number;
  /** Epoch milliseconds at which the cloud had carried it out. */
  readonly endsAt: number;
}

/** What the cloud's own log says of the components of an environment, in the order in which it accepted it. */
export async function cloudTruth(
  holdfast: Installation,
  componentByUid: ReadonlyMap<string, string>,
  timeScale: number,
): Promise<readonly ComponentEffect[]> {
  const effects = (await holdfast.cloud.effects()).map((effect) => Effect.parse(effect));
  return effects.flatMap(({ id, at, effect, seconds }) => {
    const [, uid = "", incarnation = ""] = /^(.*)-i(\d+)$/.exec(id) ?? [];
    const component = componentByUid.get(uid);
    if (component === undefined) return [];
    const endsAt = Math.round(at + seconds * 1_000 * timeScale);
    return [{ component, effect, incarnation: Number(incarnation), at, endsAt }];
  });
}

/** Names of an environment's components by their uids. */
export async function componentNames(holdfast: Installation, environmentUid: string): Promise<Map<string, string>> {
  const components = await holdfast.store.listComponents(environmentUid);
  return new Map(components.map(({ uid, name }) => [uid, name]));
}
