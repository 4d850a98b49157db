import type { Check } from "../../crash/checks/check.ts";
import { seededRandom } from "../../crash/random.ts";
import { count, type Counts, tally } from "../../order/model/tally.ts";
import { askGateAfter, GATE_RULES } from "./gate-races.ts";
import { type Finding, play, PURE_RULES, wordsOf } from "./play.ts";
import { drawInterleaving, SCRIPTS, type Interleaving } from "./scripts.ts";

/** How many races are played on the rules alone. */
export interface PureRun {
  readonly seed: number;
  readonly races: number;
}

/** What was played, and what was wrong. */
export interface PureReport {
  readonly checks: readonly Check[];
  readonly counts: Counts;
}

/** So many times a race asks a gate, each time in another world. */
const GATES_PER_RACE = 2;
/** So often each way must have been gone, for each thousand of races. */
const WAYS_PER_THOUSAND = 5;
const WAYS = [
  "ends approved",
  "ends rejected",
  "ends expired",
  "ends withdrawn",
  "ends superseded",
  "ends pending",
  "passed without votes",
  "refused SELF_APPROVAL",
  "refused NOT_AN_APPROVER",
  "refused PERSON_REQUIRED",
  "refused APPROVAL_CHANGED",
  "refused APPROVAL_EXPIRED",
  "refused APPROVAL_DECIDED",
  "refused REASON_REQUIRED",
  "gate pass",
  "gate reject",
  "gate wait",
] as const;

/** Plays random races on the rules alone. */
export function runPure({ seed, races }: PureRun): PureReport {
  const random = seededRandom(`races/${seed}`);
  const counts = tally([]);
  const findings: Finding[] = [];
  let events = 0;
  for (let place = 0; place < races; place += 1) {
    const race = drawInterleaving(random);
    const { state, answers, findings: ofRules } = play(race);
    events += race.events.length;
    count(counts, `ends ${state.status}`);
    if (state.breakGlass !== undefined) count(counts, "passed without votes");
    for (const answer of answers) count(counts, answer.isCounted ? "counted" : `refused ${answer.code}`);
    for (const name of race.scripts) count(counts, `script: ${name}`);
    const ofGate: Finding[] = [];
    for (let time = 0; time < GATES_PER_RACE; time += 1) {
      const { step, findings: found } = askGateAfter(race, state, random);
      count(counts, `gate ${step.do}`);
      ofGate.push(...found);
    }
    for (const { rule, text } of [...ofRules, ...ofGate])
      findings.push({ rule, text: `seed ${seed}, race ${place}: ${text}${storyOf(race)}` });
  }
  const problemsOf = (rule: string) => findings.filter((finding) => finding.rule === rule).map(({ text }) => text);
  const least = Math.floor((races * WAYS_PER_THOUSAND) / 1_000);
  const ways = [...WAYS, ...SCRIPTS.map((name) => `script: ${name}`)];
  return {
    checks: [
      ...Object.values(PURE_RULES).map((rule) => ({
        name: `rules: ${rule}`,
        looked: events,
        problems: problemsOf(rule),
      })),
      ...Object.values(GATE_RULES).map((rule) => ({
        name: `rules: ${rule}`,
        looked: races * GATES_PER_RACE,
        problems: problemsOf(rule),
      })),
      {
        name: `rules: each way was gone at least ${least} times in ${races} races`,
        looked: ways.length,
        problems: ways
          .filter((way) => (counts.get(way) ?? 0) < least)
          .map((way) => `${way}: ${counts.get(way) ?? 0} times`),
      },
    ],
    counts,
  };
}

function storyOf({ question, events }: Interleaving): string {
  const { rule } = question;
  const head = `${rule.count} of ${rule.from}${rule.escalateTo === undefined ? "" : `, then ${rule.escalateTo}`}`;
  return [` (${head})`, ...events.map((event, place) => `    ${place} ${wordsOf(event)}`)].join("\n");
}
