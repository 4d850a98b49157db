import { expect, test } from "vitest";
import { queryKey, queryNumber, querySysId } from "./query-parts.ts";

test("what is ours may become part of a query", () => {
  expect(queryKey("hf-7f3k2m9qx4tn5b6a")).toBe("hf-7f3k2m9qx4tn5b6a");
  expect(queryNumber("CHG0031337")).toBe("CHG0031337");
  expect(querySysId("5c0e5c0e5c0e5c0e5c0e5c0e5c0e5c0e")).toBe("5c0e5c0e5c0e5c0e5c0e5c0e5c0e5c0e");
});

test.each([
  { name: "a script", text: "javascript:gs.getUserID()" },
  { name: "another condition", text: "CHG1^ORnumber=CHG2" },
  { name: "another query", text: "hf-7f3k2m9qx4tn5b6a^NQactive=true" },
  { name: "a path", text: "../table/sys_user" },
  { name: "a line break", text: "CHG1\n" },
  { name: "nothing", text: "" },
])("$name may not", ({ text }) => {
  for (const checked of [queryKey, queryNumber, querySysId])
    expect(() => checked(text)).toThrow("must not become part");
});
