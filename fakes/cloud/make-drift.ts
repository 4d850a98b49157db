import type { ChangeFromOutside } from "./change-from-outside.ts";
import { sha256 } from "./digest.ts";
import type { ResourceTable } from "./resource-table.ts";
import type { Resource } from "./resource.ts";
import type { DriftBody, OutsideChange } from "./schema.ts";

/** One change that was made: the truth that whoever looks for drift must find. */
export interface MadeDrift {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly kind: DriftBody["kinds"][number];
  /** `properties.<name>`, `type` or `state`; absent where all of it is gone. */
  readonly path?: string;
  /** Absent where there was nothing before. */
  readonly before?: unknown;
  /** Absent where there is nothing left. */
  readonly after?: unknown;
}

interface Plan {
  readonly change: OutsideChange;
  readonly drift: Pick<MadeDrift, "kind" | "path" | "before" | "after">;
}

/** Changes a share of the ready resources from outside, and answers what was changed, in order of ids. */
export async function makeDrift(
  table: ResourceTable,
  changeFromOutside: ChangeFromOutside,
  drift: DriftBody,
): Promise<readonly MadeDrift[]> {
  const drawn = [...table.all()].filter((resource) => isDrawn(resource, drift));
  const made = drawn.map((resource) => {
    const { id, account, region } = resource;
    const plan = planDrift(resource, drift);
    return { id, change: plan.change, told: { id, account, region, ...plan.drift } };
  });
  await Promise.all(made.map(async ({ id, change }) => await changeFromOutside(id, change)));
  return made.map(({ told }) => told).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function isDrawn({ id, state, account }: Resource, { seed, share, account: wanted, prefix }: DriftBody): boolean {
  if (state !== "ready" || !id.startsWith(prefix) || (wanted ?? account) !== account) return false;
  return draw(`${seed}/share/${id}`) < share;
}

function planDrift({ id, type, properties }: Resource, { seed, kinds, by }: DriftBody): Plan {
  const pick = <Item>(what: string, items: readonly Item[]): Item | undefined =>
    items[Math.floor(draw(`${seed}/${what}/${id}`) * items.length)];
  const kind = pick("kind", kinds) ?? "changed";
  if (kind === "removed") return { change: { action: "remove", by }, drift: { kind } };
  if (kind === "failed") {
    return { change: { action: "fail", by }, drift: { kind, path: "state", before: "ready", after: "failed" } };
  }
  if (kind === "type") {
    const other = `${type}-other`;
    return {
      change: { action: "set", type: other, by },
      drift: { kind, path: "type", before: type, after: other },
    };
  }
  const name = kind === "extra" ? undefined : pick("property", Object.keys(properties).toSorted());
  const serial = Math.floor(draw(`${seed}/value/${id}`) * 1_000_000);
  if (name === undefined) {
    const added = { ...properties, [`extra-${serial}`]: true };
    return {
      change: { action: "set", properties: added, by },
      drift: { kind: "extra", path: `properties.extra-${serial}`, after: true },
    };
  }
  const { [name]: before, ...others } = properties;
  const path = `properties.${name}`;
  if (kind === "missing") return { change: { action: "set", properties: others, by }, drift: { kind, path, before } };
  const after = `changed-${serial}`;
  return {
    change: { action: "set", properties: { ...others, [name]: after }, by },
    drift: { kind, path, before, after },
  };
}

/** A number from 0 to 1, exclusive, that depends on the text only. */
function draw(text: string): number {
  return Number.parseInt(sha256(text).slice(0, 12), 16) / 2 ** 48;
}
