import { expect, test } from "vitest";
import { accessPolicyChanges } from "./access-policies.ts";

const view = { policyArn: "view", namespaces: [] };
const edit = { policyArn: "edit", namespaces: ["a", "b"] };

test.each([
  { what: "what it has", seen: [view, edit], wanted: [edit, view], associate: [], disassociate: [] },
  { what: "one more", seen: [view], wanted: [view, edit], associate: [edit], disassociate: [] },
  { what: "one less", seen: [view, edit], wanted: [edit], associate: [], disassociate: ["view"] },
  {
    what: "another scope",
    seen: [edit],
    wanted: [{ ...edit, namespaces: [] }],
    associate: [{ ...edit, namespaces: [] }],
    disassociate: [],
  },
  {
    what: "the same scope in another order",
    seen: [edit],
    wanted: [{ ...edit, namespaces: ["b", "a"] }],
    associate: [],
    disassociate: [],
  },
])("a principal that is to have $what", ({ seen, wanted, associate, disassociate }) => {
  expect(accessPolicyChanges(seen, wanted)).toEqual({ associate, disassociate });
});
