import { setTimeout as sleep } from "node:timers/promises";
import type { CellCheckAnswer, CellCheckAskedAnswer } from "./answers.ts";
import { apiPath } from "./api-path.ts";
import type { Check } from "./checks.ts";
import { ProblemFailure } from "./problem-failure.ts";
import type { Session } from "./session.ts";

const LIMIT_MS = 60_000;
const LOOK_EVERY_MS = 250;

/** Asks a cell to check itself, and waits for what it finds. */
export async function checkCell(session: Session, cell: string): Promise<readonly Check[]> {
  const path = `${apiPath("cells", cell)}/check`;
  const name = `cell ${cell}`;
  try {
    const { asked } = await session.request<CellCheckAskedAnswer>({ method: "POST", path });
    const findings = await answerOf(session, path, asked);
    if (findings !== undefined) return findings.map((one) => ({ ...one, name: `${name}: ${one.name}` }));
    const next = "start its worker, or look at its log: HOLDFAST_CELL must be this name";
    return [{ name, ok: false, found: `no worker of it has answered within ${LIMIT_MS / 1_000} s`, next }];
  } catch (error) {
    if (!(error instanceof ProblemFailure)) throw error;
    const { status, detail, title } = error.problem;
    const next = status === 404 ? "HOLDFAST_CELL of the API names the cells" : "ask with a token that may operate";
    return [{ name, ok: false, found: detail ?? title, next }];
  }
}

async function answerOf(
  session: Session,
  path: string,
  asked: number,
): Promise<CellCheckAnswer["findings"] | undefined> {
  const until = Date.now() + LIMIT_MS;
  while (Date.now() < until) {
    const { answered, findings } = await session.request<CellCheckAnswer>({ path });
    if (answered >= asked) return findings;
    await sleep(LOOK_EVERY_MS, undefined, { signal: session.signal });
  }
  return undefined;
}
