import type { Document } from "./schema/documents.ts";
import type { ComponentReactions, EnvironmentReactions } from "./schema/drift.ts";

/** What people should know about rules that are taken all the same: that nobody hears of drift, in production or of a component. */
export function noteIgnoredDrift(documents: readonly Document[]): readonly string[] {
  return documents.flatMap((document) => {
    if (document.kind === "Blueprint") {
      const { metadata, spec } = document;
      const silent = Object.keys(spec.components).filter((name) => ignoresAll(spec.components[name]?.onDrift));
      return silent.map((name) => `blueprint ${metadata.name}@${metadata.version}: all drift of "${name}" is ignored`);
    }
    if (document.kind !== "Environment" || document.spec.class !== "prod") return [];
    return noteEnvironment(document.metadata.name, document.spec.onDrift);
  });
}

function noteEnvironment(name: string, onDrift: EnvironmentReactions | undefined): readonly string[] {
  if (onDrift === undefined) return [];
  const components = typeof onDrift === "string" ? {} : onDrift.components;
  const silent = Object.keys(components).filter((component) => ignoresAll(components[component]));
  return [
    ...(defaultOf(onDrift) === "ignore"
      ? [`environment ${name}: drift of components without a rule of their own is ignored in prod`]
      : []),
    ...silent.map((component) => `environment ${name}: all drift of "${component}" is ignored in prod`),
  ];
}

function ignoresAll(reactions: ComponentReactions | undefined): boolean {
  if (reactions === undefined || defaultOf(reactions) !== "ignore") return false;
  return typeof reactions === "string" || Object.values(reactions.fields).every((reaction) => reaction === "ignore");
}

function defaultOf(reactions: ComponentReactions | EnvironmentReactions) {
  return typeof reactions === "string" ? reactions : reactions.default;
}
