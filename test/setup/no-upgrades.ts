import type { UpgradeRecords } from "../../adapters/cell-records/upgrade-records-port.ts";

const none = async () => await Promise.reject(new Error("nothing is upgraded here"));

/** Records of upgrades of a cell where none happens. */
export const noUpgrades: UpgradeRecords = {
  openStep: none,
  stepDone: none,
  stepFailed: none,
  stepProgress: none,
  clusterToLookAt: none,
  clustersAfter: none,
  recordLook: none,
};
