import { afterAll, beforeAll, expect, test } from "vitest";
import { lookAtPromotion } from "../../activities/promotions/look-at-promotion.ts";
import { request } from "../setup/promotion-world.ts";
import { bringUp, takeTurn } from "./model/bring-up.ts";
import { type Lane, openLane } from "./model/lane.ts";
import { beginningOf, type LineShape, pipelineOf, releaseOf, type Stage, STAGES } from "./model/line.ts";
import { modelCloud } from "./model/model-cloud.ts";
import { modelPorts } from "./model/model-ports.ts";

let lane: Lane;
beforeAll(async () => void (lane = await openLane()));
afterAll(async () => await lane.close());

const plain = { start: "manual", queue: "newest", hasGate: false, hasSteps: false, onFailure: "restore" } as const;
const shape: LineShape = { dev: plain, staging: plain, prod: plain, isFan: false };

test("a verification that is revoked after the gates have passed, and before the turn, lets nothing on", async () => {
  const project = lane.newProject();
  const ports = modelPorts({
    lane,
    cloud: modelCloud(() => false),
    now: () => Date.now(),
    workflowState: async () => await Promise.resolve({ state: "absent" }),
    isFailing: () => false,
  });
  const uidOf = async (stage: Stage) => (await lane.store.getEnvironment(stage, project))?.uid ?? "";
  const promote = async (environment: Stage) => {
    const wish = { kind: "promote", project, environment, release: "1.1.0", why: "", supplied: {} } as const;
    const promotionId = (await lane.store.acceptPromote(request(), wish)).results[0]?.promotionId ?? "";
    const { signal } = new AbortController();
    await lookAtPromotion(
      ports.promotion((port) => port),
      { promotionId, signal },
    );
    return promotionId;
  };
  await lane.store.acceptApply(request(), beginningOf(project));
  for (const stage of STAGES) await bringUp(ports, await uidOf(stage));
  await lane.store.acceptApply(request(), pipelineOf(project, shape, { kind: "probe", config: {} }));
  await lane.store.acceptApply(request(), releaseOf(project, "1.1.0"));
  const before = await promote("dev");
  expect(await takeTurn(ports, await uidOf("dev"))).toBe("succeeded");
  const behind = await promote("staging");
  expect(await lane.store.getPromotion(behind)).toMatchObject({ operationId: expect.any(String) });
  await lane.store.acceptRevoke(request(), before, "it leaks");
  expect(await takeTurn(ports, await uidOf("staging"))).toBe("not admitted");
  expect(await lane.store.getPromotion(behind)).toMatchObject({
    state: "Waiting",
    reason: expect.stringContaining("it leaks"),
  });
  expect((await lane.store.getEnvironment("staging", project))?.document.spec.release).toBe("1.0.0");
});
