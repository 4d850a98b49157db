import type { ResourceOf } from "../resource.ts";
import type { World } from "../world.ts";
import { startWaitingAddons } from "./addon.ts";
import { lockAfterChild } from "./cluster.ts";
import type { Timer } from "../timers.ts";
import { failureOf } from "./transition.ts";

type Profile = ResourceOf<"fargate-profile">;

/** What happens to a Fargate profile by itself, by verb and ending. */
export const fargateTransitions: Readonly<Record<string, (world: World, profile: Profile, timer: Timer) => void>> = {
  "create done"(world, profile) {
    world.put({ ...profile, doc: { ...profile.doc, status: "ACTIVE" } });
    lockAfterChild(world, profile);
    startWaitingAddons(world, profile);
  },
  "create fail"(world, profile, timer) {
    world.put({ ...profile, doc: { ...profile.doc, status: failureOf(timer).status ?? "CREATE_FAILED" } });
  },
  "delete done"(world, profile) {
    world.remove(profile);
  },
  "delete fail"(world, profile, timer) {
    world.put({ ...profile, doc: { ...profile.doc, status: failureOf(timer).status ?? "DELETE_FAILED" } });
  },
};
