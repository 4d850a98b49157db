import { KINDS, type Act, type Piece } from "./pieces.ts";
import { POINTS, type Point } from "./worker-task.ts";

/** A fault of EKS, once. */
interface CellFault {
  readonly name: string;
  /** Which calls it is for. */
  readonly of: "changes" | "looks" | "nothing";
  readonly action?: object;
  /** How many calls of them it hits. */
  readonly times?: number;
}

/** What EKS does besides. */
export const FAULTS: readonly CellFault[] = [
  { name: "none", of: "nothing" },
  { name: "answer lost", of: "changes", action: { do: "reset", when: "after" } },
  { name: "5xx", of: "changes", action: { do: "error", name: "ServerException" } },
  { name: "throttled", of: "changes", action: { do: "error", name: "ThrottlingException" } },
  // What was there before the change, for as many looks as the next process begins with.
  { name: "stale look", of: "looks", action: { do: "stale", seconds: 600 }, times: 2 },
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
