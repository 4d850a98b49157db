import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EventView } from "../../adapters/store/views-port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { apiUnderTest } from "./api-under-test.ts";
import { type Caller, callerWith } from "./callers.ts";
import { SHOP, WHOLE_SHOP } from "./shop-documents.ts";
import { storedApi } from "./stored-api.ts";

const TOKEN_OF_NOBODY = `hfp_${"x".repeat(43)}`;
const TOOL = WHOLE_SHOP.replaceAll("shop", "tool");
const PROD = SHOP.environment.replace("name: dev", "name: prod").replace("class: dev", "class: prod");

let api: Awaited<ReturnType<typeof storedApi>>;
let developer: Caller;
beforeAll(async () => {
  api = await storedApi();
  api.secrets.set("tool/key", "second");
  await api.apply(WHOLE_SHOP);
  await api.apply(PROD);
  await api.apply(TOOL);
  developer = await callerWith(api.world.store, "dora", {
    grants: [{ role: "developer", project: "shop", class: "dev" }],
  });
});
afterAll(async () => {
  await api.world.close();
});

const as = (who: Caller) => ({
  get: async (path: string) => await api.send(path, { headers: who.headers }),
  items: async (path: string) =>
    ((await (await api.send(path, { headers: who.headers })).json()) as { items: Record<string, unknown>[] }).items,
});

describe("tokens in addresses", () => {
  it.each([
    `/v1/projects?token=${TOKEN_OF_NOBODY}`,
    "/v1/projects?access_token=anything",
    `/v1/projects?continue=${TOKEN_OF_NOBODY}`,
    `/v1/projects?x=${encodeURIComponent(`a hf_${"y".repeat(43)}`)}`,
    `/v1/projects?hfs_${"z".repeat(43)}`,
    `/healthz?a=%68fp_${"x".repeat(43)}`,
  ])("are refused, with and without a right one in the header, and written nowhere: %s", async (path) => {
    const under = apiUnderTest();
    for (const send of [under.send, under.api.request.bind(under.api)]) {
      const answer = await send(path);
      const text = await answer.text();
      expect([answer.status, JSON.parse(text).code]).toEqual([400, "TOKEN_IN_URL"]);
      expect(text + under.lines.join("")).not.toMatch(/hf[ps]?_[a-z]|anything/);
    }
  });

  it("nothing of a query is logged where a request fails", async () => {
    const broken = async () => await Promise.reject(new Error("broken"));
    const under = apiUnderTest({ store: { listProjects: broken } });
    await under.send("/v1/projects?continue=hunter2");
    expect(under.lines).toHaveLength(1);
    expect(under.lines.join("")).not.toContain("hunter2");
  });
});

describe("authentication", () => {
  it("tells nothing of a token that nobody made, and 503 where nobody can say", async () => {
    const headers = { authorization: `Bearer ${TOKEN_OF_NOBODY}` };
    const unknown = await api.send("/v1/projects", { headers });
    expect(await unknown.json()).toMatchObject({ status: 401, detail: "the token is not this server's" });
    const away = async () => await Promise.reject(new OrchestratorError("STORE_UNREACHABLE", "away"));
    const under = apiUnderTest({ store: { principalOfToken: away } });
    expect((await under.send("/v1/projects", { headers })).status).toBe(503);
    expect((await under.send("/v1/projects")).status).toBe(200);
  });
});

describe("what a caller may not see", () => {
  it("is answered as what does not exist, word for word", async () => {
    const bodies = async (paths: readonly string[]) =>
      await Promise.all(
        paths.map(async (path) => {
          const answer = await as(developer).get(path);
          const body = (await answer.text()).replaceAll(/"traceId":"[^"]+"/g, "");
          return [answer.status, body.replaceAll(/prod|none|tool|nope|op-[a-z0-9]+/g, "X")];
        }),
      );
    const { items } = (await api.get("/v1/operations?project=tool")) as { items: { id: string }[] };
    const id = items[0]?.id ?? "";
    const pairs = [
      ["/v1/environments/shop/prod", "/v1/environments/shop/none"],
      ["/v1/environments/tool/dev", "/v1/environments/nope/dev"],
      ["/v1/pipelines/tool/x", "/v1/pipelines/nope/x"],
      [`/v1/operations/${id}`, "/v1/operations/op-none"],
      ["/v1/secrets?project=tool", "/v1/secrets?project=nope"],
    ];
    for (const pair of pairs) {
      const [hidden, absent] = await bodies(pair);
      expect(hidden).toEqual(absent);
      expect(hidden?.[0]).toBe(404);
    }
  });

  it("is in no list, no count and no page", async () => {
    expect((await as(developer).items("/v1/projects")).length).toBe(1);
    for (const noun of ["environments", "operations", "blueprints", "releases"]) {
      const items = JSON.stringify(await as(developer).items(`/v1/${noun}?limit=1`));
      expect([noun, items.includes('"tool"'), items.includes('"prod"')]).toEqual([noun, false, false]);
    }
    expect(await as(developer).items("/v1/environments?project=tool")).toEqual([]);
    const page = (await (await as(developer).get("/v1/environments?limit=1")).json()) as object;
    expect(page).not.toHaveProperty("continue");
  });

  it("is in no event, and a stream ends when its reader's token is revoked", async () => {
    await api.world.store.sealEvents();
    const events = (await as(developer).items("/v1/events?limit=500")) as unknown as EventView[];
    expect(events.length).toBeGreaterThan(3);
    expect(events.filter(({ project, environment }) => project !== "shop" || environment === "prod")).toEqual([]);
    const reader = await callerWith(api.world.store, "reader", { grants: [{ role: "viewer" }] });
    const answer = await api.send("/v1/events", { headers: { ...reader.headers, accept: "text/event-stream" } });
    await api.send(`/v1/tokens/${reader.tokenId}`, { method: "DELETE" });
    await api.world.store.sealEvents();
    expect(await answer.text()).not.toContain("token.revoked");
  });
});

describe("a file of documents", () => {
  const apply = async (body: string, query = "") =>
    await api.apply(body, { ...developer.headers, ...(query === "" ? {} : { query }) });

  it("is stored where all of it may be, and else nothing of it, dry run or not", async () => {
    const mine = SHOP.environment.replace("name: dev", "name: mine");
    for (const query of ["", "?dryRun=true"]) {
      const refused = await apply(`${mine}---\n${PROD.replace("name: prod", "name: prod2")}`, query);
      expect(await refused.json()).toMatchObject({ status: 404, code: "NOT_FOUND" });
    }
    expect((await api.send("/v1/environments/shop/mine")).status).toBe(404);
    expect((await apply(mine)).status).toBe(202);
    expect(await (await apply(`${mine}---\n${SHOP.project}`)).json()).toMatchObject({ code: "FORBIDDEN" });
  });

  it("takes no environment out of a class that its sender may not touch", async () => {
    const taken = PROD.replace("class: prod", "class: dev");
    expect((await apply(taken)).status).toBe(404);
    expect(await api.get("/v1/environments/shop/prod")).toMatchObject({ document: { spec: { class: "prod" } } });
  });
});

it("records what was refused, to whom, and not more than so many", async () => {
  const flood = await callerWith(api.world.store, "flood", { grants: [] });
  await Promise.all(Array.from({ length: 40 }, async () => await as(flood).get("/v1/people")));
  await api.send("/v1/projects", { headers: { authorization: "Bearer nonsense" } });
  const list = async () => (await api.world.store.listRefusals({ limit: 500 })).items;
  await expect
    .poll(async () => (await list()).filter(({ action }) => action === "authenticate").length)
    .toBeGreaterThan(0);
  const refusals = await list();
  const ofFlood = refusals.filter(({ actor }) => actor?.name === "flood");
  expect(ofFlood.length).toBeLessThanOrEqual(20);
  expect(ofFlood[0]).toMatchObject({
    action: "view",
    resource: { kind: "organisation" },
    code: "FORBIDDEN",
    via: "api",
    actor: { kind: "person", name: "flood" },
  });
  const unknown = refusals.find(({ action }) => action === "authenticate");
  expect(unknown).toMatchObject({ resource: { kind: "route", method: "GET", path: "/v1/projects" } });
  expect(JSON.stringify(refusals)).not.toContain("nonsense");
});

it("answers a refused request, also where its refusal cannot be kept", async () => {
  const under = apiUnderTest({ store: { recordRefusal: async () => await Promise.reject(new Error("disk full")) } });
  expect((await under.api.request("/v1/projects")).status).toBe(401);
  await expect.poll(() => under.lines.join("")).toContain("a refusal was not kept");
});
