import { type Check, checkEach, groupBy } from "../crash/checks/check.ts";
import type { Injected } from "./change-by-hand.ts";
import { checkEffects, type CloudRun } from "./check-effects.ts";
import { checkFindings, pairs, told } from "./check-findings.ts";
import type { AskedSweep } from "./play-round.ts";
import type { FindingRow, Truth } from "./truth.ts";

/** What a run saw. */
export interface Run {
  readonly injected: readonly Injected[];
  readonly asked: readonly AskedSweep[];
  /** Each point, and how many processes died there. */
  readonly deaths: readonly { readonly point: string; readonly count: number }[];
  readonly kills: { readonly wanted: number; readonly made: number };
  /** Rounds that did not become as they should, and why. */
  readonly broken: readonly string[];
  readonly rounds: number;
  readonly truth: Truth;
  readonly cloud: Omit<CloudRun, "components" | "injected">;
  /** Keys of all messages that were posted in Slack, each as often as it was posted. */
  readonly posted: readonly string[];
}

/** What must hold. */
export function checkRun(run: Run): readonly Check[] {
  const { injected, truth, cloud, deaths, kills, broken, rounds } = run;
  return [
    checkEach("a process died once at every point", deaths, ({ point, count }) =>
      count === 1 ? undefined : `${point}: ${count} deaths`,
    ),
    checkEach("as many were killed at random as was asked for", [kills.made], (made) =>
      made >= kills.wanted ? undefined : `${made} of ${kills.wanted}`,
    ),
    { name: "every round became as it should", looked: rounds, problems: broken },
    ...checkFindings(injected, truth.findings),
    ...checkEffects({ ...cloud, components: truth.components, injected }),
    ...checkOperations(run),
    ...checkProposals(run),
    ...checkSweeps(run),
  ];
}

function checkOperations({ truth }: Run): readonly Check[] {
  const { operations, findings } = truth;
  const findingsById = groupBy(
    findings.filter(({ operationId }) => operationId !== null),
    ({ operationId }) => operationId ?? "",
  );
  const isPutBack = ({ events }: FindingRow) => events.includes("drift.reverted");
  const reverts = operations.filter(({ kind }) => kind === "revert");
  return [
    checkEach("no operation is stuck or has failed", operations, ({ id, kind, state, reason, environment }) =>
      state === "Succeeded" ? undefined : `${kind} ${id} of ${environment} ${state}: ${reason}`,
    ),
    checkEach("each operation that puts back has something to put back", reverts, ({ id, environment }) =>
      findingsById.has(id) ? undefined : `${id} of ${environment}`,
    ),
    checkEach("each finding was put back by an operation", findings.filter(isPutBack), ({ id, operationId }) =>
      reverts.some((one) => one.id === operationId) ? undefined : `${id} by ${operationId ?? "none"}`,
    ),
    checkEach("nothing was set up twice or repaired", operations, ({ id, kind, environment }) =>
      ["revert", "provision"].includes(kind) ? undefined : `${kind} ${id} of ${environment}`,
    ),
  ];
}

function checkProposals({ injected, truth, posted }: Run): readonly Check[] {
  const approvals = groupBy(truth.approvals, ({ findingId }) => findingId ?? "");
  const proposed = pairs(injected, truth.findings).filter(({ one }) => ["approved", "put right"].includes(one.fate));
  return [
    checkEach("each proposal has one approval", proposed, ({ one, finding }) => {
      const found = approvals.get(finding.id) ?? [];
      const isRight = found.length === 1 && found[0]?.status === "approved";
      return isRight ? undefined : `${told(one)}: ${found.map(({ id, status }) => `${id} ${status}`).join(", ")}`;
    }),
    checkEach("no approval asks about anything else", truth.approvals, ({ id, findingId }) =>
      proposed.some(({ finding }) => finding.id === findingId) ? undefined : `${id} about ${findingId ?? "nothing"}`,
    ),
    checkEach("nothing was posted twice", [...groupBy(posted, (key) => key)], ([key, same]) =>
      same.length === 1 ? undefined : `${key}: ${same.length} times`,
    ),
  ];
}

function checkSweeps({ asked, truth: { sweeps, pending } }: Run): readonly Check[] {
  const sweepById = new Map(sweeps.map((one) => [one.id, one]));
  const each = (name: string, problemOf: (one: AskedSweep) => string | undefined) =>
    checkEach(name, asked, (one) => {
      const problem = problemOf(one);
      return problem === undefined ? undefined : `${one.id} ("${one.round}"): ${problem}`;
    });
  return [
    { ...checkEach("no sweep is stuck", sweeps, ({ id, state }) => (state === "running" ? id : undefined)) },
    {
      name: "no sweep is asked for and never begun",
      looked: asked.length,
      problems: pending === 0 ? [] : [`${pending}`],
    },
    each("each sweep has succeeded", ({ id }) => {
      const { state, reason } = sweepById.get(id) ?? { state: "not there", reason: "" };
      return state === "succeeded" ? undefined : `${state} ${reason}`;
    }),
    each("each sweep has looked at every component once", ({ id, components }) => {
      const looked = sweepById.get(id)?.looked;
      return looked === components ? undefined : `at ${looked} of ${components}`;
    }),
    each("each sweep has counted every change once", ({ id, drifted }) => {
      const counted = sweepById.get(id)?.drifted;
      return counted === drifted ? undefined : `${counted} of ${drifted}`;
    }),
    each("each brake was told once, and nothing else was braked", ({ id, drifted, round }) => {
      const wanted = drifted > BRAKED_FROM ? 1 : 0;
      const braked = sweepById.get(id)?.braked;
      return braked === wanted ? undefined : `${braked} times in "${round}"`;
    }),
  ];
}

/** More than this is held, in a fleet of this size. */
const BRAKED_FROM = 10;
