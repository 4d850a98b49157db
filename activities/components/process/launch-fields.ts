import type { RawFields } from "../drift-watch.ts";
import type { InputDigests } from "./input-digests.ts";

/** What a run was launched with, by field. Of its command and environment only keyed hashes are known. */
export function launchFields({ artifact, command, environment }: InputDigests): RawFields {
  return { artifact, "launch.command": command, "launch.environment": environment };
}
