import type { Goal } from "../goals.ts";
import { table } from "../measure/table.ts";
import { type Measurement, WARM_UP } from "./measure.ts";

/** The process in which promotions and approvals wait. */
const WORKER = "orchestrator";
const MB = 1_048_576;
const GROWTH_MAX_MB = 50;

/** Growth of the orchestrator, and that nothing was lost. */
export function approvalGoals({ memory, counts }: Measurement, promotions: number): readonly Goal[] {
  const grown = growthMb(memory, "waiting");
  const verified = counts.promotions["Verified"] ?? 0;
  const all = promotions + WARM_UP;
  const approved = (counts.approvals["approved"] ?? 0) - counts.wronglyVoted;
  return [
    {
      name: `growth of the ${WORKER} with ${promotions} waiting, MB`,
      value: grown === undefined ? null : Number(grown.toFixed(1)),
      goal: `< ${GROWTH_MAX_MB}`,
      met: grown !== undefined && grown < GROWTH_MAX_MB,
    },
    { name: "promotions verified, with the warm-up", value: verified, goal: `= ${all}`, met: verified === all },
    { name: "approved by two people each", value: approved, goal: `= ${all}`, met: approved === all },
    {
      name: "requests without an outcome",
      value: counts.unanswered,
      goal: "= 0",
      met: counts.unanswered === 0,
    },
  ];
}

/** Memory of each process at the three times. */
export function memoryTable({ memory }: Measurement): string {
  const { before, waiting, after } = memory;
  const mb = (bytes: number | undefined) => (bytes === undefined ? "-" : (bytes / MB).toFixed(0));
  const rows = [...before.keys()].map((role) => [
    role,
    ...[before, waiting, after].map((one) => mb(one.get(role))),
    mb((waiting.get(role) ?? 0) - (before.get(role) ?? 0)),
  ]);
  return table(["memory, MB", "before", "waiting", "after", "growth while waiting"], rows);
}

/** How long each part took. */
export function timeTable({ took }: Measurement): string {
  const rows = took.map(({ what, items, ms }) => [what, (ms / 1_000).toFixed(1), (items / (ms / 1_000)).toFixed(1)]);
  return table(["time", "seconds", "a second"], rows);
}

/** Megabytes by which the orchestrator has grown since nothing was asked; undefined where memory cannot be read. */
export function growthMb(memory: Measurement["memory"], at: "waiting" | "after"): number | undefined {
  const [then, now] = [memory.before.get(WORKER), memory[at].get(WORKER)];
  return then === undefined || now === undefined ? undefined : (now - then) / MB;
}
