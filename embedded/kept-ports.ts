import { join } from "node:path";
import { z } from "zod";
import { tryFileLock, type FileLock } from "./process/file-lock.ts";
import { freePort, isPortFree } from "./process/free-port.ts";
import { readIfPresent } from "./process/read-if-present.ts";
import { userCacheDir } from "./process/user-cache-dir.ts";
import { writeFileAtomically } from "./process/write-file-atomically.ts";

const PREFERRED = {
  api: 7433,
  temporal: 7243,
  temporalUi: 8243,
  cloud: 7453,
  servicenow: 7463,
  jira: 7473,
  slack: 7483,
  eks: 7493,
};

const Ports = z.object({
  api: z.int(),
  temporal: z.int(),
  temporalUi: z.int(),
  cloud: z.int(),
  // Files of earlier versions do not have them.
  servicenow: z.int().default(PREFERRED.servicenow),
  jira: z.int().default(PREFERRED.jira),
  slack: z.int().default(PREFERRED.slack),
  eks: z.int().default(PREFERRED.eks),
});
/** The ports of an installation's own processes. */
export type Ports = z.infer<typeof Ports>;

/** Ports that no other installation of this user takes until they are released. */
export interface KeptPorts {
  readonly ports: Ports;
  /** Lets others have them. The file still names them. */
  release(): Promise<void>;
}

/** The ports kept in a file, so that addresses stay; one that somebody took meanwhile, and those of a first start, are chosen anew. */
export async function keptPorts(file: string): Promise<KeptPorts> {
  const text = await readIfPresent(file);
  const ports: Ports = text === undefined ? { ...PREFERRED } : Ports.parse(JSON.parse(text));
  const leases: FileLock[] = [];
  for (const name of ["api", "temporal", "temporalUi", "cloud", "servicenow", "jira", "slack", "eks"] as const) {
    for (;;) {
      const lease = await leasePort(ports[name]);
      if (lease !== undefined) {
        leases.push(lease);
        break;
      }
      ports[name] = await freePort();
    }
  }
  await writeFileAtomically(file, JSON.stringify(ports));
  return { ports, release: async () => void (await Promise.all(leases.map(async (lease) => await lease.release()))) };
}

/**
 * A port is free until its process listens on it, which may take seconds. Two installations that start side by side
 * would choose the same one, and the second would take the first one's Temporal for its own.
 */
async function leasePort(port: number): Promise<FileLock | undefined> {
  const answer = await tryFileLock(join(userCacheDir(process.env), "ports", String(port)));
  if (answer.kind === "held") return undefined;
  if (await isPortFree(port)) return answer.lock;
  await answer.lock.release();
  return undefined;
}
