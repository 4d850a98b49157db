import type { CellRecords } from "../../../adapters/cell-records/port.ts";
import type { RunPorts } from "../process/run-ports.ts";

/** What services need of their cell. */
export interface ServicePorts extends RunPorts {
  /** Name of the cell, for leases. */
  readonly cell: string;
  readonly records: Pick<CellRecords, "lease" | "leased">;
}
