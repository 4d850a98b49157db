import { CHANNEL } from "../setup/installed-approvals.ts";
import type { KillPoint } from "./points.ts";

/** The project of everything here. */
export const PROJECT = "fleet";
/** What is wanted of every resource. */
export const PROPERTIES = { size: "small", replicas: 2 } as const;
/** Accounts: one whose drift is a few components at a time, and one in which everything drifts at once. */
export const ACCOUNTS = { fleet: "fleet", flood: "flood" } as const;
/** More than a sweep's brake lets through. */
export const FLOODED = 12;

const COMPONENTS = 4;

/** What is to become of drift in an environment. */
export type Part = "back" | "asked" | "told" | "still" | "flood";

/** An environment, and what is to become of its drift. */
export interface Place {
  readonly name: string;
  readonly part: Part;
  readonly components: number;
}

/** The environments of a run with so many whose drift is put back by itself, and one that is flooded where that is asked for. */
export function placesOf(environments: number, stories: ReadonlySet<KillPoint["story"]>): readonly Place[] {
  const back = Array.from({ length: environments }, (_, index) => ({ name: `back-${index}`, part: "back" as const }));
  const others = (["asked", "told", "still"] as const).map((part) => ({ name: part, part }));
  return [
    ...[...back, ...others].map((one) => ({ ...one, components: COMPONENTS })),
    ...(stories.has("flood") ? [{ name: "flood", part: "flood" as const, components: FLOODED }] : []),
  ];
}

/** The account of an environment. */
export const accountOf = (part: Part): string => (part === "flood" ? ACCOUNTS.flood : ACCOUNTS.fleet);

/** Project, blueprints, releases and the environments. */
export function documentsOf(places: readonly Place[]): readonly object[] {
  const metadata = { project: PROJECT };
  const sizes = [...new Set(places.map(({ components }) => components))];
  return [
    { kind: "Project", metadata: { name: PROJECT }, spec: { slack: { channels: { default: CHANNEL } } } },
    ...sizes.flatMap((size) => [
      { kind: "Blueprint", metadata: { ...metadata, name: `of-${size}`, version: "1.0.0" }, spec: blueprint(size) },
      {
        kind: "Release",
        metadata: { ...metadata, version: `${size}.0.0` },
        spec: { blueprint: `of-${size}@1.0.0`, artifacts: {} },
      },
    ]),
    ...places.map(({ name, part, components }) => ({
      kind: "Environment",
      metadata: { ...metadata, name },
      spec: {
        class: part === "asked" ? "prod" : "dev",
        cell: "local",
        release: `${components}.0.0`,
        parameters: { account: accountOf(part) },
        ...(part === "told" ? { onDrift: { default: "notify" } } : {}),
      },
    })),
  ];
}

function blueprint(size: number) {
  const config = { account: "${parameters.account}", type: "queue", seconds: 1, properties: PROPERTIES };
  const names = Array.from({ length: size }, (_, index) => `queue-${index}`);
  return {
    parameters: { account: { type: "string" } },
    components: Object.fromEntries(names.map((name) => [name, { kind: "simulated", config }])),
  };
}
