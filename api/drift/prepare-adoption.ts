import type { FindingAnswer } from "../../adapters/store/drift-port.ts";
import type { Catalog, StoreOfApi } from "../../adapters/store/port.ts";
import { adoption } from "../../domain/drift/may-adopt.ts";
import { isOpen } from "../../domain/drift/next-of-finding.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { Visible } from "../../domain/schema/access.ts";
import type { BlueprintDocument, EnvironmentDocument } from "../../domain/schema/documents.ts";
import type { FindingView } from "../../domain/schema/drift.ts";
import { prepareApplyWith, type PrepareDeps } from "../documents/prepare-apply.ts";
import { findEnvironment } from "../environments/find-environment.ts";

/** What adopting needs. */
export interface AdoptDeps extends PrepareDeps {
  readonly store: PrepareDeps["store"] & Pick<StoreOfApi, "getEnvironment">;
}

type Adoption = Pick<Extract<FindingAnswer, { readonly do: "adopt" }>, "parameters" | "change" | "ifGeneration">;

/**
 * Makes the change of an environment's document by which what was seen becomes what is wanted, checked and planned as a
 * document that is applied.
 */
export function prepareAdoptionWith(
  deps: AdoptDeps,
): (finding: FindingView, asked: { readonly diffDigest: string; readonly visible: Visible }) => Promise<Adoption> {
  const prepareApply = prepareApplyWith(deps);
  return async (finding, { diffDigest, visible }) => {
    requireSame(finding, diffDigest);
    const { project, environment: name, component, fields } = finding;
    const environment = await findEnvironment(deps.store, { project, name });
    const { document, generation } = environment;
    const blueprint = blueprintOf(document, await deps.store.catalog([project], visible));
    const adopted = adoption(blueprint, component, fields);
    const { parameters, refused } = adopted;
    if (refused.length > 0)
      throw notAdoptable(finding, refused.map(({ path, reason }) => `${path}: ${reason}`).join("; "));
    const spec = { ...document.spec, parameters: { ...document.spec.parameters, ...parameters } };
    const changed: EnvironmentDocument = { ...document, spec };
    const located = { document: changed, index: 0, locate: () => ({ line: 1, column: 1 }) };
    const prepared = await prepareApply({ documents: [located], problems: [] }, { visible });
    if (!prepared.isSound)
      throw notAdoptable(finding, prepared.problems.map(({ pointer, message }) => `${pointer}: ${message}`).join("; "));
    const [change] = prepared.apply.documents;
    if (change === undefined) throw new Error(`the change of environment ${name} was prepared to nothing`);
    return { parameters, change: { ...change, allowedIn: [finding.class] }, ifGeneration: generation };
  };
}

/** @throws OrchestratorError `FINDING_CLOSED`, `FINDING_CHANGED` */
function requireSame({ id, status, diffDigest }: FindingView, seen: string): void {
  const details = { finding: id, status };
  if (!isOpen(status)) throw new OrchestratorError("FINDING_CLOSED", `finding ${id} is ${status}`, { details });
  if (diffDigest !== seen)
    throw new OrchestratorError("FINDING_CHANGED", `finding ${id} differs in another way than you saw`, { details });
}

const notAdoptable = ({ id }: FindingView, why: string) =>
  new OrchestratorError("FINDING_NOT_ADOPTABLE", `finding ${id} can not be adopted: ${why}`, {
    details: { finding: id },
  });

/** @throws OrchestratorError `REFERENCE_UNKNOWN` */
function blueprintOf({ metadata, spec }: EnvironmentDocument, catalog: Catalog): BlueprintDocument {
  const release = catalog.releases.find(
    ({ document }) => document.metadata.project === metadata.project && document.metadata.version === spec.release,
  );
  const found = catalog.blueprints.find(
    ({ document: { metadata: blueprint } }) =>
      blueprint.project === metadata.project &&
      `${blueprint.name}@${blueprint.version}` === release?.document.spec.blueprint,
  );
  if (found !== undefined) return found.document;
  throw new OrchestratorError("REFERENCE_UNKNOWN", `release ${spec.release} of ${metadata.project} has no blueprint`);
}
