import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Subject } from "../../activities/components/driver.ts";
import { baseEnvironment } from "../../activities/components/process/base-environment.ts";
import { serviceDriver } from "../../activities/components/service/driver.ts";
import type { ServiceConfig } from "../../activities/components/service/schema.ts";
import { directoryArtifacts } from "../../adapters/artifacts/directory-artifacts.ts";

// A worker that launches one service and dies in the same moment: what the first argument says, as JSON.
const { root, subject } = JSON.parse(process.argv[2] ?? "{}") as { root: string; subject: Subject<ServiceConfig> };
const driver = serviceDriver({
  cell: "local",
  runs: join(root, "runs"),
  artifacts: directoryArtifacts({ root: join(root, "artifacts") }),
  keyedHash: (value) => createHash("sha256").update(value).digest("hex"),
  environment: baseEnvironment(process.env),
  records: { lease: async ({ candidates }) => candidates[0] ?? 0, leased: async () => undefined },
});
await driver.apply(subject, new AbortController().signal);
process.kill(process.pid, "SIGKILL");
