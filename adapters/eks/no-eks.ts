import { OrchestratorError } from "../../domain/errors.ts";
import type { Eks } from "./port.ts";

/** EKS in a cell that has no account of AWS: every call says so. */
export function noEks(cell: string): Eks {
  const refuse = async () =>
    await Promise.reject(new OrchestratorError("CLOUD_MISSING", `cell "${cell}" has no account of AWS`));
  return new Proxy({} as Eks, { get: () => refuse });
}
