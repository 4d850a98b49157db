import { glob, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { OPERATION_STATES, PROMOTION_STATES, STEP_STATES } from "../schema/phases.ts";
import { EVENT_TYPES } from "./event-types.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const words = (states: readonly string[]) => states.map((state) => state.toLowerCase().replaceAll(" ", "-"));
const isOutcome = (state: string) =>
  !["Accepted", "Pending", "Running", "Waiting", "Held", "Restoring"].includes(state);
const results = ["created", "changed"];

/** Types that are put together where they are written: the expression, and what may come out of it. */
const PUT_TOGETHER: Readonly<Record<string, readonly string[]>> = {
  "`environment.${to}`": ["environment.suspended", "environment.resumed"],
  '`operation.${state.toLowerCase().replaceAll(" ", "-")}`': words(OPERATION_STATES.filter(isOutcome)).map(
    (state) => `operation.${state}`,
  ),
  '`promotion.${outcome.toLowerCase().replaceAll(" ", "-")}`': words(PROMOTION_STATES.filter(isOutcome)).map(
    (state) => `promotion.${state}`,
  ),
  "'step.' || replace(lower(p_state), ' ', '-')": words(STEP_STATES.filter(isOutcome)).map((state) => `step.${state}`),
  '`gate.${verdict === "pass" ? "passed" : verdict === "wait" ? "waiting" : "rejected"}`': [
    "gate.passed",
    "gate.waiting",
    "gate.rejected",
  ],
  "`drift.${status}`": ["drift.proposed", "drift.due", "drift.held"],
  "`project.${result}`": results.map((result) => `project.${result}`),
  "`connection.${result}`": results.map((result) => `connection.${result}`),
  "`pipeline.${result}`": results.map((result) => `pipeline.${result}`),
  "`freeze-window.${result}`": results.map((result) => `freeze-window.${result}`),
  "`subscription.${result}`": results.map((result) => `subscription.${result}`),
  "`${noun}.created`": ["blueprint.created", "release.created"],
  "`${noun}.deleted`": ["project.deleted", "blueprint.deleted", "release.deleted"],
  "`${EVENT_NOUN[kind]}.deleted`": [
    "pipeline.deleted",
    "connection.deleted",
    "freeze-window.deleted",
    "subscription.deleted",
  ],
};

/** Where a type of event stands: behind `type:`, a `const type =`, or as the type given to a function in SQL. */
const PLACES = [
  /\btype(?::| =)\s*(?:[\w.]+ === (?:"[a-z]+"|null) \? )?("[a-z-]+\.[a-z-]+"|`[^`]*`)(?: : ("[a-z-]+\.[a-z-]+"))?/g,
  /write_event_of\(c, ('[a-z-]+\.[a-z-]+'|case .*? end), /g,
  /end_finding\([^,]+, '[a-z]+', ('drift\.[a-z]+')/g,
  /write_step_event\(p_operation, ('[^']+'(?: \|\| replace\(lower\(p_state\), ' ', '-'\))?),/g,
];

test("every type of event that the sources write is in the list", async () => {
  const written = new Set<string>();
  const unknown: string[] = [];
  const used = new Set<string>();
  for await (const file of glob("{adapters,activities,api,workers}/**/*.ts", { cwd: root })) {
    if (file.endsWith(".test.ts")) continue;
    const source = await readFile(new URL(file, new URL("../../", import.meta.url)), "utf8");
    if (!/write(?:Drift|Sweep)?Event\(|write_event_of|write_step_event|end_finding|NewEvent|NotifiedEvent/.test(source))
      continue;
    for (const found of PLACES.flatMap((place) => [...source.matchAll(place)].flatMap((match) => match.slice(1)))) {
      if (found === undefined) continue;
      const plain = [...found.matchAll(/["']([a-z-]+\.[a-z-]+)["']/g)].map(([, type = ""]) => type);
      if (!/[`|]/.test(found)) {
        for (const type of plain) written.add(type);
        continue;
      }
      const types = PUT_TOGETHER[found];
      if (types === undefined) unknown.push(`${file}: ${found}`);
      used.add(found);
      for (const type of types ?? []) written.add(type);
    }
  }
  // A new way to put a type together belongs into the table above, with all that may come out of it.
  expect(unknown).toEqual([]);
  expect(Object.keys(PUT_TOGETHER).filter((key) => !used.has(key))).toEqual([]);
  expect([...written].filter((type) => !EVENT_TYPES.includes(type))).toEqual([]);
  // What the search above misses would be found missing here.
  expect(EVENT_TYPES.filter((type) => !written.has(type) && !type.startsWith("approval."))).toEqual([]);
});

test("no type is in the list twice, and each is a noun and a predicate", () => {
  expect(new Set(EVENT_TYPES).size).toBe(EVENT_TYPES.length);
  expect(EVENT_TYPES.filter((type) => !/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/.test(type))).toEqual([]);
});
