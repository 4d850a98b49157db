import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { generatedFiles } from "./generated-files.ts";

test.each(generatedFiles().map(({ path, content }) => ({ path, content })))(
  "$path is what the code says (else: npm run generate)",
  async ({ path, content }) => {
    expect(await readFile(new URL(`../${path}`, import.meta.url), "utf8")).toBe(content);
  },
);
