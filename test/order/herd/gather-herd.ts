import { randomUUID } from "node:crypto";
import type { RequestIdentity } from "../../../adapters/store/requests-port.ts";
import { lookAtPromotion } from "../../../activities/promotions/look-at-promotion.ts";
import { bringUp, takeTurn, type TurnEnd } from "../model/bring-up.ts";
import { type Lane, openLane } from "../model/lane.ts";
import { modelCloud } from "../model/model-cloud.ts";
import { modelPorts } from "../model/model-ports.ts";
import { herdPipeline, herdProject } from "./herd-documents.ts";
import { inLanes } from "./in-lanes.ts";

/** One environment of the herd and the promotion into it. */
export interface Animal {
  readonly environmentUid: string;
  readonly promotionId: string;
}

/** Promotions of many projects, each into an environment of its own, and what moves them. */
export interface Herd {
  readonly lane: Lane;
  readonly animals: readonly Animal[];
  /** One look at a promotion, as its workflow would. */
  look(promotionId: string): Promise<void>;
  /** The next turn of an environment, as its workflows would. */
  turn(environmentUid: string): Promise<TurnEnd>;
  close(): Promise<void>;
}

const ENVIRONMENTS_OF_A_PROJECT = 10;
const LANES = 8;

/** A request of nobody in particular. */
export function herdRequest(): RequestIdentity {
  return { key: randomUUID(), digest: "", actor: { kind: "person", name: "shepherd" }, traceId: "" };
}

/** Makes so many environments that run, and a promotion that waits for each. */
export async function gatherHerd(count: number): Promise<Herd> {
  const lane = await openLane({ poolMax: 16 });
  const ports = modelPorts({
    lane,
    cloud: modelCloud(() => false),
    now: () => Date.now(),
    workflowState: async () => await Promise.resolve({ state: "absent" }),
    isFailing: () => false,
  });
  const { signal } = new AbortController();
  const animals: Animal[] = [];
  const projects = Array.from({ length: Math.ceil(count / ENVIRONMENTS_OF_A_PROJECT) }, (_, place) => place);
  await inLanes(projects, LANES, async (place) => {
    const project = `herd-${place}`;
    const size = Math.min(ENVIRONMENTS_OF_A_PROJECT, count - place * ENVIRONMENTS_OF_A_PROJECT);
    const names = Array.from({ length: size }, (_, index) => `animal-${index}`);
    await lane.store.acceptApply(herdRequest(), herdProject(project, names));
    await lane.store.acceptApply(herdRequest(), herdPipeline(project, names));
    for (const name of names) {
      const environmentUid = (await lane.store.getEnvironment(name, project))?.uid ?? "";
      await bringUp(ports, environmentUid);
      const wish = { kind: "promote", project, environment: name, release: "1.1.0", why: "", supplied: {} } as const;
      const { results } = await lane.store.acceptPromote(herdRequest(), wish);
      animals.push({ environmentUid, promotionId: results[0]?.promotionId ?? "" });
    }
  });
  return {
    lane,
    animals,
    look: async (promotionId) =>
      void (await lookAtPromotion(
        ports.promotion((port) => port),
        { promotionId, signal },
      )),
    turn: async (uid) => await takeTurn(ports, uid),
    close: async () => await lane.close(),
  };
}
