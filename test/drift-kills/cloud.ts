import type { PROPERTIES } from "./fleet.ts";

/** One effect in the cloud's own log. */
export interface CloudEffect {
  readonly effect: "create" | "update" | "delete";
  readonly id: string;
  readonly key: string;
  readonly cause: "api" | "outside";
}

/** A resource, as the cloud has it. */
export interface CloudResource {
  readonly id: string;
  readonly type: string;
  readonly state: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, unknown>>;
}

/** What is done to a resource behind the product's back. */
export type OutsideChange =
  | { readonly action: "remove" | "fail" }
  | {
      readonly action: "set";
      readonly properties?: Readonly<Record<string, unknown>> | typeof PROPERTIES;
      readonly tags?: Readonly<Record<string, unknown>>;
      readonly type?: string;
    };

/** The simulated cloud, by its own words. */
export interface Cloud {
  get(id: string): Promise<CloudResource | undefined>;
  /** Changes a resource from outside, and answers the effect in the log. */
  change(id: string, change: OutsideChange): Promise<CloudEffect>;
  /** Everything that happened, oldest first. */
  effects(): Promise<readonly CloudEffect[]>;
}

/** Speaks to it at an address. */
export function cloudAt(url: string): Cloud {
  return {
    async get(id) {
      const response = await fetch(new URL(`/resources/${id}`, url));
      return response.ok ? ((await response.json()) as CloudResource) : undefined;
    },
    async change(id, change) {
      const body = JSON.stringify({ ...change, by: "somebody" });
      const response = await fetch(new URL(`/control/resources/${id}`, url), { method: "POST", body });
      if (!response.ok) throw new Error(`"${id}" was not changed: ${response.status} ${await response.text()}`);
      return (await response.json()) as CloudEffect;
    },
    async effects() {
      const text = await (await fetch(new URL("/control/effects", url))).text();
      return text
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line) as CloudEffect);
    },
  };
}
