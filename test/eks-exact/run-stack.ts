import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkEach } from "../crash/checks/check.ts";
import { plainTable } from "../crash/checks/print-checks.ts";
import { type DeathPlan, deathPlan } from "../drift-kills/death-plan.ts";
import { type KillPoint, labelOf } from "../drift-kills/points.ts";
import { startInstallation } from "../effects/installation.ts";
import { startFakeEks, type FakeEks } from "../fakes/start-fake-eks.ts";
import type { Suite, SuiteReport } from "../setup/long-suite.ts";
import { judge } from "./judge.ts";
import { componentsAt, expectedOf } from "./play-run.ts";
import { checksOf } from "./report.ts";
import { type RunStep, stepOf } from "./run-plan.ts";
import { stackApi } from "./stack-api.ts";
import { readTruth } from "./truth.ts";

const inCell = (name: string, nth = 1): KillPoint => ({ name, nth, process: "cell", story: "fleet" });
const inOrchestrator = (name: string): KillPoint => ({ name, nth: 1, process: "orchestrator", story: "fleet" });

/** Who dies where while an operation runs. */
const DEATHS: Readonly<Record<RunStep["verb"], readonly KillPoint[]>> = {
  create: [
    ...["before intent", "after intent", "after wire", "before record", "after record"].map((name) => inCell(name, 2)),
    inOrchestrator("admitted operation/turn"),
  ],
  update: [inCell("after intent"), inCell("after wire"), inOrchestrator("before end operation/outcome")],
  delete: [inCell("after intent"), inCell("after wire"), inCell("before record")],
};
/** The answer to the first call of each of these is lost. */
const LOST = ["CreateCluster", "CreateNodegroup", "CreatePodIdentityAssociation", "UpdateAddon", "DeleteNodegroup"];
const SCALE = 2_000;
const ENVIRONMENT = "stack";

/** Makes a cluster with all that is in it, changes all of it and takes it away, through the API, Temporal and workers that die. */
export async function runStack({ say, signal }: Pick<Suite, "say" | "signal">): Promise<SuiteReport> {
  const stops: (() => Promise<unknown>)[] = [];
  try {
    const notes = await mkdtemp(join(tmpdir(), "holdfast-exact-"));
    stops.push(async () => await rm(notes, { recursive: true, force: true }));
    const eks = await startFakeEks("--scale", String(SCALE), "--config", JSON.stringify({ throttle: { isOn: false } }));
    stops.push(async () => await eks.kill());
    const plan = deathPlan(notes);
    const installation = await startInstallation(() => ({ ...variablesOf(eks), ...plan.variables() }));
    stops.push(async () => await installation.close());
    for (const [index, operation] of LOST.entries()) {
      const action = { do: "reset", when: "after" };
      await eks.sim("POST", "/faults", { id: `lost-${index}`, match: { operation }, action });
    }
    const api = stackApi({ ...installation, signal });
    stops.push(async () => await api.close());
    const steps = (["create", "update", "delete"] as const).map(stepOf);
    const ends: StackEnd[] = [];
    for (const [index, step] of steps.entries()) {
      const points = DEATHS[step.verb];
      plan.arm(points);
      await Promise.all(Object.values(installation.workers).map(async (worker) => await worker.kill()));
      const before = points.map(({ name }) => plan.deaths(name));
      const version = `${index + 1}.0.0`;
      const state = await api.bring(
        ENVIRONMENT,
        step.verb === "delete" ? "delete" : { version, components: componentsAt(steps, index) },
      );
      say(`stack: ${step.verb} ${state}`);
      const truth = await readTruth(eks);
      const recorded = await api.recorded(ENVIRONMENT);
      const verdict = judge(truth, expectedOf(steps.slice(0, index + 1), ENVIRONMENT), recorded);
      const wrong = state === "Succeeded" ? verdict.wrong : [...verdict.wrong, `it ${state}`];
      ends.push({ ...verdict, wrong, name: step.verb, deaths: deathsOf(plan, points, before) });
    }
    return report(ends);
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

interface StackEnd extends ReturnType<typeof judge> {
  readonly name: string;
  readonly deaths: readonly { readonly point: string; readonly count: number }[];
}

function deathsOf(plan: DeathPlan, points: readonly KillPoint[], before: readonly number[]): StackEnd["deaths"] {
  return points.map((point, index) => ({
    point: labelOf(point),
    count: plan.deaths(point.name) - (before[index] ?? 0),
  }));
}

function report(ends: readonly StackEnd[]): SuiteReport {
  const rows = ends.map(({ name, deaths, effects, replays, repeats }) => [
    name,
    String(deaths.reduce((sum, { count }) => sum + count, 0)),
    ...[effects, replays, repeats].map(String),
  ]);
  const deaths = ends.flatMap((end) => end.deaths.map((one) => ({ ...one, verb: end.name })));
  return {
    // Effects and what follows are counted from the beginning.
    lines: plainTable(["THROUGH THE WHOLE STACK", "KILLS", "EFFECTS SO FAR", "REPLAYS", "REPEATS"], rows),
    checks: [
      ...checksOf("stack", ends, 3),
      checkEach("stack: a process died once at every point", deaths, ({ point, count, verb }) =>
        count === 1 ? undefined : `${verb}, ${point}: ${count} deaths`,
      ),
    ],
  };
}

function variablesOf(eks: FakeEks): NodeJS.ProcessEnv {
  return {
    HOLDFAST_CELL_KIND: "aws",
    HOLDFAST_AWS_ACCOUNT: "111122223333",
    HOLDFAST_AWS_REGION: "eu-west-1",
    HOLDFAST_EKS_URL: eks.url,
    HOLDFAST_EKS_TIME_SCALE: String(1 / SCALE),
    HOLDFAST_SWEEP_EVERY_SECONDS: "86400",
  };
}
