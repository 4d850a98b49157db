import { join } from "node:path";
import { directoryArtifacts } from "../adapters/artifacts/directory-artifacts.ts";
import { fileSealed } from "../adapters/sealed/file-sealed.ts";
import { environmentSecrets } from "../adapters/secrets/environment-secrets.ts";
import { fileSecrets } from "../adapters/secrets/file-secrets.ts";
import { firstSecrets } from "../adapters/secrets/first-secrets.ts";

/** The adapters that keep their files below the state directory of one host. */
export async function localFiles(stateDir: string) {
  const at = (name: string) => join(stateDir, name);
  const sealed = await fileSealed({ root: at("cell/sealed"), keyFile: at("cell/key") });
  return {
    artifacts: directoryArtifacts({ root: at("artifacts") }),
    sealed,
    secrets: firstSecrets([
      environmentSecrets({ environment: process.env, keyedHash: sealed.keyedHash }),
      fileSecrets({ root: at("secrets") }),
    ]),
    runs: at("cell/runs"),
  };
}
