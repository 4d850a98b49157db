import { readFile } from "node:fs/promises";

/** The version of this CLI, from its package. */
export async function cliVersion(): Promise<string> {
  const parsed: unknown = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
  const hasVersion =
    typeof parsed === "object" && parsed !== null && "version" in parsed && typeof parsed.version === "string";
  return hasVersion ? String(parsed.version) : "unknown";
}
