import { didYouMean } from "./did-you-mean.ts";
import type { CheckedKind, CheckSources } from "./document-check.ts";
import type { BlueprintDocument } from "./schema/documents.ts";
import type { OutputReference } from "./schema/expression.ts";

/** A reference of an expression that leads nowhere, or that may not stand there. */
export interface UnknownName {
  readonly code: "EXPRESSION_INVALID" | "REFERENCE_UNKNOWN" | "SECRET_NOT_FOUND";
  readonly message: string;
}

/** Components and outputs that a blueprint does not have. Of a component of an unknown kind every output counts as known. */
export function unknownOutputs(
  references: readonly OutputReference[],
  {
    components,
    kinds,
  }: { readonly components: BlueprintDocument["spec"]["components"]; readonly kinds: readonly CheckedKind[] },
): readonly UnknownName[] {
  return references.flatMap(({ name, output }) => {
    const target = Object.hasOwn(components, name) ? components[name] : undefined;
    if (target === undefined)
      return [unknown(`there is no component "${name}"${didYouMean(name, Object.keys(components))}`)];
    const outputs = kinds.find((kind) => kind.kind === target.kind)?.outputs;
    return unknownOutput(`component "${name}"`, { output, outputs });
  });
}

/** The complaint about an output that something named does not have; none where its outputs are not known. */
export function unknownOutput(
  what: string,
  { output, outputs }: { readonly output: string | undefined; readonly outputs: readonly string[] | undefined },
): readonly UnknownName[] {
  if (output === undefined || outputs === undefined || outputs.includes(output)) return [];
  const hint = didYouMean(output, outputs) || (outputs.length > 0 ? `; it has ${outputs.join(", ")}` : "; it has none");
  return [unknown(`${what} has no output "${output}"${hint}`)];
}

/** Parameters that a blueprint does not declare. */
export function unknownParameters(
  names: readonly string[],
  parameters: BlueprintDocument["spec"]["parameters"],
): readonly UnknownName[] {
  const missing = names.filter((name) => !Object.hasOwn(parameters, name));
  return missing.map((name) => unknown(`there is no parameter "${name}"${didYouMean(name, Object.keys(parameters))}`));
}

/** Secrets that a project does not have. */
export async function unknownSecrets(
  names: readonly string[],
  { project, hasSecret }: { readonly project: string } & Pick<CheckSources, "hasSecret">,
): Promise<readonly UnknownName[]> {
  const found: UnknownName[] = [];
  for (const name of names) {
    if (await hasSecret(project, name)) continue;
    found.push({ code: "SECRET_NOT_FOUND", message: `project "${project}" has no secret "${name}"` });
  }
  return found;
}

function unknown(message: string): UnknownName {
  return { code: "REFERENCE_UNKNOWN", message };
}
