import { expect, it } from "vitest";
import type { StoreOfPromotionApi } from "../../adapters/store/promotions-port.ts";
import { apiUnderTest } from "../../test/api/api-under-test.ts";
import { pipelineStatus } from "../../test/cli/promotion-views.ts";

it("shows a pipeline with its stages, and knows no other", async () => {
  const { send } = apiUnderTest({
    store: {
      pipelineStatus: async (project, name) => (project === "shop" && name === "shop" ? pipelineStatus() : undefined),
    },
  });
  const answer = await send("/v1/pipelines/shop/shop");
  expect(await answer.json()).toMatchObject({
    version: 2,
    stages: [{ environment: "shop-staging" }, { environment: "shop-prod", after: ["shop-staging"] }],
  });
  const absent = await send("/v1/pipelines/shop/other");
  expect(absent.status).toBe(404);
  expect(await absent.json()).toMatchObject({ detail: 'no pipeline is called "other" in project "shop"' });
});

it.each([
  ["/v1/pipelines/shop/main", { kind: "Pipeline", project: "shop", name: "main" }],
  ["/v1/connections/shop/itsm", { kind: "Connection", project: "shop", name: "itsm" }],
  ["/v1/freeze-windows/weekend?project=shop", { kind: "FreezeWindow", project: "shop", name: "weekend" }],
  ["/v1/freeze-windows/weekend", { kind: "FreezeWindow", project: "", name: "weekend" }],
])("DELETE %s deletes exactly that", async (path, target) => {
  const asked: Parameters<StoreOfPromotionApi["acceptDeleteDocument"]>[1][] = [];
  const { send } = apiUnderTest({
    store: {
      acceptDeleteDocument: async (_, one) => {
        asked.push(one);
        return { isReplay: false, results: [{ ...one, result: "deleted" }] };
      },
    },
  });
  const answer = await send(path, { method: "DELETE" });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ results: [{ result: "deleted" }] });
  expect(asked).toEqual([target]);
});

it.each(["pipelines", "connections", "freeze-windows", "vetoes"])("lists %s of one project or of all", async (noun) => {
  const asked: unknown[] = [];
  const list = async (page: unknown) => {
    asked.push(page);
    return { items: [] };
  };
  const { send } = apiUnderTest({
    store: { listPipelines: list, listConnections: list, listFreezeWindows: list, listVetoes: list },
  });
  expect(await (await send(`/v1/${noun}`)).json()).toEqual({ items: [] });
  await send(`/v1/${noun}?project=shop&limit=3`);
  expect(asked).toEqual([
    { limit: 100, visible: "everything" },
    { limit: 3, project: "shop", visible: "everything" },
  ]);
});
