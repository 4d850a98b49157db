import { expect, test } from "vitest";
import { criticalPathMs, type TimedNode } from "./graph.ts";
import { createSchedule, failed, finished, isDone, next, notStarted, running, stop } from "./schedule.ts";

/** Numbers from 0 to 1, the same for the same seed. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function randomGraph(seed: number): readonly TimedNode[] {
  const draw = random(seed);
  const count = 1 + Math.floor(draw() * 60);
  const density = draw();
  return Array.from({ length: count }, (_, index) => ({
    name: `n${index}`,
    needs: Array.from({ length: index }, (_unused, need) => `n${need}`).filter(
      () => draw() < (density * 4) / (index + 1),
    ),
    expectedMs: 1 + Math.floor(draw() * 1_000),
  }));
}

interface Run {
  readonly startedAt: ReadonlyMap<string, number>;
  readonly endedAt: ReadonlyMap<string, number>;
  readonly mostRunning: number;
  readonly makespan: number;
}

/** Runs a graph on a virtual clock. Durations may be others than the expected ones. */
function runOnClock(
  nodes: readonly TimedNode[],
  options: { readonly cap: number; readonly durationOf: (node: TimedNode) => number },
): Run {
  const durations = new Map(nodes.map((node) => [node.name, options.durationOf(node)]));
  const schedule = createSchedule(nodes, options.cap);
  const [startedAt, endedAt, endsAt] = [
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
  ];
  let [now, mostRunning] = [0, 0];
  for (;;) {
    for (const name of next(schedule)) {
      startedAt.set(name, now);
      endsAt.set(name, now + (durations.get(name) ?? 0));
    }
    mostRunning = Math.max(mostRunning, endsAt.size);
    if (isDone(schedule)) return { startedAt, endedAt, mostRunning, makespan: now };
    const [name, at] = [...endsAt].reduce((first, one) => (one[1] < first[1] ? one : first));
    endsAt.delete(name);
    endedAt.set(name, at);
    now = at;
    finished(schedule, name);
  }
}

/** What a run did against the rules; empty when it kept them. */
function brokenRules(
  nodes: readonly TimedNode[],
  { cap, run }: { readonly cap: number; readonly run: Run },
): readonly string[] {
  const broken: string[] = [];
  const endings = new Set(run.endedAt.values());
  const busyAt = (instant: number) =>
    nodes.filter(({ name }) => (run.startedAt.get(name) ?? 0) <= instant && instant < (run.endedAt.get(name) ?? 0))
      .length;
  if (run.endedAt.size !== nodes.length) broken.push("not every node ended");
  if (run.mostRunning > cap) broken.push(`${run.mostRunning} ran at once`);
  for (const { name, needs } of nodes) {
    const startedAt = run.startedAt.get(name) ?? Number.NaN;
    const neededAt = Math.max(0, ...needs.map((need) => run.endedAt.get(need) ?? Number.POSITIVE_INFINITY));
    if (startedAt === neededAt) continue;
    if (!(startedAt > neededAt)) broken.push(`${name} started before its needs ended`);
    // Later than its needs only because every slot was taken, and then at the very instant at which one got free.
    if (!endings.has(startedAt)) broken.push(`${name} started when no slot got free`);
    const waited = [neededAt, ...endings].filter((at) => at >= neededAt && at < startedAt);
    if (waited.some((instant) => busyAt(instant) !== cap)) broken.push(`${name} waited while a slot was free`);
  }
  return broken;
}

test("1,000 random graphs keep order and cap, have no barrier, and without a cap take as long as the critical path", () => {
  for (let seed = 1; seed <= 1_000; seed++) {
    const nodes = randomGraph(seed);
    const draw = random(seed + 1_000_000);
    const durationOf = seed % 2 === 0 ? (node: TimedNode) => node.expectedMs : () => 1 + Math.floor(draw() * 1_000);
    const timed = nodes.map((node) => ({ ...node, expectedMs: durationOf(node) }));
    const durations = new Map(timed.map((node) => [node.name, node.expectedMs]));
    const cap = seed % 3 === 0 ? Number.POSITIVE_INFINITY : 1 + (seed % 7);
    const run = runOnClock(nodes, { cap, durationOf: (node) => durations.get(node.name) ?? 0 });
    expect({ seed, broken: brokenRules(nodes, { cap, run }) }).toEqual({ seed, broken: [] });
    if (cap === Number.POSITIVE_INFINITY)
      expect({ seed, makespan: run.makespan }).toEqual({ seed, makespan: criticalPathMs(timed) });
  }
});

test("next() starts the longest way first, ties by name, up to the cap", () => {
  const schedule = createSchedule(
    [
      { name: "short", needs: [], expectedMs: 5 },
      { name: "b", needs: [], expectedMs: 10 },
      { name: "a", needs: [], expectedMs: 10 },
      { name: "root", needs: [], expectedMs: 1 },
      { name: "leaf", needs: ["root"], expectedMs: 100 },
    ],
    2,
  );
  expect(next(schedule)).toEqual(["root", "a"]);
  expect(next(schedule)).toEqual([]);
  finished(schedule, "root");
  expect(next(schedule)).toEqual(["leaf"]);
  expect(running(schedule)).toEqual(["a", "leaf"]);
});

test("failed() keeps what needs it from starting, while others go on", () => {
  const schedule = createSchedule(
    [
      { name: "a", needs: [], expectedMs: 1 },
      { name: "b", needs: ["a"], expectedMs: 1 },
      { name: "c", needs: ["b"], expectedMs: 1 },
      { name: "other", needs: [], expectedMs: 1 },
      { name: "more", needs: ["other"], expectedMs: 1 },
    ],
    10,
  );
  expect(next(schedule)).toEqual(["a", "other"]);
  failed(schedule, "a");
  finished(schedule, "other");
  expect(next(schedule)).toEqual(["more"]);
  expect(isDone(schedule)).toBe(false);
  finished(schedule, "more");
  expect(isDone(schedule)).toBe(true);
  expect(notStarted(schedule)).toEqual(["b", "c"]);
});

test("stop() starts nothing more and is done when what runs has ended", () => {
  const schedule = createSchedule(
    [
      { name: "a", needs: [], expectedMs: 1 },
      { name: "b", needs: ["a"], expectedMs: 1 },
    ],
    10,
  );
  expect(next(schedule)).toEqual(["a"]);
  stop(schedule);
  expect(isDone(schedule)).toBe(false);
  finished(schedule, "a");
  expect(next(schedule)).toEqual([]);
  expect(isDone(schedule)).toBe(true);
  expect(notStarted(schedule)).toEqual(["b"]);
});

test("an end that is told twice, or of a node that never ran, changes nothing", () => {
  const schedule = createSchedule(
    [
      { name: "a", needs: [], expectedMs: 1 },
      { name: "b", needs: ["a"], expectedMs: 1 },
      { name: "c", needs: ["a", "b"], expectedMs: 1 },
    ],
    10,
  );
  next(schedule);
  finished(schedule, "b");
  finished(schedule, "a");
  finished(schedule, "a");
  failed(schedule, "a");
  expect(next(schedule)).toEqual(["b"]);
});

test("nodes of a cycle never start, and the rest is done", () => {
  const schedule = createSchedule(
    [
      { name: "a", needs: ["b"], expectedMs: 1 },
      { name: "b", needs: ["a"], expectedMs: 1 },
      { name: "c", needs: ["gone"], expectedMs: 1 },
    ],
    10,
  );
  expect(next(schedule)).toEqual(["c"]);
  finished(schedule, "c");
  expect(isDone(schedule)).toBe(true);
  expect(notStarted(schedule)).toEqual(["a", "b"]);
});

test("5,000 nodes with 25,000 needs take less than a second", () => {
  const draw = random(7);
  const nodes = Array.from({ length: 5_000 }, (_, index) => ({
    name: `n${index}`,
    needs: index === 0 ? [] : Array.from({ length: 5 }, () => `n${Math.floor(draw() * index)}`),
    expectedMs: 1 + Math.floor(draw() * 1_000),
  }));
  const startMs = performance.now();
  const schedule = createSchedule(nodes, 200);
  const queue: string[] = [];
  while (!isDone(schedule) || queue.length > 0) {
    queue.push(...next(schedule));
    const name = queue.shift();
    if (name !== undefined) finished(schedule, name);
  }
  expect(notStarted(schedule)).toEqual([]);
  expect(performance.now() - startMs).toBeLessThan(1_000);
});
