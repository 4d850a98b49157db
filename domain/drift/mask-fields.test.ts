import { expect, test } from "vitest";
import { isMasked, maskFields } from "./mask-fields.ts";

const keyedHash = (text: string) => `h:${text}`;

test("maskFields() replaces secret values alone, and by the same hash where they are equal", () => {
  const raw = { "config.key": "s3cret", "config.other": "s3cret", "config.port": 80 };
  expect(maskFields(raw, (path) => path !== "config.port", keyedHash)).toEqual({
    "config.key": { secret: 'h:"s3cret"' },
    "config.other": { secret: 'h:"s3cret"' },
    "config.port": 80,
  });
});

test("maskFields() tells a number from its text, and knows objects whatever the order of their keys", () => {
  const { one, text, list, same } = maskFields(
    { one: 1, text: "1", list: [{ a: 1, b: 2 }], same: [{ b: 2, a: 1 }] },
    () => true,
    keyedHash,
  );
  expect(one).not.toEqual(text);
  expect(list).toEqual(same);
});

test("maskFields() asks with the value, so that a value that is secret anywhere is masked everywhere", () => {
  const masked = maskFields({ a: "s3cret", b: "open" }, (_path, value) => value === "s3cret", keyedHash);
  expect(Object.keys(masked).filter((path) => isMasked(masked[path]))).toEqual(["a"]);
});

test.each([
  { value: { secret: "abc" }, masked: true },
  { value: {}, masked: false },
  { value: "secret", masked: false },
  { value: ["secret"], masked: false },
  { value: null, masked: false },
])("isMasked($value) is $masked", ({ value, masked }) => {
  expect(isMasked(value)).toBe(masked);
});
