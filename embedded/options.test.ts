import { expect, test } from "vitest";
import { readStartOptions } from "./options.ts";

test.each([
  { args: [], hasEks: false, isOnce: false },
  { args: ["--with", "eks"], hasEks: true, isOnce: false },
  { args: ["--with=eks", "--once"], hasEks: true, isOnce: true },
])("$args are read", ({ args, ...wanted }) => {
  expect(readStartOptions([...args, "--state-dir", "/tmp/x"])).toMatchObject(wanted);
});

test("there is nothing else to start with", () => {
  expect(() => readStartOptions(["--with", "gke"])).toThrow("--with gke: there is only eks");
});
