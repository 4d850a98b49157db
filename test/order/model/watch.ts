import type { Postgres } from "../../../adapters/store/connect-postgres.ts";
import { Broken } from "./broken.ts";
import { createHistory, type Finding, type History } from "./history.ts";
import { ACT_RULE, actsOutOfTurn, RULES } from "./invariants.ts";
import type { LineShape } from "./line.ts";
import type { ModelCloud } from "./model-cloud.ts";
import { readTruth, type Truth } from "./truth.ts";

/** What is watched. */
export interface Watched {
  readonly postgres: Postgres;
  readonly project: string;
  /** The pipeline by its version. */
  readonly pipelines: ReadonlyMap<number, LineShape>;
  /** Events up to this one are of others. */
  readonly afterEvent: number;
  /** Absent where what is acted on cannot be told at once. */
  readonly cloud?: Pick<ModelCloud, "takeActions">;
}

/** Reads rows again and again, and throws when they say what must not be. */
export interface Watch {
  readonly history: History;
  /** Reads rows, and checks them. @throws Broken */
  check(): Promise<Truth>;
  /** Rows as they were last read. */
  truth(): Promise<Truth>;
  /** What happens now, for the message of a check that fails. */
  say(what: string): void;
  checks(): number;
}

/** Watches one project whose rows change only while nobody reads. */
export function createWatch({ postgres, project, pipelines, afterEvent, cloud }: Watched): Watch {
  const history = createHistory(project, pipelines);
  let now: Truth | undefined;
  let lastEvent = afterEvent;
  let checks = 0;
  let at = "at the beginning";
  const check = async (): Promise<Truth> => {
    const before = now;
    now = await readTruth(postgres, project, lastEvent);
    lastEvent = now.events.at(-1)?.id ?? lastEvent;
    checks += 1;
    const acted = actsOutOfTurn(cloud?.takeActions() ?? [], now).map((problem) => ({ rule: ACT_RULE, problem }));
    throwFirst(at, [...history.read(now.events, now.promotions), ...findingsOf({ before, now, history }), ...acted]);
    return now;
  };
  return {
    history,
    check,
    truth: async () => now ?? (await check()),
    checks: () => checks,
    say: (what) => void (at = what),
  };
}

/** What rows say that must not be. */
export function findingsOf(moment: Parameters<(typeof RULES)[number]["broken"]>[0]): readonly Finding[] {
  return RULES.flatMap(({ name, broken }) => broken(moment).map((problem) => ({ rule: name, problem })));
}

/** Throws the first rule that does not hold. @throws Broken */
export function throwFirst(when: string, findings: readonly Finding[]): void {
  const [first] = findings;
  if (first === undefined) return;
  const same = findings.filter(({ rule }) => rule === first.rule);
  throw new Broken(
    first.rule,
    when,
    same.map(({ problem }) => problem),
  );
}
