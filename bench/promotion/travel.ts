import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import type { MeasuredStack } from "../holdfast/start-stack.ts";
import { STAGES, type Course, type Line } from "./course.ts";
import { lineDocuments, pipelineDocument, releaseDocument } from "./documents.ts";

const SET_UP_LIMIT_MS = 300_000;
const ARRIVAL_LIMIT_MS = 60_000;
// Seldom enough to cost little: a hop's times are taken from rows.
const LOOK_EVERY_MS = 50;
const [FIRST] = STAGES;
const LAST = STAGES[STAGES.length - 1] ?? FIRST;

/** Makes the environments of some lines, waits until they are ready, and then makes their pipelines. */
export async function setUpLines(
  { calls }: MeasuredStack,
  { lines, course, signal }: { readonly lines: readonly Line[]; readonly course: Course; readonly signal: AbortSignal },
): Promise<void> {
  for (const line of lines) {
    const { results } = await calls.apply(lineDocuments(line, course));
    for (const { operationId } of results) {
      if (operationId === undefined) continue;
      const hasEnded = async () => (await calls.operation(operationId)).endedAt !== undefined;
      await waitUntil(hasEnded, { what: `${line.project} is set up`, limitMs: SET_UP_LIMIT_MS, signal });
    }
    await calls.apply(pipelineDocument(line));
  }
}

/** Brings the releases of a course through its lines, which do not wait for each other; in a line one release follows the other. */
export async function travel(
  { calls, databaseUrl }: MeasuredStack,
  { lines, course, signal }: { readonly lines: readonly Line[]; readonly course: Course; readonly signal: AbortSignal },
): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  try {
    const startedAt = Date.now();
    const travelOn = async ({ project, environment }: Line, place: number) => {
      for (let count = 1; count <= course.releases; count += 1) {
        // Lines start apart, so that they do not all go on at the same moments.
        const startAt = startedAt + (count - 1 + place / lines.length) * (course.everyMs ?? 0);
        await sleep(Math.max(startAt - Date.now(), 0), undefined, { signal });
        const release = `1.${count}.0`;
        await calls.apply(releaseDocument({ project, environment }, release));
        await calls.promote({ project, environment: environment(FIRST), release });
        await waitUntil(async () => await hasArrived(pool, { project, environment: environment(LAST), release }), {
          what: `${release} is verified in ${environment(LAST)}`,
          limitMs: ARRIVAL_LIMIT_MS,
          everyMs: LOOK_EVERY_MS,
          signal,
        });
      }
    };
    await Promise.all(lines.map(travelOn));
  } finally {
    await pool.end();
  }
}

async function hasArrived(
  pool: pg.Pool,
  {
    project,
    environment,
    release,
  }: { readonly project: string; readonly environment: string; readonly release: string },
): Promise<boolean> {
  const { rowCount } = await pool.query(
    "select from promotion where project = $1 and environment = $2 and release = $3 and finished_at is not null",
    [project, environment, release],
  );
  return rowCount === 1;
}
