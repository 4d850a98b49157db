import { flatten } from "../drift/flatten.ts";
import type { Json, JsonObject } from "../schema/json.ts";
import type { SeenAddon, WantedAddon } from "./addon-change.ts";
import { shownFields, type EksFields, type ShownFields } from "./shown-fields.ts";

const CONFIGURATION = "config.configuration";
const ROLE = "config.serviceAccountRoleArn";

/** An add-on as its config states it, by field. */
export function statedAddon({ version, serviceAccountRoleArn, configuration }: WantedAddon): EksFields {
  const { fields } = shownFields({ "config.version": version, [ROLE]: serviceAccountRoleArn });
  return { ...fields, ...(configuration === undefined ? {} : flatten(configuration, CONFIGURATION)) };
}

/**
 * An add-on as EKS shows it, by field. What its config leaves to others lies under `addon`: nothing puts it back.
 *
 * @param states - Keys that its config states.
 */
export function shownAddon(seen: SeenAddon, states: ReadonlySet<string>): ShownFields {
  const { addonVersion, serviceAccountRoleArn = "", configurationValues } = seen;
  const rolePath = states.has("serviceAccountRoleArn") ? ROLE : "addon.serviceAccountRoleArn";
  const { fields, unseen } = shownFields({
    "config.version": addonVersion,
    ...(serviceAccountRoleArn === "" ? {} : { [rolePath]: serviceAccountRoleArn }),
  });
  const path = states.has("configuration") ? CONFIGURATION : "addon.configuration";
  return { fields: { ...fields, ...configurationFields(configurationValues, path) }, unseen };
}

/** What others wrote may be YAML: it is one field then. */
function configurationFields(values = "", path: string): EksFields {
  const text = values.trim();
  const parsed = text === "" ? {} : asObject(text);
  return parsed === undefined ? { [path]: text } : flatten(parsed, path);
}

function asObject(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}
