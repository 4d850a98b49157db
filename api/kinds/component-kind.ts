import type { Driver } from "../../activities/components/driver.ts";

/** What the API tells, checks and plans with of a component kind: its driver without what acts. */
export type ComponentKind = Pick<
  Driver,
  "kind" | "summary" | "config" | "artifact" | "outputs" | "examples" | "expectedMs" | "readyWithinMs" | "replaceOn"
>;
