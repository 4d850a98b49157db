import { createHash } from "node:crypto";
import { globSync, mkdirSync, readFileSync, renameSync, writeFileSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleWorkflowCode, DefaultLogger } from "@temporalio/worker";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Digest of the workflows' code: it changes with any file that can be part of the bundle, and with the SDK. */
export function workflowCodeDigest(): string {
  const hash = createHash("sha256");
  const sdk = createRequire(import.meta.url)("@temporalio/worker/package.json") as { readonly version: string };
  hash.update(sdk.version);
  const files = globSync(["workflows/**/*.ts", "domain/**/*.ts"], { cwd: root, exclude: ["**/*.test.ts"] });
  for (const file of files.toSorted()) hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  return hash.digest("hex").slice(0, 32);
}

/** Path of the workflows' bundle in a directory: built once for each state of the code. */
export async function workflowBundle(directory: string): Promise<string> {
  const path = join(directory, `workflows-${workflowCodeDigest()}.js`);
  if (existsSync(path)) return path;
  mkdirSync(directory, { recursive: true });
  const workflowsPath = join(root, "workflows/index.ts");
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    // Loaded once instead of by each workflow. It keeps nothing of a workflow.
    preloadModules: ["@temporalio/common"],
    logger: new DefaultLogger("WARN"),
  });
  const half = `${path}.${process.pid}`;
  writeFileSync(half, code);
  renameSync(half, path);
  return path;
}
