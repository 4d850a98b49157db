import { canonicalJson } from "../canonical-json.ts";
import type { Json, JsonObject } from "../schema/json.ts";
import { plain } from "./plain.ts";

/** What is wanted of an add-on, as far as it can be changed. */
export interface WantedAddon {
  /** Absent for whatever is there. */
  readonly version?: string | undefined;
  /** Absent for whatever is there. */
  readonly serviceAccountRoleArn?: string | undefined;
  /** Absent for whatever is there. */
  readonly configuration?: JsonObject | undefined;
}

/** What is there of it. */
export interface SeenAddon {
  readonly status?: string | undefined;
  readonly addonVersion?: string | undefined;
  readonly serviceAccountRoleArn?: string | undefined;
  readonly configurationValues?: string | undefined;
}

/** The change that brings an add-on to what is wanted: one call, one update. */
export interface AddonChange {
  readonly fields: readonly string[];
  /** What is there instead, by field. Of its configuration nothing: that may hold a secret, whoever has put it there. */
  readonly shows: JsonObject;
  /** What goes into UpdateAddon besides names, token and resolveConflicts. */
  readonly request: JsonObject;
}

/** The change that an add-on needs; undefined where it needs none. One whose last update failed is asked for the same again. */
export function addonChange(seen: SeenAddon, wanted: WantedAddon): AddonChange | undefined {
  const { version, serviceAccountRoleArn, configuration } = wanted;
  const fields = [
    ...(version === undefined || version === seen.addonVersion ? [] : ["config.version"]),
    ...(serviceAccountRoleArn === undefined || serviceAccountRoleArn === seen.serviceAccountRoleArn
      ? []
      : ["config.serviceAccountRoleArn"]),
    ...(configuration === undefined || isSameConfiguration(seen.configurationValues, configuration)
      ? []
      : ["config.configuration"]),
    ...(seen.status === "UPDATE_FAILED" ? ["status"] : []),
  ];
  if (fields.length === 0) return undefined;
  const addonVersion = version ?? seen.addonVersion;
  const shows = {
    "config.version": plain(seen.addonVersion),
    "config.serviceAccountRoleArn": plain(seen.serviceAccountRoleArn),
    status: plain(seen.status),
  };
  // An update that names no role takes the one that is there off.
  const role = serviceAccountRoleArn ?? seen.serviceAccountRoleArn;
  return {
    fields,
    shows,
    request: {
      ...(addonVersion === undefined ? {} : { addonVersion }),
      ...(role === undefined ? {} : { serviceAccountRoleArn: role }),
      ...(configuration === undefined ? {} : { configurationValues: canonicalJson(configuration) }),
    },
  };
}

/** What others wrote may be YAML: then it is another one. */
function isSameConfiguration(values: string | undefined, wanted: JsonObject): boolean {
  const text = values === undefined || values.trim() === "" ? "{}" : values;
  try {
    return canonicalJson(JSON.parse(text) as Json) === canonicalJson(wanted);
  } catch {
    return false;
  }
}
