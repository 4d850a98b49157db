import type { Driver } from "./driver.ts";
import { eksAccessEntryDriver } from "./eks-access-entry/driver.ts";
import { eksAddonDriver } from "./eks-addon/driver.ts";
import { eksClusterDriver } from "./eks-cluster/driver.ts";
import { eksNodegroupDriver } from "./eks-nodegroup/driver.ts";
import { eksPodIdentityDriver } from "./eks-pod-identity/driver.ts";
import type { EksPorts } from "./eks/eks-driver.ts";
import { jobDriver } from "./job/driver.ts";
import { postgresDriver, type PostgresPorts } from "./postgres/driver.ts";
import { serviceDriver } from "./service/driver.ts";
import type { ServicePorts } from "./service/service-ports.ts";
import { simulatedDriver, type SimulatedPorts } from "./simulated/driver.ts";

/** What the drivers need of their cell. */
export interface DriverPorts extends ServicePorts, PostgresPorts, SimulatedPorts, EksPorts {}

/** One driver for each component kind, by name. */
export function drivers(ports: DriverPorts): readonly Driver[] {
  return [
    eksAccessEntryDriver(ports),
    eksAddonDriver(ports),
    eksClusterDriver(ports),
    eksNodegroupDriver(ports),
    eksPodIdentityDriver(ports),
    jobDriver(ports),
    postgresDriver(ports),
    serviceDriver(ports),
    simulatedDriver(ports),
  ];
}
