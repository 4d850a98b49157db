import { expect, it } from "vitest";
import { apiUnderTest } from "../../test/api/api-under-test.ts";

const FINDINGS = [{ name: "worker", ok: true, found: "it answers" }];

it("records that a cell is asked, and tells what it found last", async () => {
  const asked: string[] = [];
  const { send } = apiUnderTest({
    store: {
      requestCellCheck: async (cell) => asked.push(cell),
      getCellCheck: async (cell) => ({ cell, asked: 1, answered: 1, answeredAt: 5, findings: FINDINGS }),
    },
  });
  const accepted = await send("/v1/cells/local/check", { method: "POST" });
  expect([accepted.status, await accepted.json()]).toEqual([202, { cell: "local", asked: 1 }]);
  const found = await send("/v1/cells/local/check");
  expect(await found.json()).toMatchObject({ answered: 1, findings: FINDINGS });
  expect(asked).toEqual(["local"]);
});

it("a cell that was never asked has found nothing, and one that is none is not found", async () => {
  const { send } = apiUnderTest();
  expect(await (await send("/v1/cells/local/check")).json()).toEqual({
    cell: "local",
    asked: 0,
    answered: 0,
    findings: [],
  });
  for (const method of ["GET", "POST"]) {
    const answer = await send("/v1/cells/nowhere/check", { method });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: "NOT_FOUND", detail: expect.stringContaining('"nowhere"') });
  }
});
