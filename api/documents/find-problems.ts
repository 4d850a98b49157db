import type { Artifacts } from "../../adapters/artifacts/port.ts";
import type { Calendar } from "../../adapters/calendar/port.ts";
import type { LocatedDocument } from "../../adapters/documents/port.ts";
import type { Expressions } from "../../adapters/expressions/port.ts";
import type { NotificationWays } from "../../adapters/notify/port.ts";
import type { SecretVersions } from "../../adapters/secrets/port.ts";
import type { Catalog } from "../../adapters/store/port.ts";
import { checkDocuments } from "../../domain/check-documents.ts";
import type { DocumentProblem } from "../../domain/errors.ts";
import type { ComponentKind } from "../kinds/component-kind.ts";
import type { StageKind } from "../kinds/stage-kind.ts";

/** What documents are checked with. */
export interface CheckDeps {
  readonly expressions: Expressions;
  readonly secrets: SecretVersions;
  readonly artifacts: Pick<Artifacts, "has">;
  readonly kinds: readonly ComponentKind[];
  /** Every gate kind. */
  readonly gates: readonly StageKind[];
  /** Every step kind. */
  readonly steps: readonly StageKind[];
  readonly calendar: Pick<Calendar, "check" | "spans">;
  /** How people are told. */
  readonly ways: NotificationWays;
  /** Names of the cells that are registered. */
  readonly cells: readonly string[];
}

/** Answers with every problem of parsed documents, each with its position; empty where they may be stored. */
export function findProblemsWith(
  deps: CheckDeps,
): (documents: readonly LocatedDocument[], catalog: Catalog) => Promise<readonly DocumentProblem[]> {
  const { expressions, secrets, artifacts, cells, calendar } = deps;
  const kinds = deps.kinds.map((kind) => kind.checked);
  const gates = deps.gates.map((gate) => gate.checked);
  const steps = deps.steps.map((step) => step.checked);
  return (documents, catalog) =>
    checkDocuments(documents, {
      catalog,
      kinds,
      gates,
      steps,
      cells,
      references: (expression) => expressions.references(expression),
      evaluate: (expression, bindings) => expressions.evaluate(expression, bindings),
      hasArtifact: (digest) => artifacts.has(digest),
      hasSecret: async (project, name) => (await secrets.version(project, name)) !== undefined,
      checkTimes: (times) => calendar.check(times, Date.now()),
      checkWebhookUrl: (url) => deps.ways.urlProblem(url),
    });
}
