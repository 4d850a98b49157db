import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TokenView } from "../../adapters/store/people-port.ts";
import { request } from "../setup/store-world.ts";
import { apiUnderTest } from "./api-under-test.ts";
import { type Caller, callerWith } from "./callers.ts";
import { storedApi } from "./stored-api.ts";

let api: Awaited<ReturnType<typeof storedApi>>;
let admin: Caller;
let viewer: Caller;
beforeAll(async () => {
  api = await storedApi();
  admin = await callerWith(api.world.store, "root", { grants: [{ role: "admin" }] });
  viewer = await callerWith(api.world.store, "vera", { grants: [{ role: "viewer", project: "shop" }] });
});
afterAll(async () => {
  await api.world.close();
});

const JSON_TYPE = { "content-type": "application/json" };
const post = async (path: string, body: unknown, who: Pick<Caller, "headers"> = admin) =>
  await api.send(path, { method: "POST", body: JSON.stringify(body), headers: { ...JSON_TYPE, ...who.headers } });
const get = async (path: string, who: Caller = admin) => await api.send(path, { headers: who.headers });
const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code;

describe("people", () => {
  it("are created, renamed, linked and deactivated, and listed with all that", async () => {
    expect((await post("/v1/people", { name: "ada", displayName: "Ada Lovelace" })).status).toBe(200);
    expect(await codeOf(await post("/v1/people", { name: "ada" }))).toBe("NAME_TAKEN");
    expect(await codeOf(await post("/v1/people", { name: "Ada" }))).toBe("REQUEST_INVALID");
    const account = { system: "slack", tenant: "T1", subject: "U1" };
    expect((await post("/v1/people/ada/link", account)).status).toBe(200);
    expect(await codeOf(await post("/v1/people/vera/link", account))).toBe("IDENTITY_TAKEN");
    expect((await post("/v1/people/ada/rename", { name: "ada-l" })).status).toBe(200);
    await api.send("/v1/people/ada-l/deactivate", { method: "POST", headers: admin.headers });
    expect(await (await get("/v1/people")).json()).toMatchObject({
      items: [
        { name: "ada-l", displayName: "Ada Lovelace", isActive: false, identities: [account] },
        { name: "root" },
        { name: "vera" },
      ],
    });
    expect(await codeOf(await post("/v1/people/nobody/rename", { name: "x" }))).toBe("NOT_FOUND");
  });

  it("come in groups, whose roles they have", async () => {
    await post("/v1/groups", { name: "team" });
    await post("/v1/groups/team/members", { person: "vera" });
    await post("/v1/role-bindings", { role: "developer", group: "team", project: "tool" });
    const me = (await (await get("/v1/auth/whoami", viewer)).json()) as { groups: unknown; grants: unknown };
    expect(me).toMatchObject({ kind: "person", name: "vera", groups: ["team"] });
    expect(me.grants).toEqual([
      { role: "viewer", project: "shop" },
      { role: "developer", project: "tool" },
    ]);
    expect(await (await get("/v1/groups")).json()).toMatchObject({ items: [{ name: "team", members: ["vera"] }] });
    await api.send("/v1/groups/team/members/vera", { method: "DELETE", headers: admin.headers });
    expect(await (await get("/v1/auth/whoami", viewer)).json()).toMatchObject({ groups: [] });
  });

  it("are an administrator's business", async () => {
    for (const path of ["/v1/people", "/v1/groups", "/v1/services", "/v1/role-bindings", "/v1/refusals"]) {
      const answer = await get(path, viewer);
      expect([path, answer.status]).toEqual([path, 403]);
    }
    const refused = await post("/v1/people", { name: "mallory" }, viewer);
    expect(await refused.json()).toMatchObject({
      code: "FORBIDDEN",
      status: 403,
      detail: expect.stringContaining("person vera may not administer the organisation; roles that allow it: admin"),
      access: { action: "administer", resource: { kind: "organisation" }, roles: ["admin"] },
    });
  });
});

describe("roles", () => {
  it("are given in a project by who administers it, and nowhere else", async () => {
    const owner = await callerWith(api.world.store, "owner", { grants: [{ role: "admin", project: "shop" }] });
    const bind = async (binding: object) => await post("/v1/role-bindings", { person: "vera", ...binding }, owner);
    const made = await bind({ role: "approver", project: "shop", class: "prod" });
    expect(made.status).toBe(200);
    const id = ((await made.json()) as { results: { name: string }[] }).results[0]?.name ?? "";
    expect(await codeOf(await bind({ role: "admin" }))).toBe("FORBIDDEN");
    expect(await codeOf(await bind({ role: "viewer", class: "dev" }))).toBe("FORBIDDEN");
    expect(await codeOf(await bind({ role: "viewer", project: "tool" }))).toBe("NOT_FOUND");
    expect(await codeOf(await bind({ role: "viewer", project: "tool", environment: "dev" }))).toBe("NOT_FOUND");
    expect(await codeOf(await bind({ role: "viewer", environment: "dev" }))).toBe("REQUEST_INVALID");
    expect(await codeOf(await bind({ role: "viewer", project: "shop", group: "team" }))).toBe("REQUEST_INVALID");
    const listed = (await (await get("/v1/role-bindings?project=shop", owner)).json()) as { items: { id: string }[] };
    expect(listed.items.map((one) => one.id)).toContain(id);
    const wide = await post("/v1/role-bindings", { role: "viewer", person: "owner", project: "other" });
    const widest = ((await wide.json()) as { results: { name: string }[] }).results[0]?.name ?? "";
    const remove = async (binding: string, who: Caller) =>
      await api.send(`/v1/role-bindings/${binding}`, { method: "DELETE", headers: who.headers });
    expect((await remove(widest, owner)).status).toBe(403);
    expect(await codeOf(await remove(widest, viewer))).toBe("NOT_FOUND");
    expect((await remove(id, owner)).status).toBe(200);
  });
});

describe("a repeated request", () => {
  const twice = async (path: string, who: Caller, key: string) => {
    const send = async () =>
      await api.send(path, { method: "DELETE", headers: { ...who.headers, "idempotency-key": key } });
    const answers = [await send(), await send()];
    return await Promise.all(answers.map(async (one) => ({ status: one.status, body: (await one.json()) as object })));
  };

  it("to take a role back gets its first answer, also where it was the sender's own", async () => {
    const self = await callerWith(api.world.store, "self", { grants: [{ role: "admin", project: "shop" }] });
    const { items } = (await (await get("/v1/role-bindings?project=shop")).json()) as {
      items: { id: string; holder: { name: string } }[];
    };
    const id = items.find(({ holder }) => holder.name === "self")?.id ?? "";
    const answers = await twice(`/v1/role-bindings/${id}`, self, "unbind-1");
    expect(answers).toMatchObject([
      { status: 200, body: { isReplay: false } },
      { status: 200, body: { isReplay: true, results: [{ name: id, result: "unbound" }] } },
    ]);
    // Another's key says nothing.
    const other = await api.send(`/v1/role-bindings/${id}`, {
      method: "DELETE",
      headers: { ...viewer.headers, "idempotency-key": "unbind-1" },
    });
    expect(other.status).toBe(404);
  });

  it("to delete a project gets its first answer, though nobody has a role in it any more", async () => {
    await api.apply("apiVersion: holdfast.dev/v1\nkind: Project\nmetadata: { name: gone }\nspec: {}\n");
    const last = await callerWith(api.world.store, "last", { grants: [{ role: "admin", project: "gone" }] });
    const answers = await twice("/v1/projects/gone", last, "delete-1");
    expect(answers).toMatchObject([{ status: 200 }, { status: 200, body: { isReplay: true } }]);
    expect(await (await get("/v1/role-bindings?project=gone")).json()).toMatchObject({ items: [] });
  });
});

describe("tokens", () => {
  it("are made by a person for themselves, shown once, and open what their person may", async () => {
    const made = await post(
      "/v1/tokens",
      { note: "laptop" },
      {
        headers: { ...viewer.headers, "idempotency-key": "t1" },
      },
    );
    expect(made.status).toBe(201);
    expect(made.headers.get("cache-control")).toBe("no-store");
    const { token, id, expiresAt } = (await made.json()) as { token: string; id: string; expiresAt: number };
    expect(token).toMatch(/^hfp_[A-Za-z0-9_-]{43}$/);
    const again = await post(
      "/v1/tokens",
      { note: "laptop" },
      {
        headers: { ...viewer.headers, "idempotency-key": "t1" },
      },
    );
    const repeated = (await again.json()) as object;
    expect(repeated).toMatchObject({ id, expiresAt, isReplay: true });
    expect(repeated).not.toHaveProperty("token");
    const headers = { authorization: `Bearer ${token}` };
    expect(await (await api.send("/v1/auth/whoami", { headers })).json()).toMatchObject({ name: "vera" });
    const list = (await (await get("/v1/tokens", viewer)).json()) as { items: TokenView[] };
    expect(list.items.map(({ holder }) => holder.name)).toEqual(["vera", "vera"]);
    expect(JSON.stringify(list)).not.toContain(token);
    const own = { method: "DELETE", headers: viewer.headers };
    expect((await api.send(`/v1/tokens/${id}`, own)).status).toBe(200);
    const gone = await api.send("/v1/auth/whoami", { headers });
    expect(await gone.json()).toMatchObject({ code: "UNAUTHENTICATED", detail: expect.stringContaining("revoked") });
    // Another's is as one that never was.
    const others = await api.send(`/v1/tokens/${admin.tokenId}`, own);
    const none = await api.send("/v1/tokens/token-none", own);
    expect([others.status, none.status]).toEqual([404, 404]);
  });

  it("that a person makes are theirs, whoever gets their name before it is stored", async () => {
    const { store } = api.world;
    const nora = await callerWith(store, "nora", { grants: [] });
    const { acceptCreateToken } = store;
    const renamed = {
      ...store,
      acceptCreateToken: async (...how: Parameters<typeof acceptCreateToken>) => {
        await store.acceptChangePerson(request(), "nora", { name: "nora-old" });
        await store.acceptCreatePerson(request(), { name: "nora", displayName: "" });
        return await acceptCreateToken(...how);
      },
    };
    const under = apiUnderTest({ store: renamed });
    const made = await under.api.request("/v1/tokens", {
      method: "POST",
      body: "{}",
      headers: { ...nora.headers, ...JSON_TYPE },
    });
    const { token } = (await made.json()) as { token: string };
    const who = await api.send("/v1/auth/whoami", { headers: { authorization: `Bearer ${token}` } });
    expect(await who.json()).toMatchObject({ name: "nora-old" });
  });

  it("of services and of others are made by administrators", async () => {
    await post("/v1/services", { name: "builder" });
    expect(await codeOf(await post("/v1/tokens", { service: "builder" }, viewer))).toBe("FORBIDDEN");
    expect(await codeOf(await post("/v1/tokens", { person: "root" }, viewer))).toBe("FORBIDDEN");
    const made = (await (await post("/v1/tokens", { service: "builder" })).json()) as { token: string };
    expect(made.token).toMatch(/^hfs_/);
    const headers = { authorization: `Bearer ${made.token}` };
    expect(await (await api.send("/v1/auth/whoami", { headers })).json()).toMatchObject({ kind: "service" });
    // A service makes no tokens, not even of its own.
    expect(
      (await api.send("/v1/tokens", { method: "POST", body: "{}", headers: { ...headers, ...JSON_TYPE } })).status,
    ).toBe(400);
    expect(await codeOf(await post("/v1/tokens", { service: "builder" }, { headers }))).toBe("FORBIDDEN");
    await api.send("/v1/services/builder/deactivate", { method: "POST", headers: admin.headers });
    expect(await (await api.send("/v1/auth/whoami", { headers })).json()).toMatchObject({
      code: "UNAUTHENTICATED",
      detail: expect.stringContaining("deactivated"),
    });
  });

  it("end after a year at the latest", async () => {
    const day = 86_400_000;
    const ending = async (expiresAt: number) => (await post("/v1/tokens", { expiresAt }, viewer)).status;
    expect(await ending(Date.now() - 1)).toBe(400);
    expect(await ending(Date.now() + 366 * day)).toBe(400);
    expect(await ending(Date.now() + 365 * day)).toBe(201);
  });
});

it("says what the caller may do, and of what they may not see nothing", async () => {
  const asked = [
    { action: "view", project: "shop" },
    { action: "apply", project: "shop" },
    { action: "view", project: "tool" },
    { action: "administer" },
    { action: "view", project: "shop", environment: "none" },
    { action: "view", project: "shop", environment: "none", class: "dev" },
  ];
  const answer = (await (await post("/v1/auth/can-i", { asked }, viewer)).json()) as {
    items: { isAllowed: boolean }[];
  };
  expect(answer.items.map(({ isAllowed }) => isAllowed)).toEqual([true, false, false, false, false, true]);
});
