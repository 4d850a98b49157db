import { KINDS, type Act, type Piece } from "./pieces.ts";
import { POINTS, type Point } from "./worker-task.ts";

/** What EKS does besides. */
interface CellFault {
  readonly name: string;
  /** What the first call that changes something meets. */
  readonly action?: object;
  /** Whether looks see what was there before, while the change is made and after the death. */
  readonly isStale?: boolean;
}

/** The call has its effect, and its answer is lost. */
export const LOST = { do: "reset", when: "after" };

/** All of it, once each. */
export const FAULTS: readonly CellFault[] = [
  { name: "none" },
  { name: "answer lost", action: LOST },
  { name: "5xx", action: { do: "error", name: "ServerException" } },
  { name: "throttled", action: { do: "error", name: "ThrottlingException" } },
  { name: "stale looks", isStale: true },
  { name: "answer lost, stale looks", action: LOST, isStale: true },
];

/** One death and one fault in one change of one component. */
export interface Cell {
  readonly name: string;
  readonly piece: Piece;
  readonly verb: string;
  readonly act: Act;
  readonly point: Point;
  readonly fault: CellFault;
}

/** Nothing goes on after it: who dies there loses nothing. */
const LAST: Point = "after record";

/** Every kind with everything that is done to it, at every point, with every fault. */
export const CELLS: readonly Cell[] = KINDS.flatMap((piece) =>
  Object.entries(piece.acts).flatMap(([verb, act]) =>
    POINTS.filter((point) => point !== LAST).flatMap((point) =>
      FAULTS.map((fault) => ({
        name: `${piece.kind} ${verb}, ${point}, ${fault.name}`,
        piece,
        verb,
        act,
        point,
        fault,
      })),
    ),
  ),
);
