import type { PromotionBasis } from "../../adapters/store/promotions-port.ts";
import type { PromotionPorts } from "./promotion-ports.ts";

const MIGRATION = "database-migration";
const DIRECTORY = "migrations";
const NAMES_MAX = 100;

/**
 * Names of the migration files that the new release brings and the one before did not have, in order; undefined where they
 * cannot be told here. For people: what runs is decided by the database.
 */
export async function migrationsAhead(
  { artifacts, store }: Pick<PromotionPorts, "artifacts" | "store">,
  { stage, wanted, promotion, environment }: PromotionBasis,
): Promise<readonly string[] | undefined> {
  const steps = stage.beforeDeploy.filter(({ kind }) => kind === MIGRATION);
  const names: string[] = [];
  for (const { config } of steps) {
    const { artifact, directory = DIRECTORY } = config;
    if (typeof artifact !== "string" || typeof directory !== "string") return undefined;
    const next = wanted.release.document.spec.artifacts[artifact]?.digest;
    if (next === undefined) return undefined;
    const before = await store.artifactOfRelease(promotion.project, environment.runs, artifact);
    if (before === next) continue;
    const files = await filesIn(artifacts, next, directory);
    const known = before === undefined ? [] : await filesIn(artifacts, before, directory);
    if (files === undefined || known === undefined) return undefined;
    names.push(...files.filter((name) => !known.includes(name)));
  }
  return names.slice(0, NAMES_MAX);
}

async function filesIn(
  artifacts: PromotionPorts["artifacts"],
  digest: string,
  directory: string,
): Promise<readonly string[] | undefined> {
  try {
    const paths = await artifacts.files(digest);
    const prefix = `${directory.replace(/\/+$/, "")}/`;
    return paths
      .filter((path) => path.startsWith(prefix))
      .map((path) => path.slice(prefix.length))
      .toSorted();
  } catch {
    return undefined; // Nobody waits for an artifact here: people are told that it could not be read.
  }
}
