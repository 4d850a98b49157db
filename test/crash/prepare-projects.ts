import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { text } from "node:stream/consumers";
import type { ApiCalls } from "./api-calls.ts";
import { cloudDocuments, examplePath, exampleText } from "./documents.ts";
import type { Installation } from "./installation.ts";

const CLI = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));

/** Stores the artifacts, projects, blueprints and releases that the environments of the test are made from. */
export async function prepareProjects(installation: Installation, api: ApiCalls): Promise<void> {
  for (const artifact of ["api", "web"]) await pushArtifact(installation, examplePath(`shop/${artifact}`));
  for (const body of [cloudDocuments(), await exampleText("shop/shop.yaml")]) {
    const answer = await api.command({ method: "POST", path: "/v1/apply", body });
    if (!answer.isAccepted) throw new Error(`the documents were refused: ${answer.code}`);
  }
}

async function pushArtifact(installation: Installation, directory: string): Promise<void> {
  const child = spawn(process.execPath, [CLI, "artifact", "push", directory], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, HOLDFAST_URL: installation.addresses().url, HOLDFAST_TOKEN: await installation.token() },
  });
  const [problem, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
  if (code !== 0) throw new Error(`"artifact push ${directory}" ended with ${String(code)}: ${problem}`);
}
