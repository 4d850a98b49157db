import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { bundleWorkflowCode, DefaultLogger } from "@temporalio/worker";
import { expect, test } from "vitest";

test("the workflow bundle holds no zod, CEL, adapter or activity, and stays below 2 MB", async () => {
  const workflowsPath = fileURLToPath(new URL("../workflows/index.ts", import.meta.url));
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger("ERROR") });
  const modules = [...code.matchAll(/^\/\*\*\*\/ "([^"]+)"/gm)].map((match) => match[1] ?? "");
  expect(modules.length).toBeGreaterThan(10);
  expect(modules.filter((name) => /\/(zod|@bufbuild|adapters|activities)\//.test(name))).toEqual([]);
  expect(code.length).toBeLessThan(2_000_000);
}, 60_000);

test("the lock file records no address and no install script of a package that needs one", async () => {
  const lock = await readFile(new URL("../package-lock.json", import.meta.url), "utf8");
  expect(lock).not.toMatch(
    /"resolved"|https?:\/\/(?!opencollective|github|feross|www\.|tidelift|paulmillr|ko-fi|.*fund)/,
  );
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
