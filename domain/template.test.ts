import { expect, test } from "vitest";
import type { Json } from "./schema/json.ts";
import { listExpressions, resolveConfig, splitTemplate } from "./template.ts";

test.each([
  { text: "", want: [] },
  { text: "plain", want: [{ text: "plain" }] },
  { text: "${a}", want: [{ expression: "a" }] },
  { text: "x${ a }y${b}", want: [{ text: "x" }, { expression: "a" }, { text: "y" }, { expression: "b" }] },
  { text: "$${a}", want: [{ text: "${a}" }] },
  { text: "$$${a}", want: [{ text: "$${a}" }] },
  { text: "$", want: [{ text: "$" }] },
  { text: "$5 and ${a}", want: [{ text: "$5 and " }, { expression: "a" }] },
  { text: '${{"a": 1}}', want: [{ expression: '{"a": 1}' }] },
  { text: '${"}"}', want: [{ expression: '"}"' }] },
  { text: "${'\\'}'}", want: [{ expression: "'\\'}'" }] },
  { text: '${"""a"}"""}', want: [{ expression: '"""a"}"""' }] },
  { text: "${r'\\'}", want: [{ expression: "r'\\'" }] },
  { text: "${bar'}'}", want: [{ expression: "bar'}'" }] },
])("splitTemplate($text)", ({ text, want }) => {
  expect(splitTemplate(text)).toEqual(want);
});

test.each(["${", "a ${b", "${'}", '${{"a": 1}', "${}", "${  }"])("splitTemplate() refuses %j", (text) => {
  expect(() => splitTemplate(text)).toThrow(expect.objectContaining({ code: "EXPRESSION_INVALID" }));
});

test("listExpressions() gives every expression with its place, and broken texts apart", () => {
  const value = { b: ["x", "${one}", { "a/b": "t ${two} ${three}" }], c: "${", d: 1 };
  expect(listExpressions(value)).toEqual({
    expressions: [
      { pointer: "/b/1", expression: "one", isWhole: true },
      { pointer: "/b/2/a~1b", expression: "two", isWhole: false },
      { pointer: "/b/2/a~1b", expression: "three", isWhole: false },
    ],
    faults: [{ pointer: "/c", message: expect.stringContaining("closing brace") }],
  });
});

const values: Readonly<Record<string, Json>> = { number: 3, list: [1, "a"], text: "t", yes: true, none: null };
const evaluate = async (expression: string) => await Promise.resolve(values[expression] ?? null);

test("resolveConfig() keeps the type of a whole expression and makes text of a mixed one", async () => {
  const config = {
    n: "${number}",
    l: "${list}",
    m: "${number}-${text}-${yes}",
    e: "$${number}",
    deep: [{ x: "${none}" }],
    plain: 1,
  };
  expect(await resolveConfig(config, evaluate)).toEqual({
    n: 3,
    l: [1, "a"],
    m: "3-t-true",
    e: "${number}",
    deep: [{ x: null }],
    plain: 1,
  });
});

test.each(["a ${list}", "a ${none}"])(
  "resolveConfig() refuses %j: only text, numbers and booleans stand inside text",
  async (text) => {
    await expect(resolveConfig(text, evaluate)).rejects.toMatchObject({ code: "EXPRESSION_TYPE" });
  },
);
