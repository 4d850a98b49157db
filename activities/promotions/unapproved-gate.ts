import type { AdmissionBasis, AdmissionPromotion } from "../../adapters/store/operations-port.ts";
import { noLongerStands } from "../../domain/approvals/still-stands.ts";
import type { OrchestratorPorts } from "../orchestrator-ports.ts";
import { bindingOf } from "./binding-of.ts";
import { voterOf } from "./voters-of.ts";

/**
 * Why the approvals of a promotion do not carry the turn that it asks for, looked at once more: somebody has lost their
 * right, or what would run is another thing. Undefined when they do.
 */
export async function unapprovedGate(
  ports: OrchestratorPorts,
  { basis, promotion }: { readonly basis: AdmissionBasis; readonly promotion: AdmissionPromotion },
): Promise<string | undefined> {
  if (promotion.approvals.length === 0) return undefined;
  const { generation, project, environment } = basis;
  const { approvals, excluded } = promotion;
  const binding = await bindingOf(ports.tools, { ground: basis, generation });
  const place = { kind: "environment", project, environment, class: basis.class } as const;
  for (const { gate, approval } of approvals) {
    if (approval?.state.status !== "approved") return `gate "${gate}" is not approved`;
    const ids = approval.state.votes.map(({ person }) => person.id);
    const voters = (await ports.store.principalsOf(ids)).map((one) => voterOf(ports.authorization, one, place));
    const problem = noLongerStands(approval, { binding, voters, excluded });
    if (problem !== undefined) return `the approval of gate "${gate}" does not count any more: ${problem}`;
  }
  return undefined;
}
