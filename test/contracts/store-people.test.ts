import { createHash, randomBytes } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { NewBinding } from "../../adapters/store/people-port.ts";
import { request, storeWorld, type StoreWorld } from "../setup/store-world.ts";

let world: StoreWorld;
beforeAll(async () => void (world = await storeWorld()), 60_000);
afterAll(async () => await world.close());

const DAY_MS = 86_400_000;
const digestOf = (token: string) => createHash("sha256").update(token).digest();

async function personOf(name: string): Promise<string> {
  await world.store.acceptCreatePerson(request(), { name, displayName: "" });
  return (await world.store.getPerson(name))?.id ?? "";
}

async function tokenOf(name: string, kind: "person" | "service" = "person", expiresAt = Date.now() + DAY_MS) {
  const token = `hfp_${randomBytes(32).toString("base64url")}`;
  const made = await world.store.acceptCreateToken(request(), {
    holder: { kind, name },
    digest: digestOf(token),
    note: "of a test",
    expiresAt,
  });
  return { token, id: made.results[0]?.name ?? "" };
}

const bind = async (binding: NewBinding) => await world.store.acceptBind(request(), binding);

async function lastEvents(count: number): Promise<readonly string[]> {
  await world.store.sealEvents();
  const events = await world.store.readEvents({ afterSeq: 0, limit: 1_000 });
  return events.slice(-count).map(({ type }) => type);
}

async function rulesRevision(): Promise<number> {
  const found = await sql<{ revision: number }>`select revision from rules_revision`.execute(world.postgres.rows);
  return Number(found.rows[0]?.revision);
}

describe("persons", () => {
  test("are created once, renamed and listed by name, and the record says so without a project", async () => {
    const ada = await personOf("ada");
    await expect(personOf("ada")).rejects.toMatchObject({ code: "NAME_TAKEN" });
    await personOf("zoe");
    await world.store.acceptChangePerson(request(), "ada", { name: "ada-l", displayName: "Ada L." });
    await expect(world.store.acceptChangePerson(request(), "ada-l", { name: "zoe" })).rejects.toMatchObject({
      code: "NAME_TAKEN",
    });
    await expect(world.store.acceptChangePerson(request(), "ada", {})).rejects.toMatchObject({ code: "NOT_FOUND" });
    const { items } = await world.store.listPersons({ limit: 1 });
    expect(items).toMatchObject([{ id: ada, name: "ada-l", displayName: "Ada L.", isActive: true, groups: [] }]);
    expect(await lastEvents(3)).toEqual(["person.created", "person.created", "person.renamed"]);
    const [event] = await world.store.readEvents({ afterSeq: 0, limit: 1 });
    expect(event).toMatchObject({ project: "", actor: { kind: "person", name: "ada" }, data: { person: ada } });
  });

  test("answer a repeated request with its first answer", async () => {
    const once = { name: "once", displayName: "" };
    const first = await world.store.acceptCreatePerson(request("k"), once);
    const second = await world.store.acceptCreatePerson(request("k"), once);
    expect([first.isReplay, second.isReplay]).toEqual([false, true]);
    expect(second.results).toEqual(first.results);
    await expect(
      world.store.acceptCreateGroup(request("k", "other"), { name: "g", description: "" }),
    ).rejects.toMatchObject({ code: "IDEMPOTENCY_KEY_REUSED" });
  });

  test("are known by accounts elsewhere, and one account is one person's", async () => {
    const id = await personOf("linked");
    await personOf("jealous");
    const account = { system: "slack", tenant: "T1", subject: "U1" } as const;
    expect((await world.store.acceptLink(request(), "linked", account)).results).toMatchObject([{ result: "linked" }]);
    expect((await world.store.acceptLink(request(), "linked", account)).results).toMatchObject([
      { result: "unchanged" },
    ]);
    await expect(world.store.acceptLink(request(), "jealous", account)).rejects.toMatchObject({
      code: "IDENTITY_TAKEN",
    });
    expect(await world.store.principalOfIdentity("slack", "T1", "U1")).toMatchObject({ id, kind: "person" });
    expect(await world.store.principalOfIdentity("slack", "T2", "U1")).toBeUndefined();
    expect(await world.store.principalOfIdentity("oidc", "T1", "U1")).toBeUndefined();
    await world.store.acceptUnlink(request(), "jealous", account);
    expect(await world.store.principalOfIdentity("slack", "T1", "U1")).toMatchObject({ id });
    await world.store.acceptUnlink(request(), "linked", account);
    expect(await world.store.principalOfIdentity("slack", "T1", "U1")).toBeUndefined();
  });
});

describe("rights", () => {
  test("come from bindings of a person and of their groups, and go with them", async () => {
    const id = await personOf("grace");
    await world.store.acceptCreateGroup(request(), { name: "releasers", description: "" });
    await world.store.acceptMembership(request(), { group: "releasers", person: "grace", to: "added" });
    await bind({ role: "viewer", holder: { kind: "person", name: "grace" } });
    const made = await bind({
      role: "approver",
      project: "shop",
      class: "prod",
      holder: { kind: "group", name: "releasers" },
    });
    const again = await bind({
      role: "approver",
      project: "shop",
      class: "prod",
      holder: { kind: "group", name: "releasers" },
    });
    expect(again.results).toMatchObject([{ name: made.results[0]?.name, result: "unchanged" }]);
    expect(await world.store.principalOfPerson(id)).toEqual({
      kind: "person",
      id,
      name: "grace",
      isActive: true,
      groups: ["releasers"],
      grants: [{ role: "viewer" }, { role: "approver", project: "shop", class: "prod" }],
    });
    expect(await world.store.groupMembers("releasers")).toEqual([id]);
    expect((await world.store.listBindings({ limit: 10, project: "shop" })).items).toMatchObject([
      { role: "approver", holder: { kind: "group", name: "releasers" }, project: "shop", class: "prod" },
    ]);
    await world.store.acceptUnbind(request(), made.results[0]?.name ?? "");
    expect((await world.store.principalOfPerson(id))?.grants).toEqual([{ role: "viewer" }]);
    await world.store.acceptDeleteGroup(request(), "releasers");
    expect((await world.store.principalOfPerson(id))?.groups).toEqual([]);
    expect(await world.store.groupMembers("releasers")).toEqual([]);
  });

  test("each change of them makes what was decided be decided again", async () => {
    await personOf("mover");
    await world.store.acceptCreateGroup(request(), { name: "movers", description: "" });
    const changes = [
      async () => await world.store.acceptMembership(request(), { group: "movers", person: "mover", to: "added" }),
      async () => await bind({ role: "admin", holder: { kind: "group", name: "movers" } }),
      async () => await world.store.acceptActivate(request(), { kind: "Person", name: "mover", to: "inactive" }),
      async () => await world.store.acceptMembership(request(), { group: "movers", person: "mover", to: "removed" }),
      async () => await world.store.acceptDeleteGroup(request(), "movers"),
    ];
    for (const change of changes) {
      const before = await rulesRevision();
      await change();
      expect(await rulesRevision()).toBe(before + 1);
    }
  });

  test("need somebody to hold them", async () => {
    for (const kind of ["person", "group", "service"] as const)
      await expect(bind({ role: "viewer", holder: { kind, name: "nobody" } })).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
  });
});

describe("tokens", () => {
  test("stand for their person or service, and only their digest is kept", async () => {
    const id = await personOf("holder");
    await world.store.acceptCreateService(request(), { name: "builder", description: "" });
    await bind({ role: "developer", project: "shop", holder: { kind: "service", name: "builder" } });
    const personal = await tokenOf("holder");
    const ofService = await tokenOf("builder", "service");
    expect(await world.store.principalOfToken(digestOf(personal.token))).toMatchObject({
      state: "valid",
      principal: { kind: "person", id, name: "holder", isActive: true },
    });
    const service = await world.store.principalOfToken(digestOf(ofService.token));
    expect(service?.principal).toMatchObject({ kind: "service", grants: [{ role: "developer", project: "shop" }] });
    expect(await world.store.principalOf(service?.principal.id ?? "")).toEqual(service?.principal);
    expect(await world.store.principalOfToken(digestOf("hfp_other"))).toBeUndefined();
    const { items } = await world.store.listTokens({ limit: 10, holderId: id });
    expect(items).toMatchObject([{ id: personal.id, holder: { kind: "person", name: "holder", id } }]);
    expect(JSON.stringify(items)).not.toContain(personal.token);
  });

  test("end when they expire, when they are revoked and when their holder is not active", async () => {
    await personOf("leaver");
    const old = await tokenOf("leaver", "person", Date.now() - 1);
    const revoked = await tokenOf("leaver");
    const kept = await tokenOf("leaver");
    await world.store.acceptRevokeToken(request(), revoked.id);
    expect((await world.store.acceptRevokeToken(request(), revoked.id)).results).toMatchObject([
      { result: "unchanged" },
    ]);
    expect(await world.store.principalOfToken(digestOf(old.token))).toMatchObject({ state: "expired" });
    expect(await world.store.principalOfToken(digestOf(revoked.token))).toMatchObject({ state: "revoked" });
    await world.store.acceptActivate(request(), { kind: "Person", name: "leaver", to: "inactive" });
    expect(await world.store.principalOfToken(digestOf(kept.token))).toMatchObject({ principal: { isActive: false } });
    await expect(world.store.acceptRevokeToken(request(), "none")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("note their use once a minute", async () => {
    await personOf("user");
    const { token, id } = await tokenOf("user");
    expect((await world.store.getToken(id))?.lastUsedAt).toBeUndefined();
    await world.store.principalOfToken(digestOf(token));
    const first = (await world.store.getToken(id))?.lastUsedAt;
    expect(first).toBeTypeOf("number");
    await world.store.principalOfToken(digestOf(token));
    expect((await world.store.getToken(id))?.lastUsedAt).toBe(first);
    await sql`update access_token set last_used_at = last_used_at - interval '61 seconds' where id = ${id}`.execute(
      world.postgres.rows,
    );
    await world.store.principalOfToken(digestOf(token));
    expect((await world.store.getToken(id))?.lastUsedAt).toBeGreaterThanOrEqual(first ?? 0);
  });
});

test("refusals are listed newest first, in pages, and the oldest make room", async () => {
  const refusal = {
    action: "promote",
    resource: { kind: "project", project: "shop" },
    code: "FORBIDDEN",
    reason: "no role",
    via: "api",
    traceId: "t",
    dropped: 2,
  } as const;
  for (const name of ["one", "two", "three"])
    await world.store.recordRefusal({ ...refusal, actor: { kind: "person", name, id: name } });
  await world.store.recordRefusal(refusal);
  const first = await world.store.listRefusals({ limit: 2 });
  expect(first.items).toMatchObject([{ ...refusal }, { actor: { name: "three" } }]);
  expect(first.items[0]).not.toHaveProperty("actor");
  const rest = await world.store.listRefusals({ limit: 2, continue: first.continue ?? "" });
  expect(rest.items.map(({ actor }) => actor?.name)).toEqual(["two", "one"]);
  const { rows } = world.postgres;
  // However many come without a token, those of known senders stay.
  await sql`insert into refusal (action, resource, code, reason, via)
    select 'authenticate', '{}', 'UNAUTHENTICATED', '', 'api' from generate_series(1, 120000)`.execute(rows);
  await sql`select setval(pg_get_serial_sequence('refusal', 'id'), 200999)`.execute(rows);
  await world.store.recordRefusal(refusal);
  const kept = await sql<{
    known: number;
    nameless: number;
  }>`select count(*) filter (where actor is not null)::int as known,
    count(*) filter (where actor is null)::int as nameless from refusal`.execute(rows);
  expect(kept.rows).toEqual([{ known: 3, nameless: 20_001 }]);
});

test("a project that is deleted takes the roles in it along, each with its event, and no other", async () => {
  const spec = { apiVersion: "holdfast.dev/v1", kind: "Project", metadata: { name: "left", labels: {} }, spec: {} };
  await world.store.acceptApply(request(), { documents: [{ document: spec as never, digest: "left" }] });
  await personOf("leo");
  const holder = { kind: "person", name: "leo" } as const;
  await bind({ role: "admin", holder, project: "left" });
  await bind({ role: "approver", holder, project: "left", class: "prod" });
  await bind({ role: "viewer", holder, project: "right" });
  const revision = await rulesRevision();
  await world.store.acceptDeleteUnused(request(), { kind: "Project", project: "left", name: "left" });
  expect(await lastEvents(3)).toEqual(["role.unbound", "role.unbound", "project.deleted"]);
  expect(await rulesRevision()).toBeGreaterThan(revision);
  expect((await world.store.listBindings({ limit: 10, project: "left" })).items).toEqual([]);
  expect((await world.store.listBindings({ limit: 10, project: "right" })).items).toHaveLength(1);
});
