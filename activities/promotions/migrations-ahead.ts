import type { PromotionBasis } from "../../adapters/store/promotions-port.ts";
import type { PromotionPorts } from "./promotion-ports.ts";

const MIGRATION = "database-migration";
const DIRECTORY = "migrations";
const NAMES_MAX = 100;

/**
 * Names of the migration files that the new release brings and the one before did not have, in order. For people: what
 * runs is decided by the database. Empty where an artifact cannot be read here.
 */
export async function migrationsAhead(
  { artifacts, store }: Pick<PromotionPorts, "artifacts" | "store">,
  { stage, wanted, promotion, environment }: PromotionBasis,
): Promise<readonly string[]> {
  const steps = stage.beforeDeploy.filter(({ kind }) => kind === MIGRATION);
  const names: string[] = [];
  for (const { config } of steps) {
    const { artifact, directory = DIRECTORY } = config;
    if (typeof artifact !== "string" || typeof directory !== "string") continue;
    const next = wanted.release.document.spec.artifacts[artifact]?.digest;
    if (next === undefined) continue;
    const before = await store.artifactOfRelease(promotion.project, environment.runs, artifact);
    const known = new Set(before === undefined ? [] : await filesIn(artifacts, before, directory));
    names.push(...(await filesIn(artifacts, next, directory)).filter((name) => !known.has(name)));
  }
  return names.slice(0, NAMES_MAX);
}

async function filesIn(
  artifacts: PromotionPorts["artifacts"],
  digest: string,
  directory: string,
): Promise<readonly string[]> {
  try {
    const paths = await artifacts.files(digest);
    const prefix = `${directory.replace(/\/+$/, "")}/`;
    return paths
      .filter((path) => path.startsWith(prefix))
      .map((path) => path.slice(prefix.length))
      .toSorted();
  } catch {
    return []; // Told for information only: nobody waits for an artifact here.
  }
}
