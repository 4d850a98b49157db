/** A moment at which a process is killed, once. */
export interface KillPoint {
  /** As the process names it. */
  readonly name: string;
  /** Which time it is reached counts, from 1. */
  readonly nth: number;
  readonly process: Victim;
  /** What is swept then: the fleet, or the account in which too much has drifted at once. */
  readonly story: "fleet" | "flood";
}

/** Who is killed. */
export type Victim = "cell" | "orchestrator" | "api";

/** Names and which time, as `recorded drift/findings:2`. */
export const labelOf = ({ name, nth, story }: KillPoint): string =>
  `${name}:${nth}${story === "flood" ? " (flood)" : ""}`;

const of = (process: Victim, names: readonly string[], { nth = 1, story = "fleet" as KillPoint["story"] } = {}) =>
  names.map((name): KillPoint => ({ name, nth, process, story }));

/** Every point of the path from a question for a sweep to what was put back. Findings are recorded two at a time. */
export const POINTS: readonly KillPoint[] = [
  ...of(
    "orchestrator",
    ["before start", "started"].map((point) => `${point} drift/asked`),
  ),
  ...of(
    "orchestrator",
    ["before begin", "begun"].map((point) => `${point} drift/sweep`),
  ),
  // Listed and compared.
  ...of("cell", ["before list drift/page", "listed drift/page", "compared drift/findings"]),
  // Recorded: before the first batch, between two, after the last one, and what is as wanted again.
  ...of("cell", ["before record drift/findings", "recorded drift/findings"]),
  ...of("cell", ["before record drift/findings", "recorded drift/findings"], { nth: 2 }),
  ...of("cell", ["recorded drift/findings"], { nth: 3 }),
  ...of("cell", ["before record drift/cleared", "recorded drift/cleared", "counted drift/part"]),
  // Decided about: before the brake, in the first and in the last transaction, after all of them.
  ...of("orchestrator", ["before brake drift/sweep", "before decision drift/finding", "ended drift/sweep"]),
  ...of("orchestrator", ["before decision drift/finding"], { nth: 5 }),
  ...of("orchestrator", ["before brake drift/sweep", "before decision drift/finding"], { story: "flood" }),
  ...of("cell", ["recorded drift/findings"], { nth: 4, story: "flood" }),
  // Woken.
  ...of("api", ["before signal look/environment", "signalled look/environment"]),
  // Put back.
  ...of("orchestrator", ["taken operation/next", "admitted operation/turn"]),
  ...of("cell", ["before intent", "after intent", "after wire", "before record", "after record"]),
  ...of("cell", ["after intent", "after wire"], { nth: 3 }),
  ...of("orchestrator", ["before end operation/outcome", "ended operation/outcome"]),
  // Proposed.
  ...of("api", ["before signal look/approval", "signalled look/approval"]),
  ...of(
    "orchestrator",
    ["before intent", "after intent", "after wire", "before record"].map((point) => `${point} chat/post`),
  ),
];
