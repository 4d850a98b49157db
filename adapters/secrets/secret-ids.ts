import { secretVariables } from "./secret-variables.ts";

/**
 * What Secrets Manager calls a secret of a project: `<prefix><project>/<name>`, or what the variable
 * `HOLDFAST_AWS_SECRET_<PROJECT>__<NAME>` says, a name or an ARN.
 */
export function secretIds(options: {
  readonly prefix: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): (project: string, name: string) => string {
  const { prefix, environment } = options;
  return (project, name) => {
    const variables = secretVariables("HOLDFAST_AWS_SECRET_", { project, name });
    const named = variables.map((variable) => environment[variable]?.trim()).find(Boolean);
    return named ?? `${prefix}${project}/${name}`;
  };
}
