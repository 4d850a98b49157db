import { expect, test } from "vitest";
import { apiUnderTest } from "../../test/api/api-under-test.ts";

test.each([
  { result: "deleting", status: 202 },
  { result: "deleted", status: 200 },
] as const)("a snapshot that is $result answers $status", async ({ result, status }) => {
  const asked: string[] = [];
  const { send } = apiUnderTest({
    store: {
      acceptDeleteSnapshot: async ({ key }, id) => {
        asked.push(`${key} ${id}`);
        return { isReplay: false, results: [{ kind: "Snapshot", project: "shop", name: id, result }] };
      },
    },
  });
  const answer = await send("/v1/snapshots/hfsnap_1", { method: "DELETE", headers: { "idempotency-key": "k1" } });
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ results: [{ kind: "Snapshot", name: "hfsnap_1", result }] });
  expect(asked).toEqual(["k1 hfsnap_1"]);
});
