import { expect, it, vi } from "vitest";
import type { StoreOfApi } from "../../adapters/store/port.ts";
import { apiUnderTest } from "../../test/api/api-under-test.ts";
import { someEnvironment } from "../../test/api/fake-store.ts";
import { someFinding } from "../../test/setup/some-finding.ts";
import type { FindingDetail } from "./get-finding.ts";

const HEAD =
  "finding,project,environment,class,component,kind,status,statusReason,reaction,path,difference,wanted,seen,by,since,lastSeenAt,seenCount,endedAt,operation,promotion";

function listing(...pages: readonly (readonly ReturnType<typeof someFinding>[])[]) {
  return vi.fn<StoreOfApi["listFindings"]>(async ({ continue: at = "0" }) => {
    const next = Number(at) + 1;
    return { items: pages[Number(at)] ?? [], ...(next < pages.length ? { continue: String(next) } : {}) };
  });
}

it("lists what is open, as narrow as it is asked", async () => {
  const listFindings = listing([someFinding()]);
  const { send } = apiUnderTest({ store: { listFindings } });
  const answer = await send("/v1/findings?project=shop&environment=shop-prod&component=web&limit=5");
  expect([answer.status, await answer.json()]).toEqual([200, { items: [someFinding()] }]);
  expect(listFindings).toHaveBeenCalledWith({
    project: "shop",
    environment: "shop-prod",
    component: "web",
    limit: 5,
    visible: "everything",
  });
});

it.each([
  ["open,due", ["open", "due"]],
  ["resolved", ["resolved"]],
])("lists those of status %s", async (status, statuses) => {
  const listFindings = listing([]);
  await apiUnderTest({ store: { listFindings } }).send(`/v1/findings?status=${status}`);
  expect(listFindings).toHaveBeenCalledWith(expect.objectContaining({ statuses }));
});

it("lists those of every status with all, and refuses a status that there is not", async () => {
  const listFindings = listing([]);
  const { send } = apiUnderTest({ store: { listFindings } });
  await send("/v1/findings?status=all");
  expect(listFindings.mock.calls[0]?.[0].statuses).toHaveLength(10);
  expect((await send("/v1/findings?status=opened")).status).toBe(400);
});

it.each([
  { path: "/v1/findings?format=csv", headers: {} },
  { path: "/v1/findings", headers: { accept: "text/csv" } },
])("exports every page, a line for each field: $path $headers", async ({ path, headers }) => {
  const { send } = apiUnderTest({
    store: { listFindings: listing([someFinding()], [someFinding({ id: "fi-second", status: "due" })]) },
  });
  const answer = await send(path, { headers });
  expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  const lines = (await answer.text()).split("\r\n");
  expect(lines[0]).toBe(HEAD);
  expect(lines).toHaveLength(6);
  expect(lines[1]).toBe(
    'fi-abcdefghijklmnop,shop,shop-prod,prod,web,service,proposed,,propose,config.environment.GREETING,changed,Welcome,"Hello, you",kubectl-edit,2026-11-21T08:00:00.000Z,2026-11-21T08:05:00.000Z,2,,,',
  );
  expect(lines[4]).toContain("fi-second,shop,shop-prod,prod,web,service,due");
});

it("exports nothing of a secret, no formula, and no command of a terminal", async () => {
  const fields = [
    { path: "a", class: "changed", wanted: { secret: "0123456789" }, seen: '=HYPERLINK("x")' },
    { path: "b", class: "changed", wanted: [1, 2], seen: "-1" },
    { path: "c", class: "changed", wanted: " +1", seen: "\u001b]0;owned\u0007\u009b31m\r\nnext line" },
  ] as const;
  const { send } = apiUnderTest({ store: { listFindings: listing([someFinding({ fields })]) } });
  const text = await (await send("/v1/findings?format=csv")).text();
  expect(text).not.toContain("0123456789");
  expect(text).toContain(`,a,changed,***,"'=HYPERLINK(""x"")",`);
  expect(text).toContain(`,b,changed,"[1,2]",'-1,`);
  // Nothing that a terminal obeys, and one line for each field.
  expect(text).toContain(`,c,changed,' +1,\\u001b]0;owned\\u0007\\u009b31m\\u000d\\u000anext line,`);
  expect(text.split("\r\n")).toHaveLength(5);
});

it("shows one finding with its difference, and what happens next", async () => {
  const finding = someFinding({ status: "due" });
  const { send } = apiUnderTest({
    store: {
      getFinding: async () => finding,
      getEnvironment: async () => someEnvironment({ isSuspended: true }),
    },
  });
  const shown = (await (await send(`/v1/findings/${finding.id}`)).json()) as FindingDetail;
  expect(shown).toMatchObject({
    ...finding,
    next: { lines: ["it is put back", expect.stringContaining("suspended")] },
  });
  expect(shown.diff).toContain("--- wanted\n+++ seen\n");
  expect(shown.diff).toContain("GREETING: Welcome");
  expect(shown.diffJson).toMatchObject([{ path: "config.environment.GREETING" }, { path: "config.environment.TOKEN" }]);
});

it("knows no finding that is not there", async () => {
  const { send } = apiUnderTest({ store: { placeOf: async () => undefined } });
  const answer = await send("/v1/findings/fi-none");
  expect([answer.status, await answer.json()]).toMatchObject([
    404,
    { code: "NOT_FOUND", detail: 'no finding has the id "fi-none"' },
  ]);
});
