import type { ApprovalAbout } from "../../adapters/store/approvals-port.ts";
import type { GateRecord, PromotionBasis } from "../../adapters/store/promotions-port.ts";
import type { Plan } from "../../domain/schema/plan.ts";
import { migrationsAhead } from "./migrations-ahead.ts";
import type { PromotionPorts } from "./promotion-ports.ts";

/** What people are told of a promotion that they are asked about. */
export async function aboutOf(
  ports: PromotionPorts,
  {
    basis,
    plan,
    before,
  }: { readonly basis: PromotionBasis; readonly plan: Plan | undefined; readonly before: readonly GateRecord[] },
): Promise<ApprovalAbout> {
  const { promotion } = basis;
  const changed = plan?.components.filter(({ action }) => action !== "keep") ?? [];
  return {
    requester: promotion.actor.name,
    why: promotion.why,
    changes: changed.map(({ name, action, reason }) => ({ component: name, action, reason })),
    migrations: await migrationsAhead(ports, basis),
    links: promotion.gates.flatMap((gate) => {
      const { name } = gate;
      const { url, number } = before.find((record) => record.name === name)?.output ?? gate.output;
      if (typeof url !== "string" || !/^https?:/.test(url)) return [];
      return [{ title: typeof number === "string" ? number : name, url }];
    }),
  };
}
