import { OrchestratorError } from "../../domain/errors.ts";
import type { Secrets } from "./port.ts";
import { secretNotFound } from "./secret-name.ts";

/**
 * Several sources as one: the first that has a secret gives it, the first that can store one stores it,
 * and a deletion goes to all that can delete.
 */
export function firstSecrets(sources: readonly Secrets[]): Required<Secrets> {
  async function sourceOf(project: string, name: string): Promise<Secrets | undefined> {
    for (const source of sources) {
      if ((await source.version(project, name)) !== undefined) return source;
    }
    return undefined;
  }

  return {
    version: async (project, name) => await (await sourceOf(project, name))?.version(project, name),

    async read(project, name) {
      const source = await sourceOf(project, name);
      if (source === undefined) throw secretNotFound(project, name);
      return await source.read(project, name);
    },

    async names(project) {
      const names = await Promise.all(sources.map(async (source) => await source.names(project)));
      return [...new Set(names.flat())].toSorted();
    },

    async set(project, name, value) {
      for (const source of sources) {
        if (source.set !== undefined) return await source.set(project, name, value);
      }
      throw new OrchestratorError("SECRET_INVALID", `no source of secrets can store "${name}"`, {
        details: { project, name },
      });
    },

    async delete(project, name) {
      for (const source of sources) await source.delete?.(project, name);
    },
  };
}
