import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FindingDetail } from "../../api/drift/get-finding.ts";
import type { AcceptedAnswer, Page } from "../../cli/answers.ts";
import { DRIFT_CLASSES, REACTIONS, type FindingView, type SweepView } from "../../domain/schema/drift.ts";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import { componentKinds } from "../../workers/component-kinds.ts";
import { installedApi, type InstalledApi } from "../setup/installed-api.ts";
import { eventually, introduce } from "../setup/installed-approvals.ts";
import { handsOn, type Hands } from "./drift-by-hand.ts";
import { CONFIGS, DRIFT_ROWS, DRIFT_TABLE, FILES, outcomeOf, type DriftRow } from "./drift-table.ts";
import { componentOf, documents, startUnderTest, type StackUnderTest } from "./stack-under-test.ts";

const PROJECT = "table";
const SERVICE = DRIFT_ROWS.find(({ component }) => component === "service-extra") as DriftRow;
let under: StackUnderTest;
let api: InstalledApi;
let token = "";
let clean: readonly SweepView[];

beforeAll(async () => {
  under = await startUnderTest(PROJECT, { cloudArguments: ["--time-scale", "0.01"] });
  const { url, tokenFile } = under.stack();
  api = installedApi({ url, token: async () => (await readFile(tokenFile, "utf8")).trim() });
  token = (await introduce(api, { managers: { members: ["ana"] } })).get("ana") ?? "";
  await under.apply(await everything());
  const areReady = async () =>
    (await Promise.all(REACTIONS.map(under.environment))).every((one) => one?.phase === "Ready");
  await waitUntil(areReady, { what: "every environment is ready", limitMs: 240_000, everyMs: 200 });
  // What no config states is learned by the first look after an operation.
  clean = await sweep("revert");
}, 300_000);
afterAll(async () => await under?.close(), 60_000);

/** An environment for each reaction, each with a component for each row. */
async function everything(): Promise<string> {
  const digests = await Promise.all(
    Object.entries(FILES).map(async ([name, files]) => [name, { digest: await under.push(files) }] as const),
  );
  const components = DRIFT_ROWS.map(({ component, kind }) => [component, { kind, ...CONFIGS[kind] }] as const);
  const metadata = { project: PROJECT };
  return documents(
    { kind: "Project", metadata: { name: PROJECT }, spec: {} },
    {
      kind: "Blueprint",
      metadata: { ...metadata, name: "all", version: "1.0.0" },
      spec: { components: Object.fromEntries(components) },
    },
    {
      kind: "Release",
      metadata: { ...metadata, version: "1.0.0" },
      spec: { blueprint: "all@1.0.0", artifacts: Object.fromEntries(digests) },
    },
    ...REACTIONS.map((name) => ({
      kind: "Environment",
      metadata: { ...metadata, name },
      spec: { class: "dev", cell: "local", release: "1.0.0", onDrift: name },
    })),
  );
}

const environmentOf = async (name: string) => await under.until(name, ({ phase }) => phase === "Ready");
const handsIn = async (name: string, component: string): Promise<Hands> =>
  handsOn(under, componentOf(await environmentOf(name), component));
const incarnationIn = async (name: string, component: string) =>
  componentOf(await environmentOf(name), component).incarnation;

/** What each component is from outside. */
async function dumpsOf(name: string): Promise<ReadonlyMap<string, string>> {
  const { componentList } = await environmentOf(name);
  const dumps = componentList.map(async (one) => [one.name, await handsOn(under, one).dump()] as const);
  return new Map(await Promise.all(dumps));
}

/** Has everything in an environment looked at, and answers how the sweeps ended. */
async function sweep(name: string): Promise<readonly SweepView[]> {
  const { results } = await api.post<AcceptedAnswer>("/v1/sweeps", { project: PROJECT, environment: name });
  return await Promise.all(
    results.map(async ({ name: id }) => {
      return await eventually(`sweep ${id} has ended`, async () => {
        const one = await api.get<SweepView>(`/v1/sweeps/${id}`);
        return one.state === "running" ? undefined : one;
      });
    }),
  );
}

async function findingOf(name: string, component: string): Promise<FindingDetail | undefined> {
  const query = `project=${PROJECT}&environment=${name}&component=${component}&status=all`;
  const { items } = await api.get<Page<FindingView>>(`/v1/findings?${query}`);
  const [found, another] = items;
  if (another !== undefined) throw new Error(`there are two findings: ${JSON.stringify(items)}`);
  return found === undefined ? undefined : await api.get<FindingDetail>(`/v1/findings/${found.id}`);
}

/** The finding of a row once it stands so. */
async function findingUntil(name: string, component: string, status: string): Promise<FindingDetail> {
  let last: FindingDetail | undefined;
  const waiting = eventually(`drift of ${component} in ${name} is ${status}`, async () => {
    last = await findingOf(name, component);
    return last?.status === status ? last : undefined;
  });
  return await waiting.catch((error: unknown) => {
    throw new Error(`${String(error)}; it is ${JSON.stringify(last)}`, { cause: error });
  });
}

async function toldOf(name: string, component: string): Promise<readonly string[]> {
  const events = (await under.events(name)).filter((event) => event.component === component);
  return events.map(({ type }) => type).filter((type) => type.startsWith("drift."));
}

test("the table says something of every kind and class", () => {
  const said = new Set(DRIFT_TABLE.map((row) => `${row.kind} ${row.class}`));
  const all = componentKinds.flatMap(({ kind }) => DRIFT_CLASSES.map((one) => `${kind} ${one}`));
  expect([...said].toSorted()).toEqual(all.toSorted());
});

test("everything that has just been made looks as wanted", () => {
  expect(clean).toMatchObject([{ counts: { drifted: 0, busy: 0, failed: 0 } }, { counts: { drifted: 0, busy: 0 } }]);
});

// What is ignored comes first: it differs still while the others are looked at.
describe.each(REACTIONS.toReversed())("drift that is to be answered with %s", (reaction) => {
  let before: ReadonlyMap<string, string>;
  let changed: ReadonlyMap<string, string>;
  let swept: readonly SweepView[] = [];
  const braked: string[] = [];
  const lives = new Map<string, number>();
  const words = new Map<string, Hands>();

  beforeAll(async () => {
    before = await dumpsOf(reaction);
    for (const { name, incarnation } of (await environmentOf(reaction)).componentList) lives.set(name, incarnation);
    await Promise.all(
      DRIFT_ROWS.map(async ({ component, change }) => {
        const hands = await handsIn(reaction, component);
        words.set(component, hands);
        await change(hands);
      }),
    );
    changed = await dumpsOf(reaction);
    // What one place makes the environment do leaves the other one to the next sweep.
    for (let isWhole = false; !isWhole; isWhole = swept.every(({ counts }) => counts.busy + counts.stale === 0)) {
      await environmentOf(reaction);
      swept = [...swept, ...(await sweep(reaction))].slice(-2);
      braked.push(...swept.flatMap(({ brake = [] }) => brake));
    }
  }, 120_000);

  test("every place is looked at, and the brake holds nothing", () => {
    const whole = { state: "succeeded", counts: { stale: 0, busy: 0, failed: 0 } };
    expect(swept).toMatchObject([whole, whole]);
    expect(braked).toEqual([]);
  });

  /** The end state of a component, read from outside: as it was before, or as it was made by hand. */
  async function expectState(row: DriftRow, state: "as before" | "as changed"): Promise<void> {
    const { component, putBack } = row;
    expect(changed.get(component)).not.toBe(before.get(component));
    const hands = await handsIn(reaction, component);
    expect(await hands.dump()).toBe((state === "as before" ? before : changed).get(component));
    const isReplaced = state === "as before" && putBack === "replace";
    expect(await incarnationIn(reaction, component)).toBe((lives.get(component) ?? 0) + (isReplaced ? 1 : 0));
  }

  test.each(DRIFT_ROWS)(
    "$component",
    async (row) => {
      const { component, kind, fields, diff } = row;
      const outcome = outcomeOf(row, reaction);
      if (outcome === undefined) {
        expect(await findingOf(reaction, component)).toBeUndefined();
        expect(await toldOf(reaction, component)).toEqual([]);
        return await expectState(row, "as changed");
      }
      const found = await findingUntil(reaction, component, outcome.status);
      const named = words.get(component)?.named ?? ((text: string) => text);
      expect(found).toMatchObject({ component, kind, environment: reaction, reaction: { reaction: outcome.reaction } });
      expect(found.fields.map((field) => named(`${field.path} ${field.class}`))).toEqual(fields);
      expect(named(found.diff)).toBe(["--- wanted", "+++ seen", `@@ ${component} @@`, ...diff].join("\n"));
      const rule = { reaction, rule: "onDrift of the environment" };
      expect(found.reaction.fields).toEqual(found.fields.map(({ path }) => ({ path, ...rule })));
      const more = found.fields.length === 1 ? "" : ` and ${found.fields.length - 1} more`;
      const first = `"${found.fields[0]?.path}"${more}`;
      expect(found.reaction.instead).toBe(outcome.instead?.replace("FIRST", () => first));
      expect(await toldOf(reaction, component)).toEqual(outcome.events);
      await expectState(row, outcome.status === "resolved" ? "as before" : "as changed");
    },
    60_000,
  );

  if (reaction !== "propose") return;
  describe("once people agree", () => {
    const proposed = DRIFT_ROWS.filter((row) => outcomeOf(row, "propose")?.status === "proposed");

    beforeAll(async () => {
      const findings = await Promise.all(proposed.map(async ({ component }) => await findingOf(reaction, component)));
      const vote = async (id = "") => await api.post(`/v1/approvals/${id}/votes`, { decision: "approve" }, { token });
      await Promise.all(findings.map(async (found) => await vote(found?.approvalId)));
    }, 60_000);

    test.each(proposed)(
      "$component is put back",
      async (row) => {
        await findingUntil(reaction, row.component, "resolved");
        const told = ["drift.found", "drift.proposed", "drift.due", "drift.reverted"];
        expect(await toldOf(reaction, row.component)).toEqual(told);
        await expectState(row, "as before");
      },
      60_000,
    );
  });
});

test("a sweep after all of that finds nothing more of what was put back", async () => {
  await sweep("revert");
  for (const reaction of ["revert", "propose"] as const) {
    const { items } = await api.get<Page<FindingView>>(`/v1/findings?project=${PROJECT}&environment=${reaction}`);
    const told = DRIFT_ROWS.filter(({ putBack }) => putBack === "none").map(({ component }) => component);
    expect(items.map(({ component }) => component).toSorted()).toEqual(told.toSorted());
  }
}, 60_000);

test.each(REACTIONS)(
  "a service that dies is repaired and is no finding where the reaction is %s",
  async (reaction) => {
    const { component: name } = SERVICE;
    const { incarnation, ...service } = componentOf(await environmentOf(reaction), name);
    const before = await findingOf(reaction, name);
    process.kill((await under.pidOf({ ...service, incarnation })) ?? 0, "SIGKILL");
    await eventually(`${name} in ${reaction} has another life`, async () => {
      const now = await under.environment(reaction);
      return now?.phase === "Ready" && componentOf(now, name).incarnation > incarnation ? now : undefined;
    });
    const [newest] = await under.operations(reaction);
    expect(newest).toMatchObject({ kind: "repair", state: "Succeeded" });
    expect((await findingOf(reaction, name))?.id).toBe(before?.id);
  },
  60_000,
);
