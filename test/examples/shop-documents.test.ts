import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { Document, type ReleaseDocument } from "../../domain/schema/documents.ts";

const shop = join(import.meta.dirname, "../../examples/shop");
const packaged = mkdtempSync(join(tmpdir(), "holdfast-shop-"));
afterAll(() => rmSync(packaged, { recursive: true }));

const documentsOf = (file: string) =>
  parseAllDocuments(readFileSync(join(shop, file), "utf8")).map((document) => Document.parse(document.toJS()));

const releaseOf = (file: string): ReleaseDocument => {
  const release = documentsOf(file).find((document) => document.kind === "Release");
  if (release === undefined) throw new Error(`${file} holds no release`);
  return release;
};

/** As the definition of an artifact's digest says; written again here, so that a mistake in the script shows. */
function digestOf(directory: string): string {
  const sha256 = (content: string | Buffer) => createHash("sha256").update(content).digest("hex");
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((path) =>
    statSync(join(directory, path)).isFile(),
  );
  const lines = files.map((path) => {
    const { mode, size } = statSync(join(directory, path));
    return {
      path,
      line: `${mode & 0o100 ? "755" : "644"} ${sha256(readFileSync(join(directory, path)))} ${size} ${path}\n`,
    };
  });
  const sorted = lines.toSorted((one, other) => Buffer.compare(Buffer.from(one.path), Buffer.from(other.path)));
  return `sha256:${sha256(sorted.map(({ line }) => line).join(""))}`;
}

test.each([
  { file: "shop.yaml", kinds: ["Project", "Blueprint", "Release"], names: ["shop", "shop", "1.0.0"] },
  { file: "release-1.1.0.yaml", kinds: ["Release"], names: ["1.1.0"] },
  { file: "release-1.2.0.yaml", kinds: ["Release"], names: ["1.2.0"] },
  { file: "pipeline.yaml", kinds: ["Pipeline"], names: ["shop"] },
  { file: "slack.yaml", kinds: ["Project"], names: ["shop"] },
  { file: "environments.yaml", kinds: Array(3).fill("Environment"), names: ["shop-dev", "shop-staging", "shop-prod"] },
  { file: "scratch.yaml", kinds: ["Environment"], names: ["shop-scratch"] },
])("$file holds the documents it should", ({ file, kinds, names }) => {
  const documents = documentsOf(file);
  expect(documents.map(({ kind }) => kind)).toEqual(kinds);
  expect(documents.map(({ metadata }) => ("name" in metadata ? metadata.name : metadata.version))).toEqual(names);
});

test.each([
  { version: "1.0.0", file: "shop.yaml" },
  { version: "1.1.0", file: "release-1.1.0.yaml" },
  { version: "1.2.0", file: "release-1.2.0.yaml" },
])("release $version names the digests of the artifacts as they are", ({ version, file }) => {
  const directory = join(packaged, version);
  execFileSync(process.execPath, [join(shop, "package.mjs"), version, directory]);
  const digests = Object.fromEntries(["api", "web"].map((name) => [name, { digest: digestOf(join(directory, name)) }]));
  expect(releaseOf(file).spec.artifacts, "to update: node examples/shop/update-digests.mjs").toEqual(digests);
});

test("the artifacts of 1.0.0 are the directories api and web as they lie in the repository", () => {
  const digests = Object.fromEntries(["api", "web"].map((name) => [name, { digest: digestOf(join(shop, name)) }]));
  expect(releaseOf("shop.yaml").spec.artifacts).toEqual(digests);
});

test("the releases of the shop share the blueprint and no artifact", () => {
  const releases = ["shop.yaml", "release-1.1.0.yaml", "release-1.2.0.yaml"].map((file) => releaseOf(file).spec);
  expect(new Set(releases.map(({ blueprint }) => blueprint)).size).toBe(1);
  const digests = releases.flatMap(({ artifacts }) => Object.values(artifacts).map(({ digest }) => digest));
  expect(new Set(digests).size).toBe(6);
});

test("the migrations of the shop have names in order, and a later release keeps those of the one before", () => {
  const [first, second] = ["1.1.0", "1.2.0"].map((version) => {
    const directory = join(packaged, `migrations-${version}`);
    execFileSync(process.execPath, [join(shop, "package.mjs"), version, directory]);
    const migrations = join(directory, "api", "migrations");
    const names = readdirSync(migrations).toSorted();
    return names.map((name) => ({ name, text: readFileSync(join(migrations, name), "utf8") }));
  });
  expect(second?.slice(0, first?.length)).toEqual(first);
  for (const [index, { name }] of (second ?? []).entries()) {
    expect(name).toMatch(new RegExp(`^000${index + 1}_[a-z_]+\\.sql$`));
  }
});

/** Lines of a file of 1.0.0 that the file of 1.1.0 in its place does not have. */
function linesMissing(path: string): readonly string[] {
  const linesOf = (file: string) => readFileSync(join(shop, file), "utf8").split("\n");
  const kept = new Set(linesOf(`releases/1.1.0/${path}`));
  return linesOf(path).filter((line) => !kept.has(line));
}

// A file that 1.1.0 changes lies there whole. What it shares with 1.0.0 must not drift apart: a line that is corrected in
// one of the two shows here, and is corrected in the other or listed.
test.each([
  {
    path: "api/server.js",
    differs: [
      "const ITEM_LENGTH_MAX = 100;",
      `  "GET /": async () => ({ status: 200, body: { version, greeting, orders: await countOrders(database) } }),`,
      `  "POST /orders": async (request) => ({ status: 201, body: await addOrder(database, await readItem(request)) }),`,
      "async function readItem(request) {",
      `  const item = parseItem(await readBody(request))?.trim() ?? "";`,
      `  if (item === "" || item.length > ITEM_LENGTH_MAX || /\\p{Cc}/u.test(item)) {`,
      '    throw new Refused(400, `"item" must be a text of 1 to ${ITEM_LENGTH_MAX} printable characters`);',
      "  return item;",
      "/** Undefined when the text is not JSON or holds no item. */",
      "function parseItem(text) {",
      "    const { item } = JSON.parse(text);",
      `    return typeof item === "string" ? item : undefined;`,
      "    return undefined; // Answered as any other wrong body.",
    ],
  },
  {
    path: "web/server.js",
    differs: [
      `  const item = new URLSearchParams(text).get("item") ?? "";`,
      `  const { status, body } = await askApi("/orders", { method: "POST", headers, body: JSON.stringify({ item }) });`,
      `const routes = { "GET /": answerPage, "GET /healthz": answerHealth, "POST /orders": answerOrder };`,
    ],
  },
  {
    path: "web/page.js",
    differs: [
      "  form { display: flex; gap: 0.5rem; margin-bottom: 1rem; }",
      "  time, .number, .empty { color: var(--soft); font-size: 0.875rem; }",
      " * @param view - `version` of web; `api` is `{ version, greeting, orders }`, absent when the API was not asked or could not",
      " * say it; `list` are the latest orders; `problem` is a sentence for the visitor, absent when all is well.",
      "    ({ id, item, orderedAt }) => `",
      '      <li><b class="number">#${escape(id)}</b><span>${escape(item)}</span>',
    ],
  },
])("$path of 1.1.0 differs from that of 1.0.0 in the lines that it has to", ({ path, differs }) => {
  expect(linesMissing(path)).toEqual(differs);
});

test("every stage of the pipeline migrates before its deploy, and only shop-dev leaves /checkout unchecked", () => {
  const [pipeline] = documentsOf("pipeline.yaml");
  if (pipeline?.kind !== "Pipeline") throw new Error("pipeline.yaml holds no pipeline");
  const { stages } = pipeline.spec;
  expect(stages.map(({ environment }) => environment)).toEqual(["shop-dev", "shop-staging", "shop-prod"]);
  const migration = { kind: "database-migration", config: { component: "database", artifact: "api" } };
  for (const { beforeDeploy } of stages) expect(beforeDeploy).toMatchObject([migration]);
  const checked = stages.map(({ afterDeploy }) => afterDeploy.map(({ config }) => String(config["url"])));
  const health = "${components.web.outputs.url}/healthz";
  const checkout = "${components.web.outputs.url}/checkout";
  expect(checked).toEqual([[health], [health, checkout], [health, checkout]]);
  expect(stages.slice(1).map(({ onFailure }) => onFailure)).toEqual(
    Array(2).fill({ components: "restore", data: "keep" }),
  );
});

const connections = (...args: string[]) =>
  spawnSync(process.execPath, [join(shop, "connections.mjs"), ...args], { encoding: "utf8" });

test("connections.mjs writes a connection for each address", () => {
  const addresses = ["http://127.0.0.1:15001", "http://127.0.0.1:15002/a: #b"];
  const documents = parseAllDocuments(connections(...addresses).stdout).map((document) =>
    Document.parse(document.toJS()),
  );
  expect(documents).toMatchObject([
    { kind: "Connection", metadata: { name: "itsm" }, spec: { system: "servicenow", url: addresses[0] } },
    { kind: "Connection", metadata: { name: "tracker" }, spec: { system: "jira", url: addresses[1] } },
  ]);
});

test.each([[[]], [["http://127.0.0.1:1"]], [["http://127.0.0.1:1", "nowhere"]]])(
  "connections.mjs with %j says how it is used and writes nothing",
  (args) => {
    const { status, stdout, stderr } = connections(...args);
    expect([status, stdout, stderr]).toEqual([2, "", expect.stringContaining("URL_SERVICENOW URL_JIRA")]);
  },
);
