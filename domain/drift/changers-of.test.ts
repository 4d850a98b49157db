import { expect, it } from "vitest";
import { changersOf, namesIn } from "./changers-of.ts";

it("names everybody who has changed something, once", () => {
  expect(changersOf([{ by: { who: "bo" } }, {}, { by: { who: "ana", at: 5 } }, { by: { who: "bo" } }])).toEqual([
    "ana",
    "bo",
  ]);
});

it.each([
  ["ana", ["ana"]],
  ["Ana@Example.com", ["ana@example.com"]],
  [
    "arn:aws:sts::1:assumed-role/admin/ana@example.com",
    ["arn:aws:sts::1:assumed-role/admin/ana@example.com", "ana@example.com"],
  ],
  ["oidc:ana", ["oidc:ana", "ana"]],
  ["SHOP\\ana", ["shop\\ana", "ana"]],
  [" / ", ["/"]],
])("knows %s by %j", (who, names) => {
  expect(namesIn(who)).toEqual(names);
});
