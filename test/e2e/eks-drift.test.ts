import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { FindingDetail } from "../../api/drift/get-finding.ts";
import type { Page } from "../../cli/answers.ts";
import { canonicalJson } from "../../domain/canonical-json.ts";
import { REACTIONS, type FindingView, type Reaction, type SweepView } from "../../domain/schema/drift.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import { ORCHESTRATOR_TASK_QUEUE, SWEEP_WORKFLOW } from "../../workflows/messages.ts";
import { AT_ONCE, eksWorld, type EksWorld } from "../drivers/eks-world.ts";
import { eksHands, type EksHands } from "../setup/eks-hands.ts";
import { testInstallation, type Installation } from "../setup/installation.ts";
import { unique } from "../setup/temporal.ts";
import { queryAt } from "../drivers/test-database.ts";
import { outcomeOf } from "./drift-table.ts";
import { roleArn, type EksDriftRow } from "./eks-drift-row.ts";
import { BASE, EKS_DRIFT_ROWS } from "./eks-drift-table.ts";
import { documents } from "./stack-under-test.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 240_000 });

const PROJECT = "eks";
const PLACE = { cell: "local", account: "local", region: "local" };
/** Everything in every reaction takes a few minutes. What is done about drift does not depend on its kind, and test/drivers/eks-drift.test.ts looks at every row. */
const isAll = process.env["HOLDFAST_EKS_DRIFT"] === "all";
const TRIED: readonly Reaction[] = isAll ? REACTIONS : ["revert"];
const ROWS = isAll
  ? EKS_DRIFT_ROWS
  : [...new Map(EKS_DRIFT_ROWS.toReversed().map((row) => [`${row.kind} ${row.putBack}`, row])).values()];
/** More at once would be braked. */
const AT_ONCE_MAX = 9;
let world: EksWorld;
let holdfast: Installation;

beforeAll(async () => {
  world = await eksWorld(AT_ONCE);
  holdfast = await testInstallation({ eks: world.ports.eks });
  await holdfast.start();
  const { results } = await holdfast.apply(everything());
  const ended = results.map(async ({ operationId = "" }) => operationId === "" || (await holdfast.ended(operationId)));
  const unwell = (await Promise.all(ended)).filter((state) => state !== true && state !== "Succeeded");
  if (unwell.length > 0) throw new Error(`not every environment is up: ${unwell.join(", ")}`);
});
afterAll(async () => {
  await holdfast.close();
  await world.close();
});

/** An environment for each reaction, each with a component for each row. */
function everything(): string {
  const metadata = { project: PROJECT };
  const rows = ROWS.map((row) => [row.component, specOf(row)] as const);
  const base = { kind: "eks-cluster", config: { ...BASE, name: "${environment.name}" } };
  const components = { base, ...Object.fromEntries(rows) };
  return documents(
    { kind: "Project", metadata: { name: PROJECT }, spec: {} },
    { kind: "Blueprint", metadata: { ...metadata, name: "all", version: "1.0.0" }, spec: { components } },
    {
      kind: "Release",
      metadata: { ...metadata, version: "1.0.0" },
      spec: { blueprint: "all@1.0.0", artifacts: {} },
    },
    ...TRIED.map((name) => ({
      kind: "Environment",
      metadata: { ...metadata, name },
      spec: { class: "dev", cell: "local", release: "1.0.0", onDrift: name },
    })),
  );
}

function specOf({ kind, component, config, after }: EksDriftRow): JsonObject {
  const own = kind === "eks-cluster" ? `\${environment.name}-${component}` : component;
  const text = canonicalJson(config)
    .replaceAll("BASE", "${components.base.outputs.name}")
    .replaceAll("NAME", own)
    .replaceAll("PRINCIPAL", roleArn(component));
  return { kind, config: JSON.parse(text) as JsonObject, ...(after === undefined ? {} : { after }) };
}

async function read<Answer>(path: string): Promise<Answer> {
  const answer = await holdfast.call("GET", path);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Answer;
}

async function componentIn(environment: string, name: string) {
  const found = await holdfast.store.getEnvironment(environment, PROJECT);
  const components = await holdfast.store.listComponents(found?.uid ?? "");
  const component = components.find((one) => one.name === name);
  if (component === undefined) throw new Error(`there is no "${name}" in "${environment}"`);
  return component;
}

const handsIn = async (environment: string, name: string): Promise<EksHands> =>
  eksHands(world.fake, (await componentIn(environment, name)).uid);

/** Sweeps until nothing was left out. */
async function sweep(): Promise<SweepView> {
  for (;;) {
    await holdfast.client.workflow.execute(SWEEP_WORKFLOW, {
      workflowId: unique("sweep"),
      taskQueue: ORCHESTRATOR_TASK_QUEUE,
      args: [PLACE],
    });
    const [last] = (await holdfast.store.listSweeps({ limit: 1 })).items;
    if (last !== undefined && last.counts.busy + last.counts.stale === 0) return last;
  }
}

async function findingOf(environment: string, component: string): Promise<FindingDetail | undefined> {
  const query = `project=${PROJECT}&environment=${environment}&component=${component}&status=all`;
  const { items } = await read<Page<FindingView>>(`/v1/findings?${query}`);
  expect(items.length).toBeLessThan(2);
  const [found] = items;
  return found === undefined ? undefined : await read<FindingDetail>(`/v1/findings/${found.id}`);
}

/** The finding of a row once it stands so. */
async function findingUntil(environment: string, component: string, status: string): Promise<FindingDetail> {
  let last: FindingDetail | undefined;
  const isSo = async () => (last = await findingOf(environment, component))?.status === status;
  const what = `drift of ${component} in ${environment} is ${status}`;
  await waitUntil(isSo, { what, limitMs: 50_000, everyMs: 100 }).catch((error: unknown) => {
    throw new Error(`${String(error)}; it is ${JSON.stringify(last)}`, { cause: error });
  });
  return last as FindingDetail;
}

async function toldOf(environment: string, component: string): Promise<readonly unknown[]> {
  const of = `project = '${PROJECT}' and environment = '${environment}' and component = '${component}'`;
  const rows = await queryAt(
    holdfast.databaseUrl,
    `select type from event where type like 'drift.%' and ${of} order by id`,
  );
  return rows.map(({ type }) => type);
}

test("everything that has just been made looks as wanted, at one look for each", async () => {
  await sweep(); // What no config states is learned by the first look after an operation.
  const count = TRIED.length * (ROWS.length + 1);
  const counts = { looked: count, clean: count, drifted: 0, stale: 0, busy: 0, failed: 0, calls: count };
  expect(await sweep()).toMatchObject({ state: "succeeded", counts });
});

// What is ignored comes first: it differs still while the others are looked at.
describe.each(TRIED.toReversed())("drift of EKS that is to be answered with %s", (reaction) => {
  const before = new Map<string, string>();
  const changed = new Map<string, string>();
  const lives = new Map<string, number>();
  const brakes: string[] = [];

  beforeAll(async () => {
    for (let at = 0; at < ROWS.length; at += AT_ONCE_MAX) {
      await Promise.all(ROWS.slice(at, at + AT_ONCE_MAX).map(changeByHand));
      brakes.push(...[(await sweep()).brake].filter((brake) => brake !== undefined));
    }
  });

  async function changeByHand({ component, change }: EksDriftRow): Promise<void> {
    const { incarnation } = await componentIn(reaction, component);
    const hands = await handsIn(reaction, component);
    lives.set(component, incarnation);
    before.set(component, await hands.dump());
    await change(hands);
    changed.set(component, await hands.dump());
  }

  /** The end state of a component, read from outside: as it was before, or as it was made by hand. */
  async function expectState({ component, putBack }: EksDriftRow, state: "as before" | "as changed"): Promise<void> {
    expect(changed.get(component)).not.toBe(before.get(component));
    const hands = await handsIn(reaction, component);
    expect(await hands.dump()).toBe((state === "as before" ? before : changed).get(component));
    const { incarnation } = await componentIn(reaction, component);
    const isReplaced = state === "as before" && putBack === "replace";
    expect(incarnation).toBe((lives.get(component) ?? 0) + (isReplaced ? 1 : 0));
  }

  test("the brake holds nothing", () => {
    expect(brakes).toEqual([]);
  });

  test.each(ROWS)("$component", async (row) => {
    const { component, kind, fields, diff } = row;
    const outcome = outcomeOf(row, reaction);
    if (outcome === undefined) {
      expect(await findingOf(reaction, component)).toBeUndefined();
      expect(await toldOf(reaction, component)).toEqual([]);
      return await expectState(row, "as changed");
    }
    const found = await findingUntil(reaction, component, outcome.status);
    expect(found).toMatchObject({ component, kind, environment: reaction, reaction: { reaction: outcome.reaction } });
    expect(found.fields.map((field) => `${field.path} ${field.class}`)).toEqual(fields);
    const shown = found.diff.replace(/\*\*\* \([0-9a-z]{8}\)/g, "***");
    expect(shown).toBe(["--- wanted", "+++ seen", `@@ ${component} @@`, ...diff].join("\n"));
    expect(found.reaction.instead).toBe(outcome.instead?.replace("FIRST", () => `"${found.fields[0]?.path}"`));
    expect(await toldOf(reaction, component)).toEqual(outcome.events);
    await expectState(row, outcome.status === "resolved" ? "as before" : "as changed");
  });
});

test("a sweep after all of that finds nothing more of what was put back", async () => {
  await sweep();
  const { items } = await read<Page<FindingView>>(`/v1/findings?project=${PROJECT}&environment=revert&limit=100`);
  const told = ROWS.filter(({ putBack }) => putBack === "none").map(({ component }) => component);
  expect(items.map(({ component }) => component).toSorted()).toEqual(told.toSorted());
});
