import type { Random } from "../crash/random.ts";
import {
  FAULT_KINDS,
  FAULT_SHARES,
  jiraFault,
  serviceNowFault,
  type FaultKind,
  type FaultySystem,
} from "./fault-kinds.ts";

/** Calls that faults are counted in, one after the other. */
interface Stream {
  readonly system: FaultySystem;
  readonly match: { readonly method: string; readonly path?: string };
  /** Which part of all faults it gets. */
  readonly share: number;
  /** How many calls are between two faults, on average. */
  readonly gap: number;
  /** Reads are never left without an answer: that costs time, and shows nothing. */
  readonly changesSomething: boolean;
}

/** A fault to be injected into a simulator. */
export interface PlannedFault {
  readonly system: FaultySystem;
  readonly kind: FaultKind;
  /** Body of the call that injects it. */
  readonly body: object;
}

const STREAMS: readonly Stream[] = [
  { system: "servicenow", match: { method: "POST" }, share: 0.12, gap: 2, changesSomething: true },
  { system: "servicenow", match: { method: "PATCH" }, share: 0.28, gap: 2, changesSomething: true },
  { system: "servicenow", match: { method: "GET" }, share: 0.14, gap: 5, changesSomething: false },
  { system: "jira", match: { method: "POST", path: "/rest/api/3/issue" }, share: 0.06, gap: 2, changesSomething: true },
  {
    system: "jira",
    match: { method: "POST", path: "/rest/api/3/issue/*" },
    share: 0.2,
    gap: 2,
    changesSomething: true,
  },
  {
    system: "jira",
    match: { method: "POST", path: "/rest/deployments/*" },
    share: 0.04,
    gap: 2,
    changesSomething: true,
  },
  {
    system: "jira",
    match: { method: "POST", path: "/rest/api/3/search/jql" },
    share: 0.06,
    gap: 4,
    changesSomething: false,
  },
  { system: "jira", match: { method: "GET" }, share: 0.1, gap: 4, changesSomething: false },
];

/** How many faults, and whether those that cost minutes are among them: timeouts, and issues that may not have been made. */
export interface FaultWish {
  readonly count: number;
  readonly isQuick: boolean;
}

/** How many faults of each kind are stated. */
export function statedFaults({ count, isQuick }: FaultWish): ReadonlyMap<FaultKind, number> {
  return new Map(kindsOf(isQuick).map((kind) => [kind, Math.floor(FAULT_SHARES[kind] * count)]));
}

/** At least so many faults, of each kind its part, at calls that the seed decides. */
export function planFaults(random: Random, { count, isQuick }: FaultWish): readonly PlannedFault[] {
  const streams = STREAMS.filter(({ match }) => !isQuick || !SLOW_PATHS.includes(match.path ?? ""));
  const loud = streams.filter(({ changesSomething }) => changesSomething);
  const wanted = kindsOf(isQuick);
  const whole = wanted.reduce((sum, kind) => sum + FAULT_SHARES[kind], 0);
  const kinds = random.shuffle(
    wanted.flatMap((kind) => Array.from({ length: Math.ceil((FAULT_SHARES[kind] / whole) * count) }, () => kind)),
  );
  const placed = kinds.map((kind, index) => {
    const among = kind === TIMEOUT ? loud : streams;
    return { kind, stream: streamAt(among, (index + random.next()) / kinds.length) };
  });
  return streams.flatMap((stream) => {
    let skip = 0;
    return placed
      .filter((one) => one.stream === stream)
      .map(({ kind }) => {
        skip += Math.floor(random.between(0, isQuick ? QUICK_GAP : stream.gap * 2));
        const { system, match } = stream;
        const fault = system === "jira" ? jiraFault(kind, random.next) : serviceNowFault(kind, random.next);
        return { system, kind, body: { ...fault, match, skip } };
      });
  });
}

const TIMEOUT: FaultKind = "timeout behind the effect";
const SLOW_PATHS: readonly string[] = ["/rest/api/3/issue", "/rest/api/3/search/jql", "/rest/deployments/*"];
const QUICK_GAP = 2;

function kindsOf(isQuick: boolean): readonly FaultKind[] {
  return isQuick ? FAULT_KINDS.filter((kind) => kind !== TIMEOUT) : FAULT_KINDS;
}

/** The stream at a place between 0 and 1, when each takes as much room as its share. */
function streamAt(streams: readonly Stream[], place: number): Stream | undefined {
  let left = place * streams.reduce((sum, { share }) => sum + share, 0);
  return streams.find(({ share }) => (left -= share) < 0) ?? streams[0];
}
