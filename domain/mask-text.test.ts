import { expect, test } from "vitest";
import { maskText } from "./mask-text.ts";

const secret = "s3cr3t/Pass+word? ü";
const encode = (text: string, encoding: BufferEncoding) => Buffer.from(text).toString(encoding);

test.each([
  { name: "as it is", text: `password=${secret}!`, want: "password=***!" },
  { name: "twice", text: `${secret}${secret}`, want: "******" },
  { name: "in a URL", text: `postgres://u:${encodeURIComponent(secret)}@h`, want: "postgres://u:***@h" },
  { name: "in a form", text: `p=${encodeURIComponent(secret).replaceAll("%20", "+")}&q=1`, want: "p=***&q=1" },
  { name: "in hexadecimal", text: encode(secret, "hex"), want: "***" },
])("maskText() masks a secret $name", ({ text, want }) => {
  expect(maskText(text, [secret])).toBe(want);
});

test.each(["", "a", "ab", "abc", "user:"])("maskText() leaves nothing of a secret in base64 behind %j", (before) => {
  for (const encoding of ["base64", "base64url"] as const) {
    const masked = maskText(encode(`${before}${secret}:after`, encoding), [secret]);
    expect(masked).toContain("***");
    // At most the two characters at its edges, which its neighbours share.
    const left = Buffer.from(masked.split("***")[0] ?? "", encoding).toString("latin1");
    expect(left.length).toBeLessThanOrEqual(before.length + 1);
  }
});

test("maskText() masks each line of a secret of many lines, and the longer of two secrets first", () => {
  const key = "-----BEGIN KEY-----\nabcdefgh\n-----END KEY-----";
  expect(maskText("line: abcdefgh.", [key])).toBe("line: ***.");
  expect(maskText("hunter22", ["hunter2", "hunter22"])).toBe("***");
});

test("maskText() takes patterns and empty secrets as they are", () => {
  expect(maskText("a.b aXb", ["a.b", ""])).toBe("*** aXb");
  expect(maskText("x", [])).toBe("x");
  expect(maskText('quote\\"d', ['quote"d'])).toBe("***");
});
