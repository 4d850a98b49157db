import { appendFileSync } from "node:fs";
import { eksAccessEntryDriver } from "../../activities/components/eks-access-entry/driver.ts";
import { eksAddonDriver } from "../../activities/components/eks-addon/driver.ts";
import { eksClusterDriver } from "../../activities/components/eks-cluster/driver.ts";
import { eksNodegroupDriver } from "../../activities/components/eks-nodegroup/driver.ts";
import { eksPodIdentityDriver } from "../../activities/components/eks-pod-identity/driver.ts";
import type { CellRecords } from "../../adapters/cell-records/port.ts";
import type { CellPorts } from "../../activities/converge/cell-ports.ts";
import { convergeComponent } from "../../activities/converge/converge-component.ts";
import { postgresCellRecords } from "../../adapters/cell-records/postgres-cell-records.ts";
import { postgresComponentNotes } from "../../adapters/cell-records/postgres-component-notes.ts";
import { postgresSweepRecords } from "../../adapters/cell-records/postgres-sweep-records.ts";
import { awsEks } from "../../adapters/eks/aws-eks.ts";
import type { Eks } from "../../adapters/eks/port.ts";
import { celExpressions } from "../../adapters/expressions/cel-expressions.ts";
import { connectPostgres } from "../../adapters/store/connect-postgres.ts";
import { ERROR_CODES, OrchestratorError } from "../../domain/errors.ts";
import { maskText } from "../../domain/mask-text.ts";
import { digestJson } from "../../workers/digest.ts";
import { localFiles } from "../../workers/local-files.ts";
import { noUpgrades } from "../setup/no-upgrades.ts";
import { type AttemptEnd, type Point, type WorkerMessage, WorkerOptions, type WorkerTask } from "./worker-task.ts";

// The part of a cell's worker that brings components about, with all that is durable about it. What Temporal would hand
// out, its parent does. It dies where it is told to.
const options = WorkerOptions.parse(JSON.parse(process.env["HOLDFAST_EXACT"] ?? "{}"));
const postgres = connectPostgres(options.databaseUrl, { poolMax: 6 });
const { sealed, secrets } = await localFiles(options.stateDir);
const { calls } = awsEks({
  region: "eu-west-1",
  endpoint: options.eksUrl,
  credentials: { accessKeyId: "AKIATEST", secretAccessKey: "secret" },
  reads: { perSecond: 10_000, burst: 1_000 },
  writes: { perSecond: 10_000, burst: 1_000 },
});
const records = postgresCellRecords(postgres);
const shared = {
  records: {
    ...records,
    // Nothing is learned of how long things take: these times are not those of a clock.
    async ready(turn, { tookMs: _took, ...ready }) {
      await records.ready(turn, ready);
    },
  } satisfies CellRecords,
  // A look for plans has no effect, and would be one more place for its faults.
  upgrades: noUpgrades,
  drift: postgresSweepRecords(postgres),
  sealed,
  secrets,
  expressions: celExpressions(),
  digest: digestJson,
  mask: maskText,
};
/** An attempt hands a wait back after that part of the time it would otherwise look for. */
const HASTE = 20;
const notes = postgresComponentNotes(postgres);
const say = (message: WorkerMessage) => void process.send?.(message);

process.on("message", (task: WorkerTask) => void attempt(task).then((end) => say({ id: task.id, end })));
process.on("disconnect", () => process.exit());
say("ready");

async function attempt(task: WorkerTask): Promise<AttemptEnd> {
  try {
    const signal = new AbortController().signal;
    const result = await convergeComponent(portsOf(task), { turn: task.turn, signal });
    if (result.state === "waits") return { state: "again", why: "not ready" };
    return result.state === "done" ? result : { state: "failed", why: `${result.code}: ${result.message}` };
  } catch (error) {
    const why = error instanceof OrchestratorError ? `${error.code}: ${error.message}` : String(error);
    const isOver = error instanceof OrchestratorError && !ERROR_CODES[error.code].retryable;
    return { state: isOver ? "failed" : "again", why };
  }
}

function portsOf(task: WorkerTask): CellPorts {
  const reached = dyingAt(task);
  const ports = {
    eks: deadly(calls, reached),
    notes,
    now: () => Date.now(),
    eksTimeScale: options.timeScale,
    goneLimits: { looks: 3, everyMs: options.goneEveryMs },
  };
  const drivers = [
    eksAccessEntryDriver(ports),
    eksAddonDriver(ports),
    eksClusterDriver(ports),
    eksNodegroupDriver(ports),
    eksPodIdentityDriver(ports),
  ];
  const startedAt = Date.now();
  const now = () => startedAt + (Date.now() - startedAt) * HASTE;
  return { ...shared, now, drivers: new Map(drivers.map((driver) => [driver.kind, driver])), reached };
}

function dyingAt({ id, death }: WorkerTask): (point: Point) => void {
  let left = death?.nth ?? 0;
  return (point) => {
    if (point !== death?.point) return;
    left -= 1;
    if (left !== 0) return;
    appendFileSync(options.deaths, `${id} ${point}\n`);
    process.kill(process.pid, "SIGKILL");
  };
}

/** EKS, where an answer to a call that changes something may be the last that the process gets. */
function deadly(eks: Eks, reached: (point: Point) => void): Eks {
  const deadlyCalls = Object.entries(eks).map(([operation, call]) => {
    if (/^(describe|list)/.test(operation)) return [operation, call];
    const send = call as (input: unknown, signal: AbortSignal) => Promise<unknown>;
    return [
      operation,
      async (input: unknown, signal: AbortSignal) =>
        await send(input, signal).finally(() => reached("behind the wire")),
    ];
  });
  return Object.fromEntries(deadlyCalls) as Eks;
}
