import { randomUUID } from "node:crypto";
import type { CommitEffect } from "./commit-effect.ts";
import { digest } from "./digest.ts";
import type { ResourceTable } from "./resource-table.ts";
import type { Resource } from "./resource.ts";
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
    };
    await commit({ effect, after });
    return effect;
  };
}

function changed(existing: Resource, change: OutsideChange, changedAt: number): Resource | undefined {
  if (change.action === "remove") return undefined;
  if (change.action === "set") return { ...existing, properties: change.properties, changedAt };
  const { end: _end, ...resource } = existing;
  return { ...resource, state: "failed", reason: `"${existing.id}" broke by itself`, changedAt };
}
