import { setTimeout as sleep } from "node:timers/promises";
import type { EnvironmentDetail } from "../../../cli/answers.ts";
import type { PromotionDetail, PromotionView } from "../../../cli/promotion-answers.ts";
import type { ApiCalls, CommandAnswer } from "../api-calls.ts";
import type { Random } from "../random.ts";
import {
  environmentOf,
  lineDocuments,
  pipelineDocument,
  releaseDocuments,
  STAGES,
  versionOf,
  type LineGround,
  type Stage,
} from "./line-documents.ts";

/** A team with a pipeline: it releases, promotes, rolls back, cancels and decides, and does not always wait. */
export interface Line {
  readonly project: string;
  /** Makes its environments and its pipeline, and goes on asking until the signal is aborted. */
  act(signal: AbortSignal): Promise<void>;
  /** The environments, as what is to be looked at and deleted. */
  readonly stages: readonly LineStage[];
  /** Promotions that are not over. */
  open(): Promise<readonly PromotionView[]>;
  /** Puts back what is held, and ends holds. */
  decideAll(): Promise<void>;
  /** Releases something good and brings it into a stage. Answers its version. */
  releaseGood(): Promise<string>;
  promote(version: string, stage: Stage): Promise<CommandAnswer>;
}

/** One environment of a line. */
export interface LineStage {
  readonly project: string;
  readonly name: string;
  readonly stage: Stage;
  look(): Promise<EnvironmentDetail | undefined>;
  remove(): Promise<CommandAnswer>;
}

const LOOK_EVERY_MS = 250;
const PAUSE_MS = { from: 200, to: 1_500 };
const JSON_TYPE = "application/json";

/** A line on this ground. */
export function lineOn(ground: LineGround, { api, random }: { readonly api: ApiCalls; readonly random: Random }): Line {
  const { project } = ground;
  const versions: string[] = [];
  const post = async (path: string, body?: object) =>
    await api.command({
      method: "POST",
      path,
      ...(body === undefined ? {} : { body: JSON.stringify(body), mediaType: JSON_TYPE }),
    });
  const apply = async (body: string) => await api.command({ method: "POST", path: "/v1/apply", body });
  const open = async () => await api.list<PromotionView>(`/v1/promotions?project=${project}&open=true`);
  const promote = async (release: string, stage: Stage) =>
    await post("/v1/promotions", { project, environment: environmentOf(project, stage), release });

  const stages = STAGES.map((stage): LineStage => {
    const name = environmentOf(project, stage);
    const path = `/v1/environments/${project}/${name}`;
    return {
      project,
      name,
      stage,
      look: async () => await api.read<EnvironmentDetail>(path),
      remove: async () => await api.command({ method: "DELETE", path }),
    };
  });

  async function setUp(signal: AbortSignal): Promise<void> {
    await apply(lineDocuments(project));
    for (const { look } of stages) {
      while (!signal.aborted && (await look())?.phase !== "Ready") await sleep(LOOK_EVERY_MS);
    }
    await apply(pipelineDocument(ground));
  }

  async function release(badIn?: Stage): Promise<string> {
    const version = versionOf(versions.length + 1, badIn);
    versions.push(version);
    await apply(releaseDocuments(project, version));
    return version;
  }

  async function decide({ id }: PromotionView, choice: string): Promise<void> {
    await post(`/v1/promotions/${id}/${choice}`, { reason: "the test decides" });
  }

  async function actOnce(): Promise<void> {
    const dice = random.next();
    const waiting = await open();
    const held = waiting.find(({ state }) => state === "Held");
    if (held !== undefined && dice < 0.7) return await decide(held, random.pick(["retry", "skip", "restore", "leave"]));
    if (dice < 0.3) return void (await release());
    if (dice < 0.5) return void (await release(random.pick(STAGES)));
    const [newest] = waiting;
    if (dice < 0.6 && newest !== undefined) return void (await post(`/v1/promotions/${newest.id}/cancel`));
    if (dice < 0.7) {
      const environment = environmentOf(project, random.pick(STAGES));
      return void (await post("/v1/promotions", {
        project,
        environment,
        kind: "rollback",
        reason: "the test rolls back",
      }));
    }
    if (versions.length > 0) await promote(random.pick(versions.slice(-4)), random.next() < 0.7 ? "prod" : "dev");
  }

  return {
    project,
    stages,
    open,
    promote,
    releaseGood: async () => await release(),
    async act(signal) {
      await setUp(signal);
      while (!signal.aborted) {
        await actOnce();
        await sleep(random.between(PAUSE_MS.from, PAUSE_MS.to));
      }
    },
    async decideAll() {
      for (const promotion of await open()) {
        const seen = await api.read<PromotionDetail>(`/v1/promotions/${promotion.id}`);
        if (seen?.choices.includes("restore") === true) await decide(promotion, "restore");
      }
      for (const { name, look } of stages) {
        const phase = (await look())?.phase;
        if (phase === "Held" || phase === "Suspended") await post(`/v1/environments/${project}/${name}/resume`);
      }
    },
  };
}
