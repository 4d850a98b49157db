import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { decideReaction } from "../../domain/drift/decide-reaction.ts";
import { ComponentSpec, EnvironmentDocument, ReleaseDocument } from "../../domain/schema/documents.ts";
import { readFences } from "./read-fences.ts";

const read = async (path: string) => await readFile(new URL(`../../${path}`, import.meta.url), "utf8");
const page = await read("docs/guide/drift.md");
const fences = readFences(page);

test("the guide's rules lead to the reactions that it says", () => {
  const [blueprint, environment] = fences
    .filter(({ language }) => language === "yaml")
    .map(({ lines }) => parse(lines.join("\n")) as { readonly web: unknown });
  const { onDrift: ofComponent } = ComponentSpec.parse(blueprint?.web);
  const { spec } = EnvironmentDocument.parse(environment);
  const rows = [...page.matchAll(/^\| `([a-zA-Z.]+)` +\| `(revert|propose|notify|ignore)` +\|/gm)];
  expect(rows.length).toBe(4);
  for (const [, path = "", reaction] of rows) {
    const ground = { class: spec.class, component: "web", ofComponent, ofEnvironment: spec.onDrift } as never;
    expect([path, decideReaction(ground, [{ path }], []).reaction]).toEqual([path, reaction]);
  }
});

test("the guide shows ten changes by hand, with all that the lab can do", async () => {
  const commands = fences.filter(({ language }) => language === "sh").flatMap(({ lines }) => lines);
  const changes = commands.filter((line) => line.startsWith("node examples/drift/meddle.mjs"));
  expect(changes.length).toBe(10);
  const actions = new Set(changes.map((line) => line.split(" ")[3]));
  const known = [...(await read("examples/drift/meddle.mjs")).matchAll(/^ {2}([a-z]+): [a-z]/gim)].map(
    ([, name]) => name,
  );
  expect([...actions].filter((action) => !known.includes(action))).toEqual([]);
});

test("the lab's digest is that of its page", async () => {
  const documents = parseAllDocuments(await read("examples/drift/lab.yaml")).map(
    (one) => one.toJS() as { kind: string },
  );
  const release = ReleaseDocument.parse(documents.find(({ kind }) => kind === "Release"));
  const content = await read("examples/drift/web/server.js");
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  const digest = `sha256:${sha256(`644 ${sha256(content)} ${Buffer.byteLength(content)} server.js\n`)}`;
  expect(release.spec.artifacts["web"]?.digest).toBe(digest);
});
