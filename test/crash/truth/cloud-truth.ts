import type { Installation } from "../installation.ts";

/** One effect in the cloud's log, which only the cloud writes. */
export interface CloudEffect {
  readonly effect: "create" | "update" | "delete";
  readonly id: string;
  readonly key: string;
}

/** A resource that is there. */
export interface CloudResource {
  readonly id: string;
  readonly type: string;
  readonly state: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What really happened in the simulated cloud, and what is there now. */
export interface CloudTruth {
  readonly effects: readonly CloudEffect[];
  readonly resources: readonly CloudResource[];
}

const PAGE = 500;

/** Reads it from the cloud itself. */
export async function readCloudTruth({ addresses }: Installation): Promise<CloudTruth> {
  const { cloudUrl } = addresses();
  const text = await (await fetch(new URL("/control/effects", cloudUrl))).text();
  const effects = text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as CloudEffect);
  const resources: CloudResource[] = [];
  let next: string | undefined;
  do {
    const query = new URLSearchParams({ limit: String(PAGE), ...(next === undefined ? {} : { continue: next }) });
    const page = (await (await fetch(new URL(`/resources?${query.toString()}`, cloudUrl))).json()) as {
      readonly items: readonly CloudResource[];
      readonly continue?: string;
    };
    resources.push(...page.items);
    next = page.continue;
  } while (next !== undefined);
  return { effects, resources };
}

/** The component and incarnation that a resource is named after. */
export function ownerOf(resourceId: string): { readonly componentUid: string; readonly incarnation: number } {
  const at = resourceId.lastIndexOf("-i");
  return { componentUid: resourceId.slice(0, at), incarnation: Number(resourceId.slice(at + 2)) };
}
