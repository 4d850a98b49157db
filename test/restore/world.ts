import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PromotionDetail } from "../../adapters/store/promotion-views-port.ts";
import type { AcceptedAnswer, AcceptedResult, EnvironmentDetail, Page, SnapshotView } from "../../cli/answers.ts";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import { documents, type StackUnderTest } from "../e2e/stack-under-test.ts";
import { askApi } from "./ask-api.ts";
import type { DataRule, Point } from "./point.ts";
import { appFiles, FIRST, SECOND } from "./system/app-files.ts";
import { componentsOf } from "./system/blueprint.ts";
import { stageSteps } from "./system/stage.ts";

/** A project with one environment that runs the first release, and a second release that is to come. */
export interface World {
  readonly under: StackUnderTest;
  readonly project: string;
  /** Directory in which the programs of the system find their troubles and write down what they did. */
  readonly place: string;
  /** Makes a program of the system fail from now on. */
  readonly trouble: (name: string) => Promise<void>;
  readonly mend: (name: string) => Promise<void>;
  /** Asks for the second release and answers the promotion's id. */
  readonly promote: () => Promise<string>;
  /** Applies the environment with another greeting and answers the promotion that carries the change. */
  readonly changeGreeting: (greeting: string) => Promise<string>;
  readonly decide: (id: string, choice: "retry" | "restore" | "cancel") => Promise<void>;
  /** Lets no promotion of the project begin from now on. */
  readonly freeze: () => Promise<void>;
  /** Waits until a promotion is in one of these states, and answers it. */
  readonly until: (id: string, ...states: readonly string[]) => Promise<PromotionDetail>;
  /** Waits until a component is in a phase. */
  readonly untilComponent: (name: string, phase: string) => Promise<void>;
  readonly environment: () => Promise<EnvironmentDetail>;
  /** Deletes every snapshot of the project, and waits until they are gone. */
  readonly deleteSnapshots: () => Promise<void>;
  /** Has the environment deleted; does not wait for it. */
  readonly leave: () => Promise<void>;
}

/** Every state in which a promotion waits for nothing of ours. */
export const OVER = ["Verified", "Rejected", "Superseded", "Cancelled", "Failed", "Restored", "Restore failed"];

const NAME = "stage";
const LIMIT_MS = 90_000;

/** Makes the project of a point and waits until its environment is ready. */
export async function makeWorld(
  under: StackUnderTest,
  { point, rule, project }: { readonly point: Point; readonly rule: DataRule; readonly project: string },
): Promise<World> {
  const place = join(under.stateDir, "places", project);
  await mkdir(join(place, "trouble"), { recursive: true });
  const environmentDocument = (greeting: string) => ({
    kind: "Environment",
    metadata: { project, name: NAME },
    spec: {
      class: point.ruleOfClass ?? "staging",
      cell: "local",
      release: FIRST,
      parameters: { greeting, place },
      protected: false,
    },
  });
  const world: World = {
    under,
    project,
    place,
    trouble: async (name) => await writeFile(join(place, "trouble", name), ""),
    mend: async (name) => await rm(join(place, "trouble", name)),
    async promote() {
      const wish = { project, environment: NAME, release: SECOND };
      const { results } = await askApi<AcceptedAnswer>(under, "/v1/promotions", wish);
      return promotionOf(results);
    },
    async changeGreeting(greeting) {
      return promotionOf(await under.apply(documents(environmentDocument(greeting))));
    },
    decide: async (id, choice) => void (await askApi(under, `/v1/promotions/${id}/${choice}`, {})),
    freeze: async () =>
      void (await under.apply(
        documents({ kind: "FreezeWindow", metadata: { project, name: "holidays" }, spec: { reason: "holidays" } }),
      )),
    async until(id, ...states) {
      let found: PromotionDetail | undefined;
      const look = async () => {
        found = await askApi<PromotionDetail>(under, `/v1/promotions/${id}`);
        return states.includes(found.state) ? found : undefined;
      };
      const waiting = waitUntil(look, { what: `the promotion is ${states.join(" or ")}`, limitMs: LIMIT_MS });
      return await waiting.catch((error: unknown) => {
        throw new Error(`${String(error)}; it is ${found?.state}: ${found?.reason}`, { cause: error });
      });
    },
    async untilComponent(name, phase) {
      const look = async () =>
        (await world.environment()).componentList.some((one) => one.name === name && one.phase === phase);
      await waitUntil(look, { what: `"${name}" is ${phase}`, limitMs: LIMIT_MS, everyMs: 10 });
    },
    environment: async () => await askApi<EnvironmentDetail>(under, `/v1/environments/${project}/${NAME}`),
    async deleteSnapshots() {
      const list = async () =>
        (await askApi<Page<SnapshotView>>(under, `/v1/snapshots?project=${project}&limit=100`)).items;
      for (const { id } of await list()) await under.call("DELETE", `/v1/snapshots/${id}`);
      const areGone = async () => (await list()).length === 0;
      await waitUntil(areGone, { what: "the snapshots are gone", limitMs: LIMIT_MS });
    },
    leave: async () => void (await under.call("DELETE", `/v1/environments/${project}/${NAME}`)),
  };
  await under.apply(await releases(under, { project, point }));
  await under.apply(documents(environmentDocument("hello")));
  await untilReady(world);
  await under.apply(documents(pipeline(project, { point, rule })));
  return world;
}

async function untilReady({ environment }: World): Promise<void> {
  let seen: EnvironmentDetail | undefined;
  const look = async () => {
    seen = await environment();
    return seen.phase === "Ready" || seen.phase === "Failed";
  };
  await waitUntil(look, { what: "the first release has come up", limitMs: LIMIT_MS });
  if (seen?.phase !== "Ready") throw new Error(`the first release has not come up: ${seen?.reason}`);
}

async function releases(
  under: StackUnderTest,
  { project, point }: { readonly project: string; readonly point: Point },
): Promise<string> {
  const first = await under.push(await appFiles(FIRST));
  const second = await under.push({ ...(await appFiles(SECOND)), ...point.second?.files });
  const text = { type: "string" };
  const blueprint = (version: string, components: object) => ({
    kind: "Blueprint",
    metadata: { project, name: "system", version },
    spec: { parameters: { greeting: text, place: text }, components },
  });
  const release = (version: string, digest: string) => ({
    kind: "Release",
    metadata: { project, version },
    spec: { blueprint: `system@${version}`, artifacts: { app: { digest }, base: { digest: first } } },
  });
  return documents(
    { kind: "Project", metadata: { name: project }, spec: {} },
    blueprint(FIRST, componentsOf(FIRST)),
    blueprint(SECOND, secondComponents(point)),
    release(FIRST, first),
    release(SECOND, second),
  );
}

function secondComponents({ second = {} }: Point): object {
  const entries = Object.entries({ ...componentsOf(SECOND), ...second.components });
  return Object.fromEntries(entries.filter(([name]) => second.without?.includes(name) !== true));
}

function pipeline(project: string, { point, rule }: { readonly point: Point; readonly rule: DataRule }): object {
  const stage = {
    environment: NAME,
    // A stage with a gate: a change of parameters is carried as a promotion, too.
    gates: [{ kind: "verified-upstream" }],
    ...stageSteps(),
    onFailure: {
      components: point.onFailure ?? "restore",
      ...(point.ruleOfClass === undefined ? { data: rule } : {}),
    },
  };
  return { kind: "Pipeline", metadata: { project, name: "line" }, spec: { stages: [stage] } };
}

function promotionOf(results: readonly AcceptedResult[]): string {
  const id = (results[0] as { readonly promotionId?: string } | undefined)?.promotionId;
  if (id === undefined) throw new Error(`there is no promotion in ${JSON.stringify(results)}`);
  return id;
}
