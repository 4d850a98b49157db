import { expect, test } from "vitest";
import { machineText, parseForm, withInstants } from "./machine-output.ts";

test("instants are RFC 3339, and what people wrote stays as it is", () => {
  const view = {
    createdAt: 0,
    readyWithinMs: 60_000,
    hold: { since: 1_000 },
    snoozedUntil: 3_000,
    document: { spec: { parameters: { startAt: 5 } } },
    componentList: [{ readyAt: 2_000, outputs: { expiresAt: 7 } }],
  };
  expect(withInstants(view)).toEqual({
    createdAt: "1970-01-01T00:00:00.000Z",
    readyWithinMs: 60_000,
    hold: { since: "1970-01-01T00:00:01.000Z" },
    snoozedUntil: "1970-01-01T00:00:03.000Z",
    document: { spec: { parameters: { startAt: 5 } } },
    componentList: [{ readyAt: "1970-01-01T00:00:02.000Z", outputs: { expiresAt: 7 } }],
  });
});

test("YAML output does not fold long lines", async () => {
  expect(await machineText({ reason: "word ".repeat(60).trim() }, "yaml")).toHaveLength("reason: ".length + 300);
});

test("parseForm() says which forms there are", () => {
  expect(parseForm("wide", ["table", "wide"])).toBe("wide");
  expect(() => parseForm("xml", ["table"])).toThrow('"xml" is no output form');
  expect(() => parseForm("yaml", ["table"])).toThrow('cannot print "yaml"');
});
