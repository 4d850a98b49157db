import { expect, test } from "vitest";
import { plainPaint } from "./paint.ts";
import { documentProblemLine, renderProblem } from "./problem.ts";

const problem = {
  code: "COMPONENT_KIND_UNKNOWN",
  message: 'no kind is called "servce"',
  pointer: "/spec/components/api/kind",
  document: 1,
};

test.each([
  { name: "file, line and column", at: { file: "shop.yaml", line: 12, column: 7 }, want: "shop.yaml:12:7" },
  { name: "file and line", at: { file: "shop.yaml", line: 12 }, want: "shop.yaml:12" },
  { name: "line and column without a file", at: { line: 12, column: 7 }, want: "line 12:7" },
  {
    name: "document and pointer",
    at: { file: "shop.yaml" },
    want: "shop.yaml: document 2 at /spec/components/api/kind:",
  },
])("a problem of a document is placed by $name", ({ at, want }) => {
  expect(documentProblemLine({ ...problem, ...at })).toBe(`${want} COMPONENT_KIND_UNKNOWN no kind is called "servce"`);
});

test("a refusal says what, where, what next, and the trace id", () => {
  const refusal = {
    title: "Unprocessable",
    status: 422,
    detail: "line 19, column 7: no kind is called (see errors)",
    code: "DOCUMENT_INVALID",
    hint: "Compare the document with its JSON Schema.",
    traceId: "trace-1",
    errors: [{ ...problem, file: "shop.yaml", line: 12, column: 7 }],
  };
  expect(renderProblem(refusal, { paint: plainPaint, retryAfterS: 5 })).toEqual([
    "error: 1 problem in the documents (DOCUMENT_INVALID)",
    'shop.yaml:12:7 COMPONENT_KIND_UNKNOWN no kind is called "servce"',
    "hint: Compare the document with its JSON Schema.",
    "hint: try again in 5 s",
    "trace: trace-1",
  ]);
});

test("a refusal without details still says its title", () => {
  expect(renderProblem({ title: "Service Unavailable", status: 503 }, { paint: plainPaint })).toEqual([
    "error: Service Unavailable",
  ]);
});
