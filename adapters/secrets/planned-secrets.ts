import { setTimeout as sleep } from "node:timers/promises";
import { OrchestratorError } from "../../domain/errors.ts";
import type { SaidOfSecret, SecretOfCell, SecretQuestions } from "../store/secrets/questions-port.ts";
import type { Secrets, SecretVersions } from "./port.ts";
import { isSecretName } from "./secret-name.ts";

const FRESH_MS = 10_000;
const LOOK_EVERY_MS = 100;
const WAIT_MS = 5_000;
/** How long a cell that did not answer is waited for no more than a moment. */
const SILENT_MS = 30_000;
const MOMENT_MS = 300;

/** What the control plane may know of secrets. */
export interface PlannedSecrets extends SecretVersions, Pick<Secrets, "names"> {
  /** Whether the cell reads its secrets itself, so that nobody else can mask them. */
  isKeptBy(cell: string): Promise<boolean>;
}

/**
 * Secrets as the control plane sees them: its own by their source, those of a cell that reads its secrets itself by what
 * that cell says. Of those it has the version only. A cell that is away is taken by its last word.
 *
 * @param options - `waitMs`: time for an answer, 5 s by default. `freshMs`: how long an answer counts, 10 s by default; a
 *   plan sees a rotation after that.
 */
export function plannedSecrets(options: {
  readonly local: Pick<Secrets, "version" | "names">;
  readonly questions: SecretQuestions;
  readonly waitMs?: number;
  readonly freshMs?: number;
}): PlannedSecrets {
  const { local, questions, waitMs = WAIT_MS, freshMs = FRESH_MS } = options;

  const silentSince = new Map<string, number>();

  const waitFor = (cell: string) => {
    const since = silentSince.get(cell) ?? Number.NEGATIVE_INFINITY;
    return performance.now() - since < SILENT_MS ? Math.min(waitMs, MOMENT_MS) : waitMs;
  };

  async function versionIn(secret: SecretOfCell): Promise<string | undefined> {
    const before = await questions.said(secret);
    if (before !== undefined && before.ageMs <= freshMs && before.problem === undefined) return before.version;
    const asked = await questions.ask(secret);
    const until = performance.now() + waitFor(secret.cell);
    while (performance.now() < until) {
      await sleep(LOOK_EVERY_MS);
      const said = await questions.said(secret);
      if (said === undefined || said.answered < asked) continue;
      silentSince.delete(secret.cell);
      return versionOf(said);
    }
    silentSince.set(secret.cell, performance.now());
    if (before !== undefined) return versionOf(before);
    const message = `cell "${secret.cell}" does not say whether it has the secret "${secret.name}"`;
    throw new OrchestratorError("CELL_SILENT", message, { details: { ...secret } });
  }

  /** The first cell that has it; where none has, the first problem of one that cannot tell. */
  async function versionAnywhere(project: string, name: string): Promise<string | undefined> {
    const cells = await questions.cells();
    const said = await Promise.allSettled(cells.map(async (cell) => await versionIn({ cell, project, name })));
    const has = said.find((one) => one.status === "fulfilled" && one.value !== undefined);
    if (has?.status === "fulfilled") return has.value;
    const cannot = said.find((one) => one.status === "rejected");
    if (cannot !== undefined) throw cannot.reason;
    return undefined;
  }

  const isKeptBy = async (cell: string) => (await questions.cells()).includes(cell);
  return {
    isKeptBy,
    async version(project, name, cell) {
      if (!isSecretName(project, name)) return undefined;
      if (cell !== undefined && (await isKeptBy(cell))) return await versionIn({ cell, project, name });
      const own = await local.version(project, name);
      return own !== undefined || cell !== undefined ? own : await versionAnywhere(project, name);
    },
    async names(project) {
      const names = [...(await local.names(project)), ...(await questions.names(project))];
      return [...new Set(names)].toSorted();
    },
  };
}

function versionOf({ version, problem }: SaidOfSecret): string | undefined {
  if (problem !== undefined) throw new OrchestratorError(problem.code, problem.message);
  return version;
}
