import type { Driver } from "../../activities/components/driver.ts";
import type { CheckedKind } from "../../domain/document-check.ts";

type Told = "kind" | "summary" | "artifact" | "outputs" | "examples" | "expectedMs" | "readyWithinMs" | "replaceOn";

/** What the API tells, checks and plans with of a component kind: its driver without what acts. */
export interface ComponentKind extends Pick<Driver, Told> {
  /** The same kind as documents are checked with it. */
  readonly checked: CheckedKind;
}
