import { OrchestratorError } from "../../../domain/errors.ts";
import type { DriftPlace } from "../drift-watch.ts";
import type { Notebook } from "./life-notes.ts";

/** Notes before the first call of a life in which account and region it is asked for. Where nobody tells them apart, nothing is noted. */
export async function notePlace({ notes, write }: Notebook, place: DriftPlace | undefined): Promise<void> {
  if (place === undefined || notes.place !== undefined) return;
  await write({ place: { account: place.account, region: place.region } });
}

/**
 * Refuses what was asked for in another account or region: nothing of it is to be found here, and that proves nothing.
 *
 * @throws OrchestratorError `COMPONENT_FAILED` with where it is
 */
export function requirePlace({ notes }: Notebook, place: DriftPlace | undefined): void {
  const { place: noted } = notes;
  if (noted === undefined || place === undefined) return;
  if (noted.account === place.account && noted.region === place.region) return;
  const message =
    `it is in account ${noted.account}, ${noted.region}, and its cell is account ${place.account}, ${place.region} by now. ` +
    "Next: give the cell's worker HOLDFAST_AWS_ACCOUNT and HOLDFAST_AWS_REGION as they were; another place is another cell";
  throw new OrchestratorError("COMPONENT_FAILED", message);
}
