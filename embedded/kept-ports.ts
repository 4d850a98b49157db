import { z } from "zod";
import { freePort, isPortFree } from "./process/free-port.ts";
import { readIfPresent } from "./process/read-if-present.ts";
import { writeFileAtomically } from "./process/write-file-atomically.ts";

const Ports = z.object({ api: z.int(), temporal: z.int(), temporalUi: z.int(), cloud: z.int() });
/** The ports of an installation's own processes. */
export type Ports = z.infer<typeof Ports>;

const PREFERRED: Ports = { api: 7433, temporal: 7243, temporalUi: 8243, cloud: 7453 };

/** The ports kept in a file, so that addresses stay; one that a stranger took meanwhile, and those of a first start, are chosen anew. */
export async function keptPorts(file: string): Promise<Ports> {
  const text = await readIfPresent(file);
  const kept = text === undefined ? PREFERRED : Ports.parse(JSON.parse(text));
  const ports: Ports = { ...kept };
  for (const name of ["api", "temporal", "temporalUi", "cloud"] as const) {
    if (!(await isPortFree(ports[name]))) ports[name] = await freePort();
  }
  await writeFileAtomically(file, JSON.stringify(ports));
  return ports;
}
