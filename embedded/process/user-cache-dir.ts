import { homedir } from "node:os";
import { join } from "node:path";

/** The folder for Holdfast's cached downloads and builds: `XDG_CACHE_HOME`, else the system's usual place, + `holdfast`. */
export function userCacheDir(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  const home = env["HOME"] ?? homedir();
  if (env["XDG_CACHE_HOME"]) return join(env["XDG_CACHE_HOME"], "holdfast");
  if (platform === "darwin") return join(home, "Library", "Caches", "holdfast");
  if (platform === "win32" && env["LOCALAPPDATA"]) return join(env["LOCALAPPDATA"], "holdfast");
  return join(home, ".cache", "holdfast");
}
