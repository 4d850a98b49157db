import { type Cell, LOST } from "./cells.ts";
import { type Components, type ControlPlane, PROJECT } from "./control-plane.ts";
import { judge, type Verdict } from "./judge.ts";
import type { Lane } from "./lane.ts";
import { CLUSTER } from "./pieces.ts";
import { playOperation } from "./play-operation.ts";
import { readTruth } from "./truth.ts";

/** What came of a cell. */
export interface CellEnd extends Verdict {
  readonly cell: Cell;
  readonly kills: number;
  /** How many calls the fault has hit. */
  readonly faults: number;
}

/** A machine that has other things to do is slow. */
const LIMIT_MS = 300_000;
const FAULT = "of the cell";

/** Plays one cell in an empty account: everything before its change quietly, and the change with its death and its fault. */
export async function playCell(
  { lane, control }: { readonly lane: Lane; readonly control: ControlPlane },
  { cell, environment }: { readonly cell: Cell; readonly environment: string },
): Promise<CellEnd> {
  const { piece, verb, act, point, fault } = cell;
  const endAt = Date.now() + LIMIT_MS;
  await lane.empty(environment);
  if (piece.kind !== "eks-cluster") await lane.makeCluster(CLUSTER);
  const playing = { control, workers: lane.workers, deaths: new Map(), endAt };
  const before = verb === "create" ? [] : [piece.acts.create];
  if (before.length > 0) {
    const quiet = await playOperation(
      playing,
      await control.begin(environment, { version: "1.0.0", components: componentOf(cell, before) }),
    );
    if (quiet.state !== "Succeeded")
      throw new Error(`"${cell.name}" did not come to its change: ${quiet.reasons.join("; ")}`);
  }
  await lane.passAnHour();
  await lane.workers.prepared();
  const changes = [...new Set(act.effects)];
  if (fault.action !== undefined) await lane.spoil(FAULT, { match: { operation: changes }, action: fault.action });
  const stale = fault.isStale === true ? await lane.staleLooks({ looks: piece.looks, changes }) : undefined;
  const deaths = new Map([[piece.name, [{ point, nth: 1 }]]]);
  const wish =
    act.config === undefined
      ? ("delete" as const)
      : { version: "2.0.0", components: componentOf(cell, [...before, act]) };
  const onDeath = async () => await stale?.again();
  const end = await playOperation({ ...playing, deaths, onDeath }, await control.begin(environment, wish));
  const staleCalls = (await stale?.end()) ?? 0;

  const truth = await readTruth(lane.eks);
  const effects = [...before, act].flatMap((one) => one.effects);
  const expected = {
    owner: `${PROJECT}/${environment}/${piece.name}`,
    effects,
    ...(act.holds === undefined ? {} : { holds: act.holds }),
  };
  const verdict = judge(truth, [expected], await control.recorded(environment));
  const kills = 1 - (deaths.get(piece.name)?.length ?? 0);
  const hits = truth.faults.get(FAULT) ?? 0;
  const wrong = [
    ...verdict.wrong,
    ...(end.state === "Succeeded" ? [] : [`it ${end.state}: ${end.reasons.join("; ")}`]),
    ...(kills === 1 || isPassedBy(cell) ? [] : ["no process died"]),
    ...(fault.action === undefined || hits === 1 ? [] : ["its fault met no call"]),
    ...(stale === undefined || staleCalls > 0 ? [] : ["no look was stale"]),
  ];
  return { ...verdict, cell, kills, faults: hits + staleCalls, wrong };
}

/** What a call has done whose answer was lost, the next look may find: then nothing is sent again, and nobody gets there. */
function isPassedBy({ point, fault }: Cell): boolean {
  return point === "after wire" && fault.action === LOST;
}

function componentOf({ piece }: Cell, acts: readonly { readonly config?: object }[]): Components {
  const config = Object.assign({}, ...acts.map((one) => one.config)) as object;
  return { [piece.name]: { kind: piece.kind, config, after: [] } };
}
