import { OrchestratorError } from "../../domain/errors.ts";

/** @throws OrchestratorError `NOT_FOUND` for a cell that environments may not name */
export function requireCell(cells: readonly string[], cell: string): void {
  if (cells.includes(cell)) return;
  const known = cells.map((one) => JSON.stringify(one)).join(", ");
  throw new OrchestratorError("NOT_FOUND", `no cell is called ${JSON.stringify(cell)}; there are: ${known}`);
}
