import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { StepCell } from "../steps/step.ts";
import type { StepAttempt } from "./attempt.ts";
import type { CellPlaces } from "./step-ports.ts";

/** What the cell offers to one step: a directory of its own below that of its operation. */
export function stepCell(places: CellPlaces, { turn, opened }: Pick<StepAttempt, "turn" | "opened">): StepCell {
  const path = join(places.steps, encodeURIComponent(opened.cause), encodeURIComponent(turn.step));
  return {
    unpacked: async (digest) => await places.artifacts.directory(digest),
    async directory() {
      await mkdir(path, { recursive: true, mode: 0o700 });
      return path;
    },
    environment: places.environment,
  };
}
