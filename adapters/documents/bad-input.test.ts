import { expect, test } from "vitest";
import { badComponents } from "../../test/setup/bad-input/components.ts";
import { badEnvironments } from "../../test/setup/bad-input/environments.ts";
import { badExpressions } from "../../test/setup/bad-input/expressions.ts";
import { badShapes } from "../../test/setup/bad-input/shapes.ts";
import { badTexts } from "../../test/setup/bad-input/texts.ts";
import {
  bp,
  environment,
  HEAD,
  problemsOf,
  PROJECT,
  release,
  STORED_BLUEPRINT,
  STORED_RELEASE,
} from "../../test/setup/bad-input/world.ts";

const table = [...badTexts, ...badShapes, ...badComponents, ...badExpressions, ...badEnvironments];

test.each(table)("$name is one problem: $code at $at", async ({ text, code, at, part, catalog: known }) => {
  const problems = await problemsOf(text, known);
  expect(problems).toHaveLength(1);
  const [problem] = problems;
  expect({ code: problem?.code, at: `${problem?.line}:${problem?.column}`, message: problem?.message }).toEqual({
    code,
    at,
    message: expect.stringContaining(part) as unknown,
  });
});

test("the table has at least 60 bad inputs", () => {
  expect(table.length).toBeGreaterThanOrEqual(60);
});

test.each([
  { name: "a byte order mark at the start", text: `\ufeff${PROJECT}` },
  { name: "line ends of Windows", text: PROJECT.replaceAll("\n", "\r\n") },
  {
    name: "JSON with tabs",
    text: `{\n\t"apiVersion": "holdfast.dev/v1",\n\t"kind": "Project",\n\t"metadata": { "name": "shop" },\n\t"spec": {}\n}\n`,
  },
  {
    name: "the stored documents again, with other labels",
    text: `${STORED_BLUEPRINT.replace("version: 1.0.0", "version: 1.0.0\n  labels: { a: b }")}---\n${STORED_RELEASE}`,
  },
  {
    name: "an environment with its snapshot",
    text: environment(
      "  { class: dev, cell: local, release: 1.0.0, parameters: { owner: me }, restoreFrom: { database: snap-1 } }",
    ),
  },
  {
    name: "50 aliases",
    text: `${HEAD}kind: Project\nmetadata: { name: shop, labels: { a: &x y, ${Array.from({ length: 50 }, (_, index) => `b${index}: *x`).join(", ")} } }\nspec: {}\n`,
  },
])("$name is right", async ({ text }) => {
  expect(await problemsOf(text)).toEqual([]);
});

test("all problems of a file come together, in its order", async () => {
  const text = [
    bp("    api: { kind: servce }\n    db: { kind: postgres, config: { databse: a } }"),
    release("3.0.0", "{ blueprint: shop@9.9.9 }"),
    environment("  { class: dev, cell: far, release: 7.0.0 }"),
  ].join("---\n");
  const problems = await problemsOf(text);
  expect(problems.map(({ code, document }) => [document, code])).toEqual([
    [0, "COMPONENT_KIND_UNKNOWN"],
    [0, "COMPONENT_CONFIG_INVALID"],
    [1, "REFERENCE_UNKNOWN"],
    [2, "CELL_UNKNOWN"],
    [2, "REFERENCE_UNKNOWN"],
  ]);
});

test("at most 50 problems are listed", async () => {
  const text = bp(Array.from({ length: 80 }, (_, index) => `    c${index}: { kind: nothing }`).join("\n"));
  expect(await problemsOf(text)).toHaveLength(50);
});
