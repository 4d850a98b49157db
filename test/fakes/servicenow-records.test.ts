import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { callsTo, CHANGE, GROUP } from "./servicenow-calls.ts";
import type { ServiceNowCalls, Shown } from "./servicenow-calls.ts";
import { startFakeServiceNow } from "./start-fake-servicenow.ts";
import type { FakeServiceNow } from "./start-fake-servicenow.ts";

let instance: FakeServiceNow;
let calls: ServiceNowCalls;
beforeAll(async () => {
  instance = await startFakeServiceNow("--approval-delay", "0");
  calls = callsTo(instance);
});
afterEach(async () => void (await instance.call("DELETE", "/__sim/servicenow/settings")));
afterAll(async () => await instance.stop());

test("a standard change ignores what its template does not take, and says so", async () => {
  const kind = await calls.standard();
  const first = await calls.create(kind, { description: "long", test_plan: "t", sys_created_by: "me", unknown: 1 });
  expect(first.result.__meta.ignoredFields.toSorted()).toEqual([
    "description",
    "sys_created_by",
    "test_plan",
    "unknown",
  ]);
  expect(await calls.read(first.sysId)).toMatchObject({ description: "", correlation_id: first.correlationId });
  await calls.settings({ ignoredStandardFields: ["correlation_id"] });
  const second = await calls.create(kind);
  expect(second.result.__meta.ignoredFields).toEqual(["correlation_id"]);
  await calls.patch(second.sysId, { correlation_id: "hf-late" });
  expect((await calls.read(second.sysId))["correlation_id"]).toBe("hf-late");
});

test("an invalid clause is dropped, so a look-up returns changes it did not ask for", async () => {
  const mine = await calls.create();
  const found = await calls.list(`correlation_id=${mine.correlationId}^ORDERBYsys_created_on`);
  expect(found.map(({ sys_id: sysId }) => sysId)).toEqual([mine.sysId]);
  await calls.settings({ missingColumns: ["correlation_id"] });
  expect((await calls.list(`correlation_id=${mine.correlationId}`)).length).toBeGreaterThan(1);
  await calls.settings({ invalidQueryReturnsNoRows: true });
  expect(await calls.list(`correlation_id=${mine.correlationId}`)).toEqual([]);
});

test("a limit counts what is hidden, so a page can be empty although there is a match", async () => {
  const short_description = "a hidden pair";
  const hidden = await calls.create("normal", { short_description });
  const shown = await calls.create("normal", { short_description });
  await calls.settings({ hiddenNumbers: [hidden.number] });
  const query = `short_descriptionLIKE${short_description}^ORDERBYnumber`;
  expect(await calls.list(query, "&sysparm_limit=1")).toEqual([]);
  expect(await calls.list(query, "&sysparm_limit=10")).toMatchObject([{ number: shown.number }]);
  expect((await instance.call("GET", `${CHANGE}/${hidden.sysId}`)).status).toBe(404);
});

test("queries know and, or, lists and comparisons, and read instants in the user's zone", async () => {
  const category = "two of a kind";
  const a = await calls.create("normal", { start_date: "2026-09-21 20:00:00", category });
  const b = await calls.create("normal", { start_date: "2026-09-22 20:00:00", category });
  const numbers = async (query: string) => (await calls.list(query)).map(({ number }) => number);
  expect(await numbers(`sys_idIN${b.sysId},${a.sysId}^ORDERBYDESCnumber`)).toEqual([b.number, a.number]);
  expect(await numbers(`number=${a.number}^ORnumber=${b.number}^typeINnormal,standard`)).toEqual([a.number, b.number]);
  expect(await numbers(`category=${category}^start_date>=2026-09-21 13:00:01`)).toEqual([b.number]);
  expect(await numbers(`category=${category}^start_date>=2026-09-21 13:00:00`)).toEqual([a.number, b.number]);
});

test("values are UTC and display values in the user's zone, in both APIs", async () => {
  const { result, sysId } = await calls.create("normal", { start_date: "2026-09-21 20:00:00" });
  expect(result["start_date"]).toEqual({ value: "2026-09-21 20:00:00", display_value: "2026-09-21 13:00:00" });
  const fields = "&sysparm_fields=start_date,assignment_group,state&sysparm_display_value=";
  const [all] = await calls.list(`sys_id=${sysId}`, `${fields}all`);
  expect(all).toMatchObject({
    start_date: { value: "2026-09-21 20:00:00", display_value: "2026-09-21 13:00:00" },
    assignment_group: { display_value: GROUP, value: expect.stringMatching(/^[0-9a-f]{32}$/) },
    state: { value: "-5", display_value: "New" },
  });
  const [plain] = await calls.list(`sys_id=${sysId}`, `${fields}false`);
  expect(plain).toMatchObject({ start_date: "2026-09-21 20:00:00", assignment_group: { link: expect.anything() } });
  await instance.call("PATCH", `${CHANGE}/${sysId}?sysparm_input_display_value=true`, {
    body: { start_date: "2026-12-21 13:00:00" },
  });
  expect((await calls.read(sysId))["start_date"]).toBe("2026-12-21 21:00:00");
  expect((await calls.patch(sysId, { start_date: "2026-12-21T13:00:00Z" })).status).toBe(400);
});

test("work notes append, a repeat appends again, and the journal can be hidden", async () => {
  const { sysId } = await calls.create();
  for (let time = 0; time < 2; time += 1) await calls.patch(sysId, { work_notes: "started (ref hf-9)" });
  const journal = `/api/now/table/sys_journal_field?sysparm_query=element_id=${sysId}^element=work_notes`;
  const values = async () => (await instance.call("GET", journal)).body["result"];
  expect(await values()).toMatchObject([{ value: "started (ref hf-9)" }, { value: "started (ref hf-9)" }]);
  const shown = async () => ((await instance.call("GET", `${CHANGE}/${sysId}`)).body["result"] as Shown)["work_notes"];
  expect((await shown())?.display_value.match(/started \(ref hf-9\)/g)).toHaveLength(2);
  await calls.settings({ hiddenJournal: true });
  expect(await values()).toEqual([]);
  expect(await shown()).toBeUndefined();
});

test("texts that are too long are refused, or cut where the instance cuts", async () => {
  const body = { short_description: "x".repeat(161) };
  expect((await instance.call("POST", `${CHANGE}/normal`, { body })).status).toBe(400);
  expect((await instance.call("POST", `${CHANGE}/normal`, { body: { correlation_id: "x".repeat(101) } })).status).toBe(
    400,
  );
  await calls.settings({ lengthLimits: "truncate" });
  const { result } = await calls.create("normal", body);
  expect(result["short_description"]?.value).toHaveLength(160);
});

test("the shape of results can be an array, with plain ids and numbers", async () => {
  await calls.settings({ resultShape: "array", valueShape: "mixed" });
  const answer = await instance.call("POST", `${CHANGE}/normal`, { body: { short_description: "shape" } });
  expect(answer.body["result"]).toMatchObject([{ sys_id: expect.any(String), state: { value: -5 } }]);
});

test("a change can be made by type or model, and is found under its own type only", async () => {
  const post = async (body: unknown) => await instance.call("POST", CHANGE, { body });
  const { body } = await instance.call("GET", `${CHANGE}/model?sysparm_query=name=Emergency`);
  const [model] = body["result"] as Shown[];
  const made = (await post({ chg_model: model?.["sys_id"]?.value })).body["result"] as Shown;
  expect(made["type"]?.value).toBe("emergency");
  expect((await post({ type: "standard", chg_model: model?.["sys_id"]?.value })).status).toBe(400);
  const sysId = made["sys_id"]?.value;
  expect((await instance.call("GET", `/api/sn_chg_rest/v1/change/emergency/${sysId}`)).status).toBe(200);
  expect((await instance.call("GET", `${CHANGE}/normal/${sysId}`)).status).toBe(404);
});

test("conflicts are found in the background, and only the list says whether there are any", async () => {
  await calls.settings({
    jobMs: 50,
    blackouts: [{ name: "Year end", start: "2027-12-24 00:00:00", end: "2027-12-27 00:00:00" }],
  });
  const window = { cmdb_ci: "search", start_date: "2027-12-24 20:00:00", end_date: "2027-12-24 22:00:00" };
  const { number } = await calls.create("normal", window);
  const { sysId } = await calls.create("normal", window);
  const conflicts = async () => (await instance.call("GET", `${CHANGE}/${sysId}/conflict`)).body["result"];
  expect(await conflicts()).toEqual({ status: "Not run", conflicts: [] });
  const job = await instance.call("POST", `${CHANGE}/${sysId}/conflict`, { body: {} });
  expect(job.body["result"]).toMatch(/^[0-9a-f]{32}$/);
  await vi.waitFor(async () => {
    expect(await conflicts()).toMatchObject({
      conflicts: [
        { type: { value: "blackout" } },
        { type: { value: "ci_already_scheduled" }, source: { value: number } },
      ],
    });
  });
  await calls.patch(sysId, { start_date: "2028-01-24 20:00:00", end_date: "2028-01-24 22:00:00" });
  expect(await conflicts()).toMatchObject({ status: "Conflict", conflicts: [] });
});

test("free slots are searched by a worker, and the first can be taken", async () => {
  await calls.settings({
    jobMs: 50,
    blackouts: [{ name: "Move", start: "2028-02-01 00:00:00", end: "2028-02-01 09:30:00" }],
  });
  const window = { cmdb_ci: "shop", start_date: "2028-02-01 08:00:00", end_date: "2028-02-01 09:00:00" };
  const { sysId } = await calls.create("normal", window);
  const search = await instance.call("GET", `${CHANGE}/${sysId}/schedule`);
  expect(search).toMatchObject({ status: 202, body: { result: { state: { value: 1 } } } });
  const { worker } = search.body["result"] as { worker: { sysId: string } };
  await vi.waitFor(async () => {
    const { body } = await instance.call("GET", `${CHANGE}/worker/${worker.sysId}`);
    expect(body["result"]).toMatchObject({
      state: { value: 3 },
      payload: {
        spans: expect.arrayContaining([
          expect.objectContaining({ start: expect.objectContaining({ value: "2028-02-01 09:30:00" }) }),
        ]),
      },
    });
  });
  const taken = await instance.call("PATCH", `${CHANGE}/${sysId}/schedule/first_available`, {
    body: { duration_in_seconds: 3600, planned_start_time: "2028-02-01 08:00:00" },
  });
  expect(taken.status).toBe(202);
  expect(await calls.read(sysId)).toMatchObject({ start_date: "2028-02-01 09:30:00", end_date: "2028-02-01 10:30:00" });
});

test("states that are not shipped have their label and lead nowhere but to a cancellation", async () => {
  await calls.settings({ stateLabels: { "12": "CAB paper" } });
  const { number, sysId } = await calls.create();
  await instance.act(number, "force", { fields: { state: "12" } });
  const { body } = await instance.call("GET", `${CHANGE}/${sysId}/nextstates`);
  expect(body["result"]).toMatchObject({
    available_states: ["12", "4"],
    state_label: { "12": "CAB paper", "4": "Canceled" },
  });
});

test("the table API writes the same changes", async () => {
  const body = { short_description: "by table" };
  const made = await instance.call("POST", "/api/now/table/change_request", { body });
  expect(made.status).toBe(201);
  const sysId = String((made.body["result"] as Record<string, string>)["sys_id"]);
  const table = `/api/now/table/change_request/${sysId}`;
  expect((await instance.call("PATCH", table, { body: { state: "-1" } })).status).toBe(400);
  expect((await instance.call("PATCH", table, { body: { category: "Software" } })).status).toBe(200);
  expect((await instance.call("GET", `${CHANGE}/${sysId}`)).text).toContain("Software");
  expect((await instance.call("DELETE", table)).status).toBe(204);
  expect((await instance.call("GET", table)).status).toBe(404);
});
