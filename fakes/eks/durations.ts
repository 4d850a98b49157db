import type { Range } from "./draw.ts";

/**
 * Simulated seconds: least, most likely, most. They are ranges around what users of EKS report, not promises of AWS.
 * `PUT /_sim/config` changes them.
 */
export const DURATIONS = {
  "cluster create": [420, 540, 720],
  "cluster create fails": [120, 300, 900],
  "cluster delete": [90, 180, 480],
  "cluster version": [480, 600, 900],
  "cluster endpoint or network": [90, 180, 420],
  "cluster logging or access": [20, 60, 180],
  "cluster policy": [5, 15, 60],
  "insights refresh": [20, 45, 90],
  "nodegroup create": [90, 115, 240],
  /** On top of the creation, for every ten nodes. */
  "nodegroup create per ten nodes": [5, 5, 5],
  "nodegroup create fails": [900, 1000, 1260],
  "nodegroup version setup": [120, 120, 120],
  /** For each batch of as many nodes as may be unavailable. */
  "nodegroup version batch": [240, 285, 330],
  "nodegroup version fails": [900, 900, 900],
  "nodegroup config": [10, 20, 40],
  "nodegroup scaling": [30, 90, 180],
  "nodegroup delete": [150, 240, 600],
  "nodegroup delete fails": [300, 600, 900],
  "addon create on every node": [10, 25, 60],
  "addon create deployment": [20, 45, 120],
  "addon without nodes": [60, 90, 120],
  "addon after first node": [30, 60, 90],
  "addon gives up": [1200, 1200, 1200],
  "addon conflict": [10, 20, 40],
  "addon update": [20, 60, 180],
  "addon update fails": [10, 20, 40],
  "addon delete": [10, 25, 90],
  "fargate create": [60, 90, 180],
  "fargate delete": [60, 90, 180],
  /** How long mutations of a cluster are refused, unseen, after an update of it or a node group. */
  "hidden lock": [0, 10, 60],
  "hidden lock after fargate": [0, 120, 900],
} as const satisfies Record<string, Range>;

/** What takes time. */
export type DurationName = keyof typeof DURATIONS;
