import { expect, test } from "vitest";
import type { Connection } from "../../connection.ts";
import { connectJira } from "./connect-jira.ts";

const apiToken = { username: "bot@a.example", password: "t0p" };
const oauth = { clientId: "client", clientSecret: "s3cret" };

/** A connection, and what is called through it. Token calls are answered with a token, all others with nothing. */
function listening(credentials: Connection["credentials"], options: Connection["options"] = {}) {
  const calls: { url: string; authorization: string | null }[] = [];
  const answer: typeof fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input).href;
    calls.push({ url, authorization: new Headers(init?.headers).get("authorization") });
    return await Promise.resolve(Response.json(url.endsWith("/oauth/token") ? { access_token: "granted" } : {}));
  };
  const connection = {
    name: "tracker",
    system: "jira",
    url: new URL("https://a.example"),
    credentials,
    options,
  } as const;
  return { calls, open: () => connectJira(connection, { fetch: answer, signal: AbortSignal.timeout(5_000) }) };
}

test("with an API token issues and deployments go to the site", async () => {
  const { calls, open } = listening(apiToken);
  const jira = open();
  await jira.call({ method: "GET", path: "issue/REL-1", query: { fields: "status" } });
  await jira.sendDeployments({});
  const authorization = `Basic ${Buffer.from("bot@a.example:t0p").toString("base64")}`;
  expect(calls).toEqual([
    { url: "https://a.example/rest/api/3/issue/REL-1?fields=status", authorization },
    { url: "https://a.example/rest/deployments/0.1/bulk", authorization },
  ]);
  expect(jira.issueUrl("REL-1")).toBe("https://a.example/browse/REL-1");
});

test("with OAuth both go through the cloud's address, with one token", async () => {
  const { calls, open } = listening(oauth, { cloudId: "c1" });
  const jira = open();
  await jira.call({ method: "GET", path: "issue/REL-1" });
  await jira.sendDeployments({});
  expect(calls).toEqual([
    { url: "https://api.atlassian.com/oauth/token", authorization: null },
    { url: "https://api.atlassian.com/ex/jira/c1/rest/api/3/issue/REL-1", authorization: "Bearer granted" },
    { url: "https://api.atlassian.com/jira/deployments/0.1/cloud/c1/bulk", authorization: "Bearer granted" },
  ]);
});

test("with both, issues take the API token and deployments OAuth", async () => {
  const { calls, open } = listening({ ...apiToken, ...oauth }, { cloudId: "c1" });
  const jira = open();
  await jira.call({ method: "GET", path: "issue/REL-1" });
  await jira.sendDeployments({});
  expect(calls.map(({ url }) => new URL(url).host)).toEqual(["a.example", "api.atlassian.com", "api.atlassian.com"]);
});

test.each([
  { name: "no credentials", credentials: {}, options: {}, why: "neither an API token nor OAuth" },
  { name: "OAuth without a cloud id", credentials: oauth, options: {}, why: "needs options.cloudId" },
  { name: "a cloud id that is a path", credentials: oauth, options: { cloudId: "../x" }, why: "cloudId" },
  { name: "an address that is none", credentials: apiToken, options: { apiUrl: "file:///etc" }, why: "apiUrl" },
])("a connection with $name cannot be used, and says why", ({ credentials, options, why }) => {
  expect(listening(credentials, options).open).toThrow(why);
});

test("no message about a connection holds a secret", () => {
  const { open } = listening({ ...oauth, token: "t0k" }, { cloudId: "../x" });
  expect(open).toThrow(/^(?!.*(s3cret|t0k)).*$/);
});
