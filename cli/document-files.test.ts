import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { joinFiles } from "./document-files.ts";

const problem = { code: "DOCUMENT_INVALID", message: "", pointer: "", document: 0 };

test.each([
  { name: "plain files", texts: ["kind: A\n", "kind: B\n"] },
  { name: "a file without a line feed at its end", texts: ["kind: A", "kind: B"] },
  { name: "files that open with a marker", texts: ["---\nkind: A\n", "---\nkind: B\n"] },
  { name: "a marker after comments", texts: ["# first\n---\nkind: A\n", "\n# second\n---\nkind: B\n"] },
  { name: "a file with a directive", texts: ["kind: A\n", "%YAML 1.2\n---\nkind: B\n"] },
  { name: "a byte order mark", texts: ["\ufeffkind: A\n", "\ufeffkind: B\n"] },
  { name: "files that hold nothing but comments", texts: ["kind: A\n", "# nothing here\n", "", "kind: B\n"] },
  { name: "line ends of Windows", texts: ["kind: A\r\n", "---\r\nkind: B\r\n"] },
  { name: "a block text at the end", texts: ["kind: A\ntext: |\n  one", "kind: B\n"] },
])("joinFiles() keeps the documents of $name apart", ({ texts }) => {
  const { text } = joinFiles(texts.map((body, index) => ({ name: `${index}.yaml`, text: body })));
  const kinds = parseAllDocuments(text).map((document) => (document.toJS() as { kind: string }).kind);
  expect(kinds).toEqual(["A", "B"]);
});

test("joinFiles() tells where in which file a problem stands", () => {
  const joined = joinFiles([
    { name: "one.yaml", text: "kind: A\nname: x\n" },
    { name: "two.yaml", text: "kind: B\nbad: true\n" },
    { name: "three.yaml", text: "---\nkind: C" },
  ]);
  const lines = joined.text.split("\n");
  const places = ["name: x", "bad: true", "kind: C"].map((line) => {
    const { file, line: at } = joined.locate({ ...problem, line: lines.indexOf(line) + 1, column: 1 });
    return `${file}:${at}`;
  });
  expect(places).toEqual(["one.yaml:2", "two.yaml:2", "three.yaml:2"]);
});

test("joinFiles() sends a single JSON file as JSON, and more as YAML, which JSON is too", () => {
  const file = { name: "shop.json", text: '{ "kind": "A" }' };
  expect(joinFiles([file]).mediaType).toBe("application/json");
  expect(joinFiles([file, { name: "b.json", text: '{ "kind": "B" }' }]).mediaType).toBe("application/yaml");
});

test("joinFiles() refuses files that hold nothing", () => {
  expect(() => joinFiles([{ name: "empty.yaml", text: "# nothing\n" }])).toThrow("nothing to apply in empty.yaml");
});
