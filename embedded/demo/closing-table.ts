import type { ComponentView, EnvironmentDetail } from "../../cli/answers.ts";
import { renderTable } from "../../cli/render/table.ts";
import { findPostgres } from "../postgres/postgres-server.ts";
import { DemoFailure, type DemoStage } from "./demo-stage.ts";
import { readEnvironments } from "./read-environments.ts";
import { servicesIn, type RunningService } from "./running-services.ts";

/** What one component of an environment is, as the API and the operating system say. */
export interface ClosingRow {
  readonly environment: string;
  readonly phase: string;
  readonly release: string;
  readonly component: string;
  /** As `pid 4711`; empty where the operating system shows none. */
  readonly process: string;
  /** Address and status; for what has no address, its phase. */
  readonly answers: string;
  /** Absent when all is well: what is wrong, for people. */
  readonly problem?: string;
}

const WIDTH = 100;
const ANSWER_WITHIN_MS = 5_000;
const TITLES = ["ENVIRONMENT", "PHASE", "RELEASE", "COMPONENT", "PROCESS", "ANSWERS"];

/** What there is now, one row per component: phase from the API, pid from the operating system, and what its address answers. */
export async function readClosingRows(stage: DemoStage): Promise<readonly ClosingRow[]> {
  const environments = await readEnvironments(stage);
  return (await Promise.all(environments.map(async (environment) => await rowsOf(stage, environment)))).flat();
}

/** The rows as a table; empty without rows. */
export function renderClosingRows(rows: readonly ClosingRow[]): string {
  if (rows.length === 0) return "";
  const cells = rows.map(({ environment, phase, release, component, process, answers }) =>
    [environment, phase, release, component, process, answers].map((text) => ({ text })),
  );
  return renderTable({ titles: TITLES, rows: cells }, { width: WIDTH, paint: (_, text) => text }).join("\n");
}

/** @throws DemoFailure when there is nothing, or something in an environment is not ready, does not run or does not answer */
export function expectAllWell(rows: readonly ClosingRow[]): void {
  const problem =
    rows.length === 0 ? "there is no environment" : rows.find((row) => row.problem !== undefined)?.problem;
  if (problem !== undefined) throw new DemoFailure(problem);
}

async function rowsOf(stage: DemoStage, environment: EnvironmentDetail): Promise<readonly ClosingRow[]> {
  const services = await servicesIn(stage, environment);
  const database = await findPostgres(stage.stack.files.cellDatabase);
  return await Promise.all(
    environment.componentList.map(async (component) => {
      const service = services.find((found) => found.component === component.name);
      const status = service === undefined ? undefined : await statusOf(service, stage.signal);
      const pid = component.kind === "postgres" ? database?.pid : service?.pid;
      const problem = problemOf({ environment, component, service, status });
      return {
        environment: environment.document.metadata.name,
        phase: environment.phase,
        release: environment.document.spec.release,
        component: component.name,
        process: pid === undefined ? "" : `pid ${pid}`,
        answers: service === undefined ? component.phase : `${service.url} ${status ?? "gives no answer"}`,
        ...(problem === undefined ? {} : { problem }),
      };
    }),
  );
}

interface Seen {
  readonly environment: EnvironmentDetail;
  readonly component: ComponentView;
  readonly service: RunningService | undefined;
  readonly status: number | undefined;
}

function problemOf({ environment, component, service, status }: Seen): string | undefined {
  const name = `${component.name} of ${environment.document.metadata.name}`;
  if (environment.phase !== "Ready") return `${name} is in an environment that is ${environment.phase}`;
  if (component.phase !== "Ready") return `${name} is ${component.phase}`;
  if (component.kind !== "service") return undefined;
  if (service === undefined) return `${name} has no process`;
  return status === undefined || status >= 500 ? `${name} answers ${status ?? "nothing"} at ${service.url}` : undefined;
}

/** What the address answers; absent when nothing. Any status of an own service will do: not each has a health path. */
async function statusOf({ url }: RunningService, signal: AbortSignal): Promise<number | undefined> {
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
    return (await fetch(`${url}/healthz`, { signal: limit })).status;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
