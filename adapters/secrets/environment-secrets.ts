import type { Secrets } from "./port.ts";
import { isSecretName, secretNotFound } from "./secret-name.ts";
import { inCapitals, secretVariables } from "./secret-variables.ts";

const PREFIX = "HOLDFAST_SECRET_";

/**
 * Secrets out of variables `HOLDFAST_SECRET_<PROJECT>__<NAME>`, in capitals, dashes as underscores; read-only.
 *
 * Where neither project nor name has an underscore, one between them is enough. Any other variable with single ones could
 * belong to several projects, `SHOP_EU_TOKEN` to `shop` and to `shop-eu`, and belongs to none. Names are told apart without
 * case and are listed in lower case. The version is a keyed hash of the value.
 */
export function environmentSecrets(options: {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly keyedHash: (value: string) => string;
}): Secrets {
  const find = (project: string, name: string) => {
    if (!isSecretName(project, name)) return undefined;
    const variables = secretVariables(PREFIX, { project, name });
    return variables
      .map((variable) => options.environment[variable])
      .find((value) => value !== undefined && value !== "");
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
      const prefix = `${PREFIX}${inCapitals(project)}`;
      const set = Object.keys(options.environment).filter((variable) => variable.startsWith(`${prefix}_`));
      const names = set.map((variable) => variable.slice(prefix.length).replace(/^__?/, "").toLowerCase());
      return [...new Set(names)].filter((name) => find(project, name) !== undefined).toSorted();
    },
  };
}

/** Variables that could belong to several projects, and so are read for none; sorted. */
export function ambiguousSecretVariables(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  const isAmbiguous = (text: string) => !text.includes("__") && text.split("_").length > 2;
  return Object.keys(environment)
    .filter((variable) => variable.startsWith(PREFIX) && isAmbiguous(variable.slice(PREFIX.length)))
    .toSorted();
}
