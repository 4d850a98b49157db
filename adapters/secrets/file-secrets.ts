import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readIfPresent, unlessMissing } from "../files/system-errors.ts";
import { writeDurably } from "../files/write-durably.ts";
import type { Secrets } from "./port.ts";
import { checkSecret, isSecretName, secretNotFound } from "./secret-name.ts";

const SecretFile = z.object({ value: z.string(), version: z.string() });

/** Secrets as files `root/<project>/<name>.json` that only their owner can read. An equal value keeps its version. */
export function fileSecrets(options: { readonly root: string }): Required<Secrets> {
  const fileOf = (project: string, name: string) => join(options.root, project, `${name}.json`);

  async function find(project: string, name: string): Promise<z.infer<typeof SecretFile> | undefined> {
    // A name outside the limits was never stored, and may be a path.
    if (!isSecretName(project, name)) return undefined;
    const text = await readIfPresent(fileOf(project, name));
    return text === undefined ? undefined : parse(text, fileOf(project, name));
  }

  return {
    version: async (project, name) => (await find(project, name))?.version,

    async read(project, name) {
      const found = await find(project, name);
      if (found === undefined) throw secretNotFound(project, name);
      return found;
    },

    async names(project) {
      if (!isSecretName(project, "any")) return [];
      const files = await unlessMissing(readdir(join(options.root, project)), []);
      return files
        .filter((file) => file.endsWith(".json"))
        .map((file) => file.slice(0, -".json".length))
        .toSorted();
    },

    async set(project, name, value) {
      checkSecret(project, name, value);
      const found = await find(project, name);
      if (found?.value === value) return { version: found.version };
      const version = randomUUID();
      await mkdir(join(options.root, project), { recursive: true, mode: 0o700 });
      await writeDurably(fileOf(project, name), JSON.stringify({ value, version }));
      return { version };
    },

    async delete(project, name) {
      if (isSecretName(project, name)) await rm(fileOf(project, name), { force: true });
    },
  };
}

/** A parser's own message would show a part of the text. */
function parse(text: string, file: string): z.infer<typeof SecretFile> {
  try {
    return SecretFile.parse(JSON.parse(text));
  } catch {
    throw new Error(`the secret file "${file}" is damaged: set the secret again`);
  }
}
