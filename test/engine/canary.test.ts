import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { LogMetadata } from "@temporalio/worker";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testInstallation, type Installation } from "../setup/installation.ts";
import { simulatedDocuments, type SimulatedSpec } from "../setup/simulated-documents.ts";
import { databaseTables, filesBelow, histories } from "./all-that-is-kept.ts";
import { secretsIn } from "./secret-forms.ts";

const ENVIRONMENT = "canary";
/** Signs that JSON, URLs and base64 each write in their own way. */
const newSecret = () => `cänary "&+/ ${randomBytes(18).toString("base64")}`;

const ENCODINGS = ["base64", "base64url", "hex"] as const;

const secrets: Record<string, string> = { first: newSecret(), second: newSecret() };
const logLines: string[] = [];
const answers: string[] = [];
let holdfast: Installation;

const takeLine = (message: string, meta?: LogMetadata) => void logLines.push(`${message} ${inspectAll(meta)}`);

beforeAll(async () => {
  const logger = {
    log: (_level: string, message: string, meta?: LogMetadata) => takeLine(message, meta),
    trace: takeLine,
    debug: takeLine,
    info: takeLine,
    warn: takeLine,
    error: takeLine,
  };
  holdfast = await testInstallation({ fetch: talkativeFetch, logger, writeLog: (line) => void logLines.push(line) });
  await holdfast.start();
});
afterAll(async () => await holdfast.close());

/** A cloud that repeats what it was sent, in many encodings: in the refusal of each resource's first PUT, and in why one failed. */
const sentByUrl = new Map<string, string>();
const talkativeFetch: typeof fetch = async (input, init) => {
  const url = String(input instanceof Request ? input.url : input);
  const resource = url.split("?")[0] ?? url;
  if (init?.method === "PUT") {
    const isFirst = !sentByUrl.has(resource);
    sentByUrl.set(resource, String(init.body));
    if (isFirst) {
      const body = { code: "RATE_LIMITED", message: `wait: ${encodings(String(init.body))}` };
      return new Response(JSON.stringify(body), { status: 429, headers: { "retry-after": "0" } });
    }
  }
  const response = await fetch(input, init);
  const text = await response.text();
  const told = JSON.stringify(encodings(sentByUrl.get(resource) ?? "")).slice(0, -1);
  const talkative = text.replace('"reason":"', `"reason":${told} `);
  return new Response(response.status === 204 ? null : talkative, { status: response.status });
};

/** The secrets of a body, each as people and programs would write it. */
function encodings(body: string): string {
  const known = Object.values(secrets).filter((secret) => body.includes(JSON.stringify(secret).slice(1, -1)));
  const texts = [...known, ...known.map((secret) => `x${secret}`), ...known.map((secret) => `xy${secret}z`)];
  const encoded = texts.flatMap((text) => [
    text,
    encodeURIComponent(text),
    ...ENCODINGS.map((encoding) => Buffer.from(text).toString(encoding)),
  ]);
  return [body, ...encoded].join(" ");
}

/** An error's message, stack and causes, as a log would show them. */
function inspectAll(meta: LogMetadata | undefined): string {
  return JSON.stringify(meta ?? {}, (_key, value: unknown) =>
    value instanceof Error ? { message: value.message, stack: value.stack, cause: value.cause } : value,
  );
}

async function call(method: string, path: string, body?: string): Promise<string> {
  const headers = path.startsWith("/v1/secrets") ? { "content-type": "application/json" } : {};
  const response = await holdfast.call(method, path, body, headers);
  const text = await response.text();
  answers.push(`${method} ${path} ${response.status} ${text}`);
  return text;
}

const setSecret = async (value: string) => await call("PUT", "/v1/secrets/lab/password", JSON.stringify({ value }));

const components: Readonly<Record<string, SimulatedSpec>> = {
  database: {},
  api: {
    properties: {
      password: "${secrets.password}",
      url: "postgres://api:${secrets.password}@db",
      token: "${components.database.outputs.token}",
    },
  },
  broken: { type: "canary-broken", properties: { password: "${secrets.password}" } },
};

async function apply(): Promise<string> {
  const text = await call("POST", "/v1/apply", simulatedDocuments({ environment: ENVIRONMENT, components }));
  const { results } = JSON.parse(text) as { results: { kind: string; operationId?: string }[] };
  return await holdfast.ended(results.find(({ kind }) => kind === "Environment")?.operationId ?? "");
}

async function resource(component: string): Promise<Record<string, unknown>> {
  const uid = (await holdfast.store.getEnvironment(ENVIRONMENT, "lab"))?.uid ?? "";
  const found = (await holdfast.store.listComponents(uid)).find(({ name }) => name === component);
  const { body } = await holdfast.cloud.call("GET", `/resources/${found?.uid}-i${found?.incarnation}`);
  return body;
}

/** Asks the API for all that it tells. */
async function readEverything(): Promise<void> {
  await holdfast.store.sealEvents();
  const { items } = await holdfast.store.listOperations({ limit: 100 });
  const lists = ["projects", "blueprints", "releases", "environments", "operations", "snapshots", "kinds", "version"];
  for (const list of lists) await call("GET", `/v1/${list}`);
  for (const { id } of items) await call("GET", `/v1/operations/${id}`);
  await call("GET", "/v1/events?limit=500");
  await call("GET", "/v1/secrets?project=lab");
  await call("GET", `/v1/environments/lab/${ENVIRONMENT}`);
  await call("POST", "/v1/apply?dryRun=true", simulatedDocuments({ environment: ENVIRONMENT, components }));
}

test("every form of a secret is found, wherever it stands in what was encoded", () => {
  const first = secrets["first"] ?? "";
  const around = [first, `x${first}`, `xy${first}z`, `{"password":${JSON.stringify(first)}}`];
  const texts = around.flatMap((text) => [
    text,
    JSON.stringify(text),
    encodeURIComponent(text),
    ...ENCODINGS.map((encoding) => Buffer.from(text).toString(encoding)),
  ]);
  for (const text of texts) expect(secretsIn(text, secrets)).toEqual(["first"]);
  expect(secretsIn("nothing of the kind", secrets)).toEqual([]);
});

test("a life with secrets goes where they belong: into the resources and the sealed files", async () => {
  await call(
    "POST",
    "/v1/apply",
    JSON.stringify({ apiVersion: "holdfast.dev/v1", kind: "Project", metadata: { name: "lab" }, spec: {} }),
  );
  await setSecret(secrets["first"] ?? "");
  await holdfast.cloud.call("POST", "/control/faults", { body: { kind: "fail", match: { type: "canary-broken" } } });
  expect(await apply()).toBe("Failed");
  await readEverything();

  const { secretOutputs } = await resource("database");
  secrets["generated"] = (secretOutputs as { token: string }).token;
  expect((await resource("api"))["properties"]).toEqual({
    password: secrets["first"],
    url: `postgres://api:${secrets["first"]}@db`,
    token: secrets["generated"],
  });
  const sealed = await filesBelow(join(holdfast.directory, "cell/sealed"));
  expect(sealed.size).toBeGreaterThan(0);

  await setSecret(secrets["second"] ?? "");
  expect(await apply()).toBe("Succeeded");
  expect((await resource("api"))["properties"]).toMatchObject({ password: secrets["second"] });
  await readEverything();
  expect(sentByUrl.size).toBe(3); // Each of them was refused once.

  const { results } = JSON.parse(await call("DELETE", `/v1/environments/lab/${ENVIRONMENT}`)) as {
    results: { operationId: string }[];
  };
  expect(await holdfast.ended(results[0]?.operationId ?? "")).toBe("Succeeded");
  await readEverything();
  expect((await filesBelow(join(holdfast.directory, "cell/sealed"))).size).toBe(0);
}, 90_000);

test("the fault of a failed component says what it may: why, with every secret masked", () => {
  const faults = answers.filter((text) => text.includes('"fault"'));
  expect(faults.length).toBeGreaterThan(0);
  expect(faults.join("\n")).toMatch(/\*\*\*.*the cloud gave up/);
});

test("no history of a workflow holds a secret", async () => {
  const found = await histories(holdfast);
  expect(found.size).toBeGreaterThanOrEqual(4);
  const texts = [...found.values()].join("\n");
  expect(texts).toContain("CLOUD_THROTTLED"); // The refusals that repeat what was sent got this far.
  expect(texts).toContain("componentUid"); // Payloads can be read.
  for (const [workflow, text] of found) expect([workflow, secretsIn(text, secrets)]).toEqual([workflow, []]);
});

test("no table of the control database holds a secret", async () => {
  const tables = await databaseTables(holdfast.databaseUrl);
  expect(tables.size).toBeGreaterThan(10);
  expect(tables.get("component")).toContain("${secrets.password}"); // Rows are read whole.
  for (const [table, text] of tables) expect([table, secretsIn(text, secrets)]).toEqual([table, []]);
});

test("no answer of the API, event, plan or fault holds a secret", () => {
  const all = answers.join("\n");
  for (const word of ["component.failed", '"plan"', '"fault"', "password"]) expect(all).toContain(word);
  for (const text of answers) expect([text.slice(0, 60), secretsIn(text, secrets)]).toEqual([text.slice(0, 60), []]);
});

test("no log of API, dispatcher or workers holds a secret", () => {
  expect(logLines.some((line) => line.includes("CLOUD_THROTTLED") || line.includes("COMPONENT_FAILED"))).toBe(true);
  for (const line of logLines) expect([line.slice(0, 80), secretsIn(line, secrets)]).toEqual([line.slice(0, 80), []]);
});

test("of the installation's files only the store of secrets and the cloud's own hold one", async () => {
  const stores = await filesBelow(join(holdfast.directory, "secrets"));
  expect(
    [...stores.values()].flatMap((text) => secretsIn(Buffer.from(text, "latin1").toString("utf8"), secrets)),
  ).toEqual(["second"]);
  const files = await filesBelow(holdfast.directory, ["secrets", "cloud"]);
  for (const [path, text] of files)
    expect([path, secretsIn(Buffer.from(text, "latin1").toString("utf8"), secrets)]).toEqual([path, []]);
});
