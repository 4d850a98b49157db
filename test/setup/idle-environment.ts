import type { EnvironmentWork } from "../../domain/schema/environment-work.ts";

/** An environment that is ready and has nothing to do. */
export const idle: EnvironmentWork = {
  uid: "e1",
  project: "shop",
  name: "shop-dev",
  class: "dev",
  freezeWindows: [],
  phase: "Ready",
  epoch: 1,
  isSuspended: false,
  accepted: [],
  wakes: [],
  deaths: [],
  reverts: [],
};
