import type { Driver } from "./driver.ts";
import { jobDriver } from "./job/driver.ts";
import { postgresDriver, type PostgresPorts } from "./postgres/driver.ts";
import { serviceDriver } from "./service/driver.ts";
import type { ServicePorts } from "./service/service-ports.ts";
import { simulatedDriver, type SimulatedPorts } from "./simulated/driver.ts";

/** What the drivers need of their cell. */
export interface DriverPorts extends ServicePorts, PostgresPorts, SimulatedPorts {}

/** One driver for each component kind, by name. */
export function drivers(ports: DriverPorts): readonly Driver[] {
  return [jobDriver(ports), postgresDriver(ports), serviceDriver(ports), simulatedDriver(ports)];
}
