import type { DriftPage, DriftWatch } from "../../activities/components/drift-watch.ts";
import { baselineOf } from "../../domain/drift/baseline.ts";
import type { Json } from "../../domain/schema/json.ts";
import { digestJson } from "../../workers/digest.ts";
import type { SeededComponent } from "./clone-environments.ts";
import { FLEET, PROPERTIES, TYPE } from "./fleet-documents.ts";

/** A resource of a fleet as its driver lists it, and where. */
export interface ListedComponent {
  readonly item: DriftPage["items"][number];
  readonly account: string;
  readonly region: string;
  readonly signal: AbortSignal;
}

/** The rows of a component that is as it was seen, made by the driver's own idea of what is wanted of it. */
export async function seededBaseline(
  watch: DriftWatch,
  { item, account, region, signal }: ListedComponent,
): Promise<SeededComponent> {
  const { componentUid, environmentUid, incarnation, look } = item;
  if (look.state !== "seen") throw new Error(`component ${componentUid} is ${look.state}`);
  const environment = textOf(look.fields["tags.environment"]);
  const component = textOf(look.fields["tags.component"]);
  const id = { componentUid, environmentUid, project: FLEET, environment, component };
  const config = { account, region, type: TYPE, seconds: 0, properties: PROPERTIES };
  const stated = await watch.stated({ id, incarnation, config, token: "" }, signal);
  const baseline = baselineOf({
    stated,
    seen: look.fields,
    version: watch.version,
    place: { account, region },
    isSecret: () => false,
    keyedHash: () => "",
    digest: digestJson,
  });
  return { componentUid, environmentUid, environment, component, baseline };
}

function textOf(value: Json | undefined): string {
  if (typeof value !== "string") throw new Error(`${JSON.stringify(value)} is no name`);
  return value;
}
