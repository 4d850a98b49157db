import { glob, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { bundleWorkflowCode, DefaultLogger } from "@temporalio/worker";
import { expect, test } from "vitest";
import { ERROR_CODES } from "../domain/errors.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

test("the workflow bundle holds no zod, CEL, adapter or activity, and stays below 2 MB", async () => {
  const workflowsPath = fileURLToPath(new URL("../workflows/index.ts", import.meta.url));
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger("ERROR") });
  const modules = [...code.matchAll(/^\/\*\*\*\/ "([^"]+)"/gm)].map((match) => match[1] ?? "");
  expect(modules.length).toBeGreaterThan(10);
  expect(modules.filter((name) => /\/(zod|@bufbuild|adapters|activities)\//.test(name))).toEqual([]);
  expect(code.length).toBeLessThan(2_000_000);
}, 60_000);

test("the lock file records no addresses of packages", async () => {
  const lock = await readFile(new URL("../package-lock.json", import.meta.url), "utf8");
  expect(lock).not.toContain('"resolved"');
});

test("every error code is used by the product, and by a test", async () => {
  const product: string[] = [];
  const tests: string[] = [];
  for await (const file of glob("{domain,adapters,activities,api,workers,embedded,test}/**/*.ts", { cwd: root })) {
    const text = await readFile(new URL(file, new URL("../", import.meta.url)), "utf8");
    if (/^test\/|\.test\.ts$/.test(file)) tests.push(text);
    else if (file !== "domain/errors.ts") product.push(text);
  }
  const missingIn = (texts: readonly string[]) =>
    Object.keys(ERROR_CODES).filter((code) => !texts.some((text) => text.includes(`"${code}"`)));
  expect(missingIn(product)).toEqual([]);
  expect(missingIn(tests)).toEqual([]);
});

test("every dependency is pinned exactly", async () => {
  const text = await readFile(new URL("../package.json", import.meta.url), "utf8");
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(text) as Record<
    string,
    Record<string, string>
  >;
  const versions = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
});
