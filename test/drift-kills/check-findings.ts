import { type Check, checkEach, groupBy } from "../crash/checks/check.ts";
import type { Injected } from "./change-by-hand.ts";
import type { FindingRow } from "./truth.ts";

/** A change, and its finding. */
export interface Pair {
  readonly one: Injected;
  readonly finding: FindingRow;
}

/** What people are told of one change, in the order of the alphabet. */
const EVENTS: Readonly<Record<Injected["fate"], readonly string[]>> = {
  reverted: ["drift.due", "drift.found", "drift.reverted"],
  approved: ["drift.due", "drift.found", "drift.proposed", "drift.reverted"],
  "put right": ["drift.due", "drift.found", "drift.proposed", "drift.resolved"],
  told: ["drift.found", "drift.resolved"],
  // They are told together, as the brake's.
  held: ["drift.resolved"],
};

/** Says which change it is. */
export const told = ({ component, kind, fate, round }: Injected): string =>
  `${component.environment}/${component.name} (${kind}, ${fate}, in "${round}")`;

/** Each change with its finding, as far as there is one. */
export function pairs(injected: readonly Injected[], findings: readonly FindingRow[]): readonly Pair[] {
  const findingsByUid = groupBy(findings, ({ componentUid }) => componentUid);
  return [...groupBy(injected, ({ component }) => component.uid)].flatMap(([uid, changes]) =>
    changes.flatMap((one, index) => {
      const finding = findingsByUid.get(uid)?.[index];
      return finding === undefined ? [] : [{ one, finding }];
    }),
  );
}

/** That each change has one finding which says what was changed, told once, and nothing else has one. */
export function checkFindings(injected: readonly Injected[], findings: readonly FindingRow[]): readonly Check[] {
  const changesByUid = groupBy(injected, ({ component }) => component.uid);
  const findingsByUid = groupBy(findings, ({ componentUid }) => componentUid);
  const all = pairs(injected, findings);
  const each = (name: string, problemOf: (pair: Pair) => string | undefined) =>
    checkEach(name, all, (pair) => {
      const problem = problemOf(pair);
      return problem === undefined ? undefined : `${told(pair.one)}, ${pair.finding.id}: ${problem}`;
    });
  return [
    checkEach("lost 0, doubled 0: each change has one finding", [...changesByUid], ([uid, changes]) => {
      const found = findingsByUid.get(uid) ?? [];
      return found.length === changes.length
        ? undefined
        : `${found.length} findings of ${changes.length} changes: ${changes.map(told).join("; ")}`;
    }),
    checkEach("what nobody changed has no finding", [...findingsByUid], ([uid, found]) =>
      changesByUid.has(uid) ? undefined : `${uid} has ${found.map(({ id }) => id).join(", ")}`,
    ),
    each("each finding says what was changed", ({ one, finding: { paths } }) =>
      paths.length === 1 && paths[0] === one.path ? undefined : `${paths.join(", ")} instead of ${one.path}`,
    ),
    each("each finding has ended as it should", ({ one: { fate }, finding: { status, reason } }) => {
      const wanted = fate === "told" ? ["open", "resolved"] : ["resolved"];
      return wanted.includes(status) ? undefined : `${status} ${reason}`;
    }),
    each("each finding is told once", ({ one: { fate }, finding: { status, events } }) => {
      const wanted = EVENTS[fate].filter((type) => status !== "open" || type !== "drift.resolved");
      return JSON.stringify(events) === JSON.stringify(wanted) ? undefined : events.join(", ");
    }),
    each("each sweep counts once in its finding", ({ finding: { seen } }) =>
      seen === 1 ? undefined : `seen ${seen} times`,
    ),
  ];
}
