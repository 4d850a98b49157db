import { expect, test } from "vitest";
import { findTransactionControl, splitStatements } from "./split-statements.ts";

const texts = (sql: string) => splitStatements(sql).map(({ text }) => text);

test.each([
  { name: "nothing", sql: "", want: [] },
  { name: "only comments", sql: "-- a;\n/* b; */\n;;", want: [] },
  { name: "two statements, the last without its semicolon", sql: "select 1; select 2", want: ["select 1", "select 2"] },
  { name: "semicolons in texts", sql: "select 'a;''b;'; select 2", want: ["select 'a;''b;'", "select 2"] },
  { name: "semicolons in names", sql: 'select 1 as "a;""b"; select 2', want: ['select 1 as "a;""b"', "select 2"] },
  { name: "an escaped quote", sql: "select E'a\\';b'; select 2", want: ["select E'a\\';b'", "select 2"] },
  { name: "a backslash that escapes nothing", sql: "select 'a\\'; select 2", want: ["select 'a\\'", "select 2"] },
  {
    name: "a name before a text is no escape",
    sql: "select type 'a\\'; select 2",
    want: ["select type 'a\\'", "select 2"],
  },
  { name: "line comments", sql: "select 1 -- it's; \n+ 1; select 2", want: ["select 1 -- it's; \n+ 1", "select 2"] },
  {
    name: "comments inside comments",
    sql: "select /* a /* ; */ ; */ 1; select 2",
    want: ["select /* a /* ; */ ; */ 1", "select 2"],
  },
  { name: "dollar quotes", sql: "do $$ begin a; end $$; select 2", want: ["do $$ begin a; end $$", "select 2"] },
  { name: "tagged dollar quotes", sql: "do $a$ $$; $b$; $a$; select 2", want: ["do $a$ $$; $b$; $a$", "select 2"] },
  {
    name: "dollars that quote nothing",
    sql: "select a$b$c, $1; select d$b$",
    want: ["select a$b$c, $1", "select d$b$"],
  },
  {
    name: "semicolons in brackets",
    sql: "create rule r as on insert to t do (a; b); select 2",
    want: ["create rule r as on insert to t do (a; b)", "select 2"],
  },
  {
    name: "a body that is written out",
    sql: "create function f() returns int begin atomic select case when true then 1 end; select 2; end; select 3",
    want: ["create function f() returns int begin atomic select case when true then 1 end; select 2; end", "select 3"],
  },
  {
    name: "case outside of a body",
    sql: "select case when true then 1 end; select 2",
    want: ["select case when true then 1 end", "select 2"],
  },
  {
    name: "numbers and operators",
    sql: "select 1e5-2, a->>'b;'; select 2",
    want: ["select 1e5-2, a->>'b;'", "select 2"],
  },
  { name: "a text that does not end", sql: "select 'a; select 2", want: ["select 'a; select 2"] },
  { name: "a dollar quote that does not end", sql: "do $$ a; b", want: ["do $$ a; b"] },
  { name: "a comment that does not end", sql: "select 1; /* a; b", want: ["select 1"] },
])("$name", ({ sql, want }) => {
  expect(texts(sql)).toEqual(want);
});

test("each statement knows the line of its first word", () => {
  const sql = "-- first\n\ncreate table a (\n  id int\n);\n/* and\n then */ select 1;\n\nselect\n2";
  expect(splitStatements(sql).map(({ line }) => line)).toEqual([3, 7, 9]);
});

test.each([
  "begin",
  "BEGIN isolation level serializable",
  "start  transaction",
  "commit",
  "end",
  "abort",
  "rollback",
  "prepare transaction 'a'",
])("%s begins or ends a transaction", (sql) => {
  expect(findTransactionControl(splitStatements(`select 1;\n${sql};`))?.line).toBe(2);
});

test.each([
  "rollback to a",
  "rollback work to savepoint a",
  "savepoint a",
  "release a",
  "prepare a as select 1",
  "do $$ begin commit; end $$",
  "create function f() returns int begin atomic select 1; end",
  "select 'begin'",
])("%s begins and ends none", (sql) => {
  expect(findTransactionControl(splitStatements(sql))).toBeUndefined();
});
