import { type Check, checkEach } from "../crash/checks/check.ts";
import type { UpgradeStep } from "../../domain/schema/upgrade.ts";
import { defaultOf, wrongMoments } from "../upgrades/watch-versions.ts";
import { wrongOrder } from "./check-order.ts";
import type { PlayedInsight } from "./play-insight.ts";
import type { PlayedUpgrade } from "./play-upgrade.ts";
import { movesIn, versionsIn, wordsOf } from "./truth.ts";

/** What was played, and what the simulator says of it. */
export interface Run {
  readonly from: string;
  readonly to: string;
  readonly played: readonly PlayedUpgrade[];
  /** Absent where it was not played. */
  readonly insight?: PlayedInsight;
  /** Calls that no driver may make. */
  readonly bugs: readonly string[];
  /** Most changes of one control plane at a time, by cluster. */
  readonly atOnce: Readonly<Record<string, number>>;
}

/** Everything that must hold, each from what was not written by Holdfast where that can tell it. */
export async function checkRun(run: Run): Promise<readonly Check[]> {
  const { played: all, from, to, insight, bugs, atOnce } = run;
  const moments = new Map(await Promise.all(all.map(async (one) => [one, await wrongMoments(one.truth)] as const)));
  const ends = new Map(await Promise.all(all.map(async (one) => [one, await wrongEnd(one, to)] as const)));
  const movesOf = ({ truth, since }: PlayedUpgrade) => movesIn(truth.filter(({ seq }) => seq > since));
  const kills = all.flatMap((one) => one.kills.map((kill) => ({ ...kill, of: one })));
  const missing = all.reduce((sum, one) => sum + one.wanted - one.kills.length, 0);
  return [
    {
      name: "every kill was made, while its upgrade ran",
      looked: kills.length,
      problems: [
        ...(missing > 0 ? [`${missing} kills were not made: their upgrades had ended`] : []),
        ...kills
          .filter(
            ({ at, of: { operation } }) => at < (operation.startedAt ?? Infinity) || at > (operation.endedAt ?? 0),
          )
          .map(({ line, of }) => `${of.environment}: the kill at line ${line}`),
      ],
    },
    checkEach(
      "every upgrade is one operation that succeeded",
      all,
      ({ environment, operation: { kind, state, reason } }) =>
        kind === "upgrade" && state === "Succeeded" ? undefined : `${environment}: ${kind} ${state}: ${reason}`,
    ),
    gathered(`everything has the versions of ${to} in the end, in EKS`, all, (one) => ends.get(one) ?? []),
    checkEach("environment and components are ready in the end", all, ({ environment, found }) => {
      const off = found.componentList
        .filter(({ phase }) => phase !== "Ready")
        .map(({ name, phase }) => `${name} is ${phase}`);
      return off.length === 0 && found.phase === "Ready"
        ? undefined
        : `${environment} is ${found.phase}: ${off.join(", ")}`;
    }),
    checkEach("everything moved once, as the dry run showed", all, (one) => {
      const moves = movesOf(one).map(wordsOf).toSorted();
      const wanted = one.shown.flatMap(moveOf).toSorted();
      const isSo = wanted.length > 0 && JSON.stringify(moves) === JSON.stringify(wanted);
      return isSo ? undefined : `${one.environment}: ${moves.join(", ")}, not ${wanted.join(", ")}`;
    }),
    gathered("one minor at a time: control plane, then nodes, then add-ons", all, (one) =>
      wrongOrder(movesOf(one), from),
    ),
    gathered("nodes and add-ons fit their control plane at every moment", all, (one) => moments.get(one) ?? []),
    checkEach("every step of the dry run ran, and is told as succeeded", all, ({ environment, shown, operation }) => {
      const done = (operation.upgradeSteps ?? []).filter(({ state }) => state === "Succeeded").map(({ name }) => name);
      const isSo = JSON.stringify(done) === JSON.stringify(shown.map(({ name }) => name));
      return isSo ? undefined : `${environment}: ${done.length} of ${shown.length} steps`;
    }),
    checkEach("no control plane has two changes at once", Object.entries(atOnce), ([cluster, most]) =>
      most === 1 ? undefined : `${cluster}: ${most}`,
    ),
    { name: "no call that a driver may never make", looked: 1, problems: bugs },
    ...(insight === undefined ? [] : [checkInsight(insight)]),
  ];
}

/** What does not have the version of the end, as the last lines about it say. */
async function wrongEnd({ truth }: PlayedUpgrade, to: string): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const [name, version] of Object.entries(versionsIn(truth))) {
    const wanted = (await defaultOf(name, to)) ?? to;
    if (version !== wanted) wrong.push(`${name} has ${version}, not ${wanted}`);
  }
  return wrong;
}

function moveOf({ phase, resource, to }: UpgradeStep): readonly string[] {
  if (phase === "insights") return [];
  return [wordsOf({ name: phase === "control-plane" ? "control plane" : resource, to })];
}

function gathered(
  name: string,
  all: readonly PlayedUpgrade[],
  wrongIn: (one: PlayedUpgrade) => readonly string[],
): Check {
  const problems = all.flatMap((one) => wrongIn(one).map((problem) => `${one.environment}: ${problem}`));
  return { name, looked: all.length, problems };
}

function checkInsight({ reason, refused, found, moved, mended, movedAfter }: PlayedInsight): Check {
  const untouched = found.componentList.every(({ phase }) => phase === "Ready");
  return {
    name: "an insight that says no holds an upgrade before anything moves; mended, it goes on",
    looked: 1,
    problems: [
      ...(refused.state === "Not admitted" ? [] : [`it is ${refused.state}`]),
      ...(refused.reason.includes(reason) ? [] : [`it does not say why: ${refused.reason}`]),
      ...(moved.length === 0 ? [] : [`moved: ${moved.map(wordsOf).join(", ")}`]),
      ...(untouched ? [] : ["a component is not ready any more"]),
      ...(mended.state === "Succeeded" && movedAfter.length > 0
        ? []
        : [`mended it is ${mended.state}: ${mended.reason}`]),
    ],
  };
}
