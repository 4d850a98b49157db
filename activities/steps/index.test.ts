import { expect, test } from "vitest";
import { z } from "zod";
import { steps } from "./index.ts";

test("every step has a kind of its own, in the order of their names", () => {
  const kinds = steps.map(({ kind }) => kind);
  expect(kinds).toEqual([...new Set(kinds)].toSorted());
});

test.each(steps.flatMap(({ kind, config, examples }) => examples.map((example) => ({ kind, config, example }))))(
  "$kind accepts its documented example $example",
  ({ config, example }) => {
    expect(config.safeParse(example).error).toBeUndefined();
  },
);

test.each(steps)("$kind has an example, refuses what it does not know, and says what each field is", (step) => {
  expect(step.examples.length).toBeGreaterThan(0);
  expect(step.config.safeParse({ ...step.examples[0], nonsense: 1 }).success).toBe(false);
  const schema = z.toJSONSchema(step.config, { io: "input", unrepresentable: "any" });
  expect(schema).toMatchObject({ type: "object", additionalProperties: false });
  for (const property of Object.values(schema.properties ?? {}))
    expect(property).toMatchObject({ description: expect.stringMatching(/\.$/) as unknown });
});

test("only a migration changes data, of the component that it names", () => {
  const changing = steps.filter(({ changesDataOf }) => changesDataOf !== undefined);
  expect(changing.map(({ kind }) => kind)).toEqual(["database-migration"]);
  expect(changing[0]?.changesDataOf?.({ component: "database", artifact: "api" })).toEqual(["database"]);
});
