import { expect, test } from "vitest";
import { isVerifierOf, scramVerifier } from "./scram-verifier.ts";

test("isVerifierOf() knows a password by its verifier, and no other", async () => {
  const verifier = await scramVerifier("correct horse");
  expect(await isVerifierOf(verifier, "correct horse")).toBe(true);
  expect(await isVerifierOf(verifier, "correct horsf")).toBe(false);
});

test.each([
  "",
  "md5d41d8cd98f00b204e9800998ecf8427e",
  "SCRAM-SHA-256$0:AAAA$AAAA:AAAA",
  "SCRAM-SHA-256$999999999:AAAA$AAAA:AAAA",
])("isVerifierOf() answers false, and soon, for %o", async (verifier) => {
  expect(await isVerifierOf(verifier, "")).toBe(false);
});
