import { expect, test } from "vitest";
import { hideUnmaskable } from "./hide-unmaskable.ts";

const mask = async (line: string) => line.replaceAll("canary", "***");

test("a line is masked where the secrets are known", async () => {
  expect(await hideUnmaskable(mask, async () => undefined)("with canary")).toBe("with ***");
});

test("a line is hidden whole where its cell alone knows the secrets, and who that is is asked once", async () => {
  let times = 0;
  const hide = hideUnmaskable(mask, async () => {
    times += 1;
    return "aws-eu";
  });
  for (let line = 0; line < 3; line++) {
    expect(await hide("with a secret")).toBe('(hidden: only cell "aws-eu" knows the secrets in it)');
  }
  expect(times).toBe(1);
});
