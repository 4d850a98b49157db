import { randomUUID } from "node:crypto";
import type { CommitEffect } from "./commit-effect.ts";
import { digest } from "./digest.ts";
import type { ResourceTable } from "./resource-table.ts";
import type { ChangedBy, Resource } from "./resource.ts";
import type { OutsideChange } from "./schema.ts";
import type { Effect } from "./truth-log.ts";

/** Changes a resource behind the back of whoever made it. Undefined when there is none of that id. */
export type ChangeFromOutside = (id: string, change: OutsideChange) => Promise<Effect | undefined>;

/** Changes from outside, which take no time and are logged with the cause `outside`. */
export function changesFromOutside(table: ResourceTable, commit: CommitEffect): ChangeFromOutside {
  return async (id, change) => {
    const existing = table.get(id);
    if (existing === undefined) return undefined;
    const at = Date.now();
    const after = changed(existing, change, at);
    const effect: Effect = {
      at,
      effect: change.action === "remove" ? "delete" : "update",
      id,
      key: `outside-${randomUUID()}`,
      type: existing.type,
      cause: "outside",
      seconds: 0,
      propertiesDigest: digest((after ?? existing).properties),
      by: change.by,
    };
    await commit({ effect, after });
    return effect;
  };
}

function changed(existing: Resource, change: OutsideChange, changedAt: number): Resource | undefined {
  if (change.action === "remove") return undefined;
  const by = { who: change.by, at: changedAt };
  if (change.action === "set") {
    const { properties = existing.properties, tags = existing.tags, type = existing.type } = change;
    const names = [
      ...changedNames(existing.properties, properties).map((name) => `properties.${name}`),
      ...changedNames(existing.tags, tags).map((name) => `tags.${name}`),
      ...(type === existing.type ? [] : ["type"]),
    ];
    return { ...existing, type, properties, tags, changedAt, changedBy: withChanger(existing, names, by) };
  }
  const { end: _end, ...resource } = existing;
  const reason = `"${existing.id}" broke by itself`;
  return { ...resource, state: "failed", reason, changedAt, changedBy: withChanger(existing, ["state"], by) };
}

function withChanger({ changedBy }: Resource, names: readonly string[], by: ChangedBy[string]): ChangedBy {
  return { ...changedBy, ...Object.fromEntries(names.map((name) => [name, by])) };
}

/** Names at the top whose values differ. */
function changedNames(before: Resource["properties"], after: Resource["properties"]): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => digest([before[name]]) !== digest([after[name]]));
}
