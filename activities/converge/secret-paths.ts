import { flatten } from "../../domain/drift/flatten.ts";
import type { ComponentReference, ExpressionReferences } from "../../domain/schema/expression.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import { listExpressions } from "../../domain/template.ts";

/** What an expression refers to, and which outputs are secret. */
export interface SecretSources {
  readonly references: (expression: string) => ExpressionReferences;
  readonly isSecretOutput: (reference: ComponentReference) => boolean;
}

/** Paths of the fields of a config that mix in a secret, such as `config.environment.URL`: what an expression makes of a secret is secret, too. */
export function secretPaths(config: JsonObject, { references, isSecretOutput }: SecretSources): readonly string[] {
  const mixesIn = (expression: string) => {
    const { secrets, components } = references(expression);
    return secrets.length > 0 || components.some(isSecretOutput);
  };
  return Object.entries(flatten(config, "config"))
    .filter(([, value]) => listExpressions({ value }).expressions.some(({ expression }) => mixesIn(expression)))
    .map(([path]) => path);
}
