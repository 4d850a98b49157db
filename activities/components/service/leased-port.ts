import type { ServicePorts } from "./service-ports.ts";

/** What a service's port is leased for. */
export const PORT_PURPOSE = "port";

/** The port that a service was given; undefined when it was never launched. */
export async function leasedPort({ cell, records }: ServicePorts, componentUid: string): Promise<number | undefined> {
  return await records.leased(cell, componentUid, PORT_PURPOSE);
}
