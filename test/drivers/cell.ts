import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServicePorts } from "../../activities/components/service/service-ports.ts";
import { baseEnvironment } from "../../activities/components/process/base-environment.ts";
import { directoryArtifacts } from "../../adapters/artifacts/directory-artifacts.ts";
import type { Artifacts } from "../../adapters/artifacts/port.ts";

/** A cell in a directory of its own. */
export interface TestCell {
  readonly directory: string;
  readonly artifacts: Artifacts;
  readonly ports: ServicePorts;
  /** Stores files given as text and answers the digest. */
  push(files: Readonly<Record<string, string>>): Promise<string>;
  /** Lines of a file in the cell; none when it is not there. */
  lines(name: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Makes a cell without Holdfast around it: leases are kept in memory, everything else is real. */
export async function testCell(): Promise<TestCell> {
  const directory = await mkdtemp(join(tmpdir(), "holdfast-cell-"));
  const artifacts = directoryArtifacts({ root: join(directory, "artifacts") });
  const portsByComponent = new Map<string, number>();
  const ports: ServicePorts = {
    cell: "local",
    runs: join(directory, "runs"),
    artifacts,
    keyedHash: (value) => createHash("sha256").update(value).digest("hex"),
    environment: baseEnvironment(process.env),
    records: {
      async lease({ componentUid, candidates }) {
        const port = portsByComponent.get(componentUid) ?? candidates[0];
        if (port === undefined) throw new Error("no candidate");
        portsByComponent.set(componentUid, port);
        return port;
      },
      leased: async (_cell, componentUid) => portsByComponent.get(componentUid),
    },
  };

  return {
    directory,
    artifacts,
    ports,
    async push(files) {
      const entries = Object.entries(files).map(([path, text]) => ({
        path,
        isExecutable: false,
        content: Buffer.from(text),
      }));
      return (await artifacts.push(entries)).digest;
    },
    async lines(name) {
      const text = await readFile(join(directory, name), "utf8").catch(() => "");
      return text.split("\n").slice(0, -1);
    },
    close: async () => await rm(directory, { recursive: true, force: true }),
  };
}
