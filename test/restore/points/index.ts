import type { Point } from "../point.ts";
import { COMPONENT_POINTS } from "./component-points.ts";
import { RESTORE_POINTS } from "./restore-points.ts";
import { STEP_POINTS } from "./step-points.ts";

/** Every point, in the order in which a release passes them. */
export const POINTS: readonly Point[] = [...STEP_POINTS, ...COMPONENT_POINTS, ...RESTORE_POINTS];
