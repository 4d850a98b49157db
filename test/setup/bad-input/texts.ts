import { type Bad, PROJECT, HEAD, api, command, bp } from "./world.ts";

const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefgh"
  .split("")
  .map((name, index) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${"abcdefgh"[index]}`).join(",")}]`)
  .join("\n")}\n`;

/** Files that are no documents. */
export const badTexts: readonly Bad[] = [
  { name: "an empty file", text: "", code: "DOCUMENT_SYNTAX", at: "1:1", part: "nothing to apply" },
  {
    name: "a file of comments",
    text: "# nothing\n---\n# here\n",
    code: "DOCUMENT_SYNTAX",
    at: "1:1",
    part: "nothing to apply",
  },
  {
    name: "a file of 2 MB",
    text: `# ${"x".repeat(2_000_000)}\n${PROJECT}`,
    code: "BODY_TOO_LARGE",
    at: "1:1",
    part: "2000",
  },
  { name: "an alias bomb", text: HEAD + bomb, code: "DOCUMENT_TOO_COMPLEX", at: "3:8", part: "more than 50 aliases" },
  {
    name: "an alias inside its own anchor",
    text: `${HEAD}kind: &k [*k]\n`,
    code: "DOCUMENT_SYNTAX",
    at: "2:11",
    part: "inside its own anchor",
  },
  {
    name: "an alias without an anchor",
    text: `${HEAD}kind: *none\n`,
    code: "DOCUMENT_SYNTAX",
    at: "2:7",
    part: "none",
  },
  {
    name: "65 levels",
    text: `${HEAD}kind: ${"[".repeat(65)}${"]".repeat(65)}\n`,
    code: "DOCUMENT_TOO_COMPLEX",
    at: "2:71",
    part: "64 levels",
  },
  {
    name: "a hundred thousand brackets",
    text: "[".repeat(100_000),
    code: "DOCUMENT_TOO_COMPLEX",
    at: "1:145",
    part: "64 levels",
  },
  { name: "a NUL character", text: `${HEAD}kind: Pro\u0000ject\n`, code: "DOCUMENT_SYNTAX", at: "2:10", part: "NUL" },
  { name: "a control character", text: `${HEAD}kind: \u0007\n`, code: "DOCUMENT_SYNTAX", at: "2:7", part: "U+0007" },
  {
    name: "an escaped NUL character",
    text: `${HEAD}kind: Project\nmetadata: { name: shop }\nspec: { description: "a\\0b" }\n`,
    code: "DOCUMENT_INVALID",
    at: "4:22",
    part: "NUL",
  },
  {
    name: "a byte order mark in the middle",
    text: `${HEAD}kind: \ufeffProject\n`,
    code: "DOCUMENT_SYNTAX",
    at: "2:7",
    part: "U+FEFF",
  },
  { name: "a lone surrogate", text: `${HEAD}kind: "\\ud800"\n`, code: "DOCUMENT_INVALID", at: "2:7", part: "U+D800" },
  {
    name: "tabs for indentation",
    text: `${HEAD}metadata:\n\tname: shop\n`,
    code: "DOCUMENT_SYNTAX",
    at: "3:1",
    part: "tab",
  },
  { name: "an open quote", text: `${HEAD}kind: "Project\n`, code: "DOCUMENT_SYNTAX", at: "3:1", part: "quote" },
  {
    name: "an open bracket",
    text: `${HEAD}metadata: { name: shop\n`,
    code: "DOCUMENT_SYNTAX",
    at: "3:1",
    part: "flow map",
  },
  {
    name: "a key twice",
    text: `${HEAD}kind: Project\nmetadata: { name: shop, name: shop }\nspec: {}\n`,
    code: "DOCUMENT_SYNTAX",
    at: "3:25",
    part: 'the key "name" stands here twice',
  },
  {
    name: "a key that is a number",
    text: `${HEAD}kind: Project\nmetadata: { name: shop, labels: { 1: a } }\nspec: {}\n`,
    code: "DOCUMENT_SYNTAX",
    at: "3:35",
    part: "quotes",
  },
  {
    name: "a key that is a list",
    text: `${HEAD}? [a]\n: b\n`,
    code: "DOCUMENT_SYNTAX",
    at: "2:3",
    part: "a key is text",
  },
  {
    name: "the key __proto__",
    text: `${HEAD}kind: Project\nmetadata: { name: shop }\nspec: { __proto__: {} }\n`,
    code: "DOCUMENT_INVALID",
    at: "4:9",
    part: "__proto__",
  },
  { name: "an unknown tag", text: `${HEAD}kind: !thing Project\n`, code: "DOCUMENT_SYNTAX", at: "2:7", part: "tag" },
  {
    name: "another YAML version",
    text: `%YAML 1.1\n---\n${PROJECT}`,
    code: "DOCUMENT_SYNTAX",
    at: "1:1",
    part: "YAML 1.2",
  },
  {
    name: "an infinite number",
    text: bp(api(`{ ${command}, replicas: .inf }`)),
    code: "DOCUMENT_INVALID",
    at: "10:79",
    part: "Infinity",
  },
  {
    name: "a number that is none",
    text: bp(api(`{ ${command}, replicas: .nan }`)),
    code: "DOCUMENT_INVALID",
    at: "10:79",
    part: "NaN",
  },
  {
    name: "a number too large to be exact",
    text: bp(api(`{ ${command}, replicas: 12345678901234567890 }`)),
    code: "DOCUMENT_INVALID",
    at: "10:79",
    part: "quotes",
  },
];
