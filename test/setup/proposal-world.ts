import { decideFinding } from "../../domain/drift/decide-finding.ts";
import type { ApprovalView } from "../../domain/schema/approval.ts";
import type { FoundDrift } from "../../adapters/cell-records/sweep-port.ts";
import { driftWorld, type DriftWorld, type FindingRow } from "./drift-world.ts";
import { type PeopleWorld, peopleWorld } from "./people-world.ts";

/** A store with drift that people are asked about. */
export interface ProposalWorld extends DriftWorld {
  readonly people: PeopleWorld;
  /** Records what a look finds of the component `api`, and decides about it. Answers the open finding. */
  propose(uid: string, change?: Partial<FoundDrift>): Promise<FindingRow>;
  /** Approvals of an environment, newest first. */
  approvals(environment: string): Promise<readonly ApprovalView[]>;
  /** The approval that is open in an environment. */
  asked(environment: string): Promise<ApprovalView>;
  /** Looks at an approval as its workflow does, at this time. */
  look(id: string, nowMs?: number): Promise<void>;
}

/** An empty store, whose managers are ana, bo and cy. Ends with `close`. */
export async function proposalWorld(): Promise<ProposalWorld> {
  const world = await driftWorld();
  const { store, sweeps } = world;
  const people = await peopleWorld(store, { managers: ["ana", "bo", "cy"] });
  const judge = async () => void (await store.judgeFindings((work) => decideFinding(work, { nowMs: Date.now() }), 100));
  const approvals = async (environment: string) =>
    (await store.listApprovals({ limit: 100, project: "shop", environment })).items;
  return {
    ...world,
    people,
    approvals,
    async propose(uid, change) {
      await sweeps.record([world.found(await world.target(uid, "api"), change)]);
      await judge();
      const open = (await world.findings(uid)).at(-1);
      if (open === undefined) throw new Error(`there is no finding in ${uid}`);
      return open;
    },
    async asked(environment) {
      const open = (await approvals(environment)).filter(({ status }) => status === "pending");
      const [only] = open;
      if (only === undefined || open.length > 1) throw new Error(`${open.length} approvals are open in ${environment}`);
      return only;
    },
    look: async (id, nowMs = Date.now()) => void (await store.passTime(id, nowMs)),
  };
}
