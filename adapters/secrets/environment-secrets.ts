import type { Secrets } from "./port.ts";
import { isSecretName, secretNotFound } from "./secret-name.ts";

/**
 * Secrets out of variables `HOLDFAST_SECRET_<PROJECT>_<NAME>`, in capitals, dashes as underscores; read-only.
 *
 * Names are told apart without case and are listed in lower case. The version is a keyed hash of the value.
 */
export function environmentSecrets(options: {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly keyedHash: (value: string) => string;
}): Secrets {
  const find = (project: string, name: string) => {
    if (!isSecretName(project, name)) return undefined;
    const value = options.environment[prefixOf(project) + name.toUpperCase()];
    return value === "" ? undefined : value;
  };

  return {
    async version(project, name) {
      const value = find(project, name);
      return value === undefined ? undefined : options.keyedHash(value);
    },
    async read(project, name) {
      const value = find(project, name);
      if (value === undefined) throw secretNotFound(project, name);
      return { value, version: options.keyedHash(value) };
    },
    async names(project) {
      const prefix = prefixOf(project);
      const set = Object.keys(options.environment).filter((variable) => variable.startsWith(prefix));
      const names = set.map((variable) => variable.slice(prefix.length).toLowerCase());
      return names.filter((name) => find(project, name) !== undefined).toSorted();
    },
  };
}

function prefixOf(project: string): string {
  return `HOLDFAST_SECRET_${project.toUpperCase().replaceAll("-", "_")}_`;
}
