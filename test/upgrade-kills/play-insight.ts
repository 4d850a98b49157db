import type { EnvironmentDetail, OperationView } from "../../cli/answers.ts";
import type { WorkerRole } from "../effects/installation.ts";
import { begin, ended, setUp } from "./play-upgrade.ts";
import { type Move, movesIn, truthOf } from "./truth.ts";
import { backAgain, type World } from "./world.ts";

/** An upgrade that an insight said no to, and what became of it once that was mended. */
export interface PlayedInsight {
  readonly reason: string;
  readonly refused: OperationView;
  readonly found: EnvironmentDetail;
  /** What had moved when it was refused. */
  readonly moved: readonly Move[];
  readonly mended: OperationView;
  /** What has moved in the end. */
  readonly movedAfter: readonly Move[];
}

const REASON = "somebody calls an API that is gone";

/** Has an insight say no to the next version, asks for that, kills a process while it is decided, and then mends it. */
export async function playInsight(
  world: World,
  { from, to, signal }: { readonly from: string; readonly to: string; readonly signal?: AbortSignal | undefined },
): Promise<PlayedInsight> {
  const environment = "refused";
  await setUp(world, { environment, version: from });
  const say = async (status: string) => {
    const name = `Deprecated APIs removed in Kubernetes v${nextOf(from)}`;
    const input = { clusterName: environment, name, status, reason: REASON };
    await world.fake.sim("POST", "/outofband", { operation: "SetInsight", input });
  };
  await say("ERROR");
  const since = (await truthOf(world, environment)).at(-1)?.seq ?? 0;
  const refusedId = await begin(world, { environment, release: "1.1.0", version: to });
  const before = new Map<WorkerRole, number>([["orchestrator", await world.begun("orchestrator")]]);
  await world.kill("orchestrator");
  await backAgain(world, before);
  const refused = await ended(world, refusedId, signal);
  const found = await world.api.get<EnvironmentDetail>(`/v1/environments/lab/${environment}`);
  const moved = movesIn(await truthOf(world, environment, since));
  await say("PASSING");
  const mended = await ended(world, await begin(world, { environment, release: "1.1.0", version: to }), signal);
  const movedAfter = movesIn(await truthOf(world, environment, since));
  return { reason: REASON, refused, found, moved, mended, movedAfter };
}

function nextOf(version: string): string {
  return `1.${Number(version.split(".")[1]) + 1}`;
}
