import type { TriedConfig } from "./check-config.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { CheckedStageKind, Findings } from "./document-check.ts";
import { toPointer } from "./json-pointer.ts";
import type { Json } from "./schema/json.ts";
import type { ItemGround, StageItem } from "./stage-item.ts";
import { listExpressions } from "./template.ts";

/** A gate or step whose config was tried. */
export interface TriedItem extends Pick<ItemGround, "scope" | "known"> {
  readonly kind: CheckedStageKind;
  readonly tried: TriedConfig;
}

/** Checks that the connections, the component and the artifact that a config names are there. */
export function checkNamedThings(item: StageItem, context: TriedItem, findings: Findings): void {
  const { tried, kind } = context;
  const add: AddAt = (code, pointer, message) => {
    // A value that is wrong by itself, or not known yet, names nothing.
    if (!tried.isExact(pointer) || tried.findings.some((one) => one.pointer === pointer)) return;
    findings.add(code, toPointer([...item.path, "config"]) + pointer, `${item.title}: ${message}`);
  };
  checkConnections(context, add);
  if (hasField(kind, "artifact")) checkArtifact(context, add);
  if (!hasField(kind, "component")) return;
  const { component = null } = item.config;
  const isWritten = listExpressions(component).expressions.length === 0;
  if (isWritten || kind.changesDataOf(item.config).length === 0) checkComponent(context, add);
  else
    findings.add(
      "STEP_CONFIG_INVALID",
      toPointer([...item.path, "config", "component"]),
      `${item.title}: config.component: write the name out, a snapshot of it is taken before anything runs`,
    );
}

type AddAt = (code: "CONNECTION_NOT_FOUND" | "REFERENCE_UNKNOWN", pointer: string, message: string) => void;

function checkConnections({ kind, tried, known, scope: { project } }: TriedItem, add: AddAt): void {
  for (const name of kind.connections(tried.resolved)) {
    if (known.connection(project, name) !== undefined) continue;
    const names = known.connectionNames(project);
    const hint = didYouMean(name, names) || (names.length > 0 ? `; it has ${names.slice(0, 10).join(", ")}` : "");
    const pointer = pointerOf(tried.resolved, name) ?? "";
    add("CONNECTION_NOT_FOUND", pointer, `project "${project}" has no connection "${name}"${hint}`);
  }
}

function checkComponent({ tried, scope: { ground } }: TriedItem, add: AddAt): void {
  const { component } = tried.resolved;
  if (typeof component !== "string" || ground === undefined) return;
  const { metadata, spec } = ground.blueprint;
  if (Object.hasOwn(spec.components, component)) return;
  const hint = didYouMean(component, Object.keys(spec.components));
  const message = `${metadata.name}@${metadata.version} has no component "${component}"${hint}`;
  add("REFERENCE_UNKNOWN", "/component", message);
}

function checkArtifact({ tried, scope: { ground } }: TriedItem, add: AddAt): void {
  const { artifact } = tried.resolved;
  if (typeof artifact !== "string" || ground === undefined) return;
  const { metadata, spec } = ground.release;
  if (Object.hasOwn(spec.artifacts, artifact)) return;
  const hint = didYouMean(artifact, Object.keys(spec.artifacts));
  add("REFERENCE_UNKNOWN", "/artifact", `release ${metadata.version} has no artifact "${artifact}"${hint}`);
}

function hasField({ configSchema: { properties } }: CheckedStageKind, field: string): boolean {
  return typeof properties === "object" && properties !== null && Object.hasOwn(properties, field);
}

/** Where a config names a connection: under a key `connection`. */
function pointerOf(value: Json, name: string, path: readonly PropertyKey[] = []): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const found =
      key === "connection" && item === name ? toPointer([...path, key]) : pointerOf(item as Json, name, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}
