import type { JsonObject } from "../../../domain/schema/json.ts";
import type { EksKind, Seen } from "./kind.ts";
import { wishDigest } from "./wish-digest.ts";

const PREFIX = "config.";

/** Digest of what a config asks for that cannot be changed later: equal ones are made in the same way. */
export function fixedWish<Config, S extends Seen>(
  { about }: Pick<EksKind<Config, S>, "about">,
  config: Config,
): string {
  const fields = config as JsonObject;
  const fixed = about.replaceOn.map((name) => [name, fields[name.slice(PREFIX.length)] ?? null]);
  return wishDigest(Object.fromEntries(fixed) as JsonObject);
}
