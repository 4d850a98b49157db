import { didYouMean } from "./did-you-mean.ts";
import type { Findings } from "./document-check.ts";
import { toPointer } from "./json-pointer.ts";
import type { BlueprintDocument, EnvironmentDocument } from "./schema/documents.ts";

/** Checks that an environment's rules about drift name components of its blueprint. */
export function checkOnDrift(
  { spec: { onDrift } }: Pick<EnvironmentDocument, "spec">,
  { spec: { components } }: Pick<BlueprintDocument, "spec">,
  findings: Pick<Findings, "addAtKey">,
): void {
  if (onDrift === undefined || typeof onDrift === "string") return;
  const known = Object.keys(components);
  for (const component of Object.keys(onDrift.components)) {
    if (Object.hasOwn(components, component)) continue;
    findings.addAtKey(
      "REFERENCE_UNKNOWN",
      toPointer(["spec", "onDrift", "components", component]),
      `spec.onDrift.components: there is no component "${component}"${didYouMean(component, known)}`,
    );
  }
}
