import { expect, test } from "vitest";
import type { Connection } from "../../connection.ts";
import { callsOf } from "./calls.ts";

let lastConnection = 0;

/** A connection that no other test has used: tokens are kept. */
function connectionWith(credentials: Connection["credentials"]): Connection {
  lastConnection += 1;
  const url = new URL(`https://acme${lastConnection}.service-now.example`);
  return { name: "itsm", system: "servicenow", url, credentials, options: {} };
}

/** An instance that knows these tokens and gives out the next one at each request for it. */
function instance({ valid = [] as string[], given = [] as string[] } = {}) {
  const seen: string[] = [];
  const answer = (status: number, body: object, headers: Record<string, string> = {}) =>
    new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });
  const fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const { pathname } = new URL(String(input));
    const login = new Headers(init.headers).get("authorization") ?? "";
    seen.push(pathname === "/oauth_token.do" ? `token ${String(init.body)}` : `${init.method} ${pathname} ${login}`);
    if (pathname === "/oauth_token.do") {
      const token = given.shift();
      return token === undefined ? answer(401, { error: "access_denied" }) : answer(200, { access_token: token });
    }
    return valid.includes(login) ? answer(200, { result: [] }) : answer(401, { error: { message: "no", detail: "" } });
  };
  return { seen, valid, caller: { fetch, signal: AbortSignal.timeout(10_000) } };
}

const client = { clientId: "c", clientSecret: "s" };

test("callsOf() sends basic credentials", async () => {
  const { caller, seen } = instance({ valid: ["Basic YTpi"] });
  const connection = connectionWith({ username: "a", password: "b" });
  await callsOf({ connection, isSimulator: false }, caller).get("/api/x");
  expect(seen).toEqual(["GET /api/x Basic YTpi"]);
});

test("callsOf() asks for a token with a form, once for all calls of a connection", async () => {
  const { caller, seen } = instance({ valid: ["Bearer t1"], given: ["t1"] });
  const connection = connectionWith(client);
  await callsOf({ connection, isSimulator: false }, caller).get("/api/x");
  await callsOf({ connection: { ...connection }, isSimulator: false }, caller).post("/api/y", {});
  expect(seen).toEqual([
    "token grant_type=client_credentials&client_id=c&client_secret=s",
    "GET /api/x Bearer t1",
    "POST /api/y Bearer t1",
  ]);
});

test("callsOf() takes the password grant where the connection names a person", async () => {
  const { caller, seen } = instance({ valid: ["Bearer t1"], given: ["t1"] });
  const connection = connectionWith({ ...client, username: "a", password: "b" });
  await callsOf({ connection, isSimulator: false }, caller).get("/api/x");
  expect(seen[0]).toBe("token grant_type=password&username=a&password=b&client_id=c&client_secret=s");
});

test("callsOf() renews a token that is refused, and sends the call once more", async () => {
  const { caller, seen, valid } = instance({ valid: ["Bearer t1"], given: ["t1", "t2"] });
  const calls = callsOf({ connection: connectionWith(client), isSimulator: false }, caller);
  await calls.get("/api/x");
  valid.splice(0, 1, "Bearer t2");
  await calls.patch("/api/x", {});
  expect(seen.slice(2)).toEqual([
    "PATCH /api/x Bearer t1",
    "token grant_type=client_credentials&client_id=c&client_secret=s",
    "PATCH /api/x Bearer t2",
  ]);
});

test("callsOf() is refused when the renewed token is refused, too, and goes on with new credentials later", async () => {
  const { caller, seen, valid } = instance({ given: ["t1", "t1", "t2"] });
  const calls = callsOf({ connection: connectionWith(client), isSimulator: false }, caller);
  const refused = { code: "REMOTE_REFUSED", details: { status: 401 } };
  await expect(calls.get("/api/x")).rejects.toMatchObject(refused);
  expect(seen).toHaveLength(4);
  valid.push("Bearer t2");
  await expect(calls.get("/api/x")).resolves.toEqual({ result: [] });
});

test("callsOf() says which connection gets no token", async () => {
  const { caller } = instance();
  const calls = callsOf({ connection: connectionWith(client), isSimulator: false }, caller);
  await expect(calls.get("/api/x")).rejects.toMatchObject({
    code: "REMOTE_REFUSED",
    message: expect.stringContaining('connection "itsm" gets no token'),
  });
});

test("callsOf() has sent nothing where nobody knows what became of the token", async () => {
  const fetch = async () => new Response("<html>asleep</html>", { headers: { "content-type": "text/html" } });
  const caller = { fetch, signal: AbortSignal.timeout(10_000) };
  const calls = callsOf({ connection: connectionWith(client), isSimulator: false }, caller);
  await expect(calls.post("/api/x", {})).rejects.toMatchObject({ code: "REMOTE_NOT_SENT" });
});

test("callsOf() asks for credentials where the connection has none", async () => {
  const { caller, seen } = instance();
  const calls = callsOf({ connection: connectionWith({}), isSimulator: false }, caller);
  await expect(calls.get("/api/x")).rejects.toMatchObject({ message: expect.stringContaining("has no credentials") });
  expect(seen).toEqual([]);
});

test.each([
  { name: "a read is refused", method: "get", code: "REMOTE_REFUSED" },
  { name: "a write is unclear, as it had its effect", method: "post", code: "REMOTE_UNCLEAR" },
] as const)("callsOf() of an unmarked simulated instance: $name", async ({ method, code }) => {
  const headers = { "content-type": "application/json", "x-simulator": "1" };
  const caller = { fetch: async () => new Response("{}", { headers }), signal: AbortSignal.timeout(10_000) };
  const target = { connection: connectionWith({ username: "a", password: "b" }), isSimulator: false };
  await expect(callsOf(target, caller)[method]("/api/x", {})).rejects.toMatchObject({ code });
  await expect(callsOf({ ...target, isSimulator: true }, caller)[method]("/api/x", {})).resolves.toEqual({});
});
