import { execFileSync } from "node:child_process";

/** The commit that is measured, marked when the tree has changes; `unknown` where there is no repository. */
export function commitOfCode(): string {
  const git = (...args: string[]) =>
    execFileSync("git", args, {
      cwd: import.meta.dirname,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  try {
    const isDirty = git("status", "--porcelain") !== "";
    return `${git("rev-parse", "--short=12", "HEAD")}${isDirty ? "+changes" : ""}`;
  } catch {
    return "unknown";
  }
}
