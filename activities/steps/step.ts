import type { z } from "zod";
import type { Connection } from "../connection.ts";
import type { Effects } from "../effects/effects.ts";
import type { PromotionFacts } from "../../domain/promotion-facts.ts";
import type { Json, JsonObject } from "../../domain/schema/json.ts";

/** One step kind: an action inside an operation, before or after the components. Everything about it is in this object. */
export interface Step<Config = unknown> {
  /** The word in `kind:`. */
  readonly kind: string;
  /** One sentence for lists and the reference page. */
  readonly summary: string;
  /**
   * Strict schema of `config`, each field described. Expressions are resolved before it is parsed. By convention a field
   * `component` names a component, and a field `artifact` an artifact of the release; when a pipeline is applied, both must exist.
   */
  readonly config: z.ZodType<Config>;
  /** What expressions find under `steps.<as>`, each with one sentence. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Configs that the docs show and the tests parse. */
  readonly examples: readonly JsonObject[];
  /** Default of `timeout`, milliseconds, tries and waits included. */
  readonly timeoutMs: number;
  /** Names of connections that a config uses; each must exist when the pipeline is applied. */
  connections?(config: Config): readonly string[];
  /** Names of components whose data it changes: a snapshot of each is taken before the operation changes anything. */
  changesDataOf?(config: Config): readonly string[];
  /** Acts. May run more than once after a crash: what it does outside goes through `context.effects`, or can be repeated. */
  run(config: Config, context: StepContext): Promise<StepAnswer>;
  /** Takes back what `run` did, given what it answered; repeatable. Absent where nothing can or need be taken back. */
  undo?(config: Config, context: StepContext, output: JsonObject): Promise<StepAnswer>;
  /**
   * Ends what `run` or `undo` has left running, when its time is over or its operation was cancelled; repeatable. Answers
   * what that had come to where it had ended by itself before; undefined otherwise. Absent where nothing is left running.
   */
  stop?(config: Config, context: StepContext): Promise<StepAnswer | undefined>;
}

/** What a step answers. Reasons are shown to people as they are: no secrets. */
export type StepAnswer =
  | { readonly status: "succeeded"; readonly output?: JsonObject; readonly note?: string }
  | { readonly status: "failed"; readonly reason: string; readonly output?: JsonObject }
  /** Not yet: run me again after so many milliseconds. `reason` is shown while it waits. */
  | { readonly status: "waits"; readonly reason: string; readonly lookAgainInMs: number };

/** What a step knows. */
export interface StepContext {
  /** Its name in the stage: `as`, or its kind. */
  readonly name: string;
  readonly operationId: string;
  readonly environmentUid: string;
  readonly promotion: PromotionFacts;
  /** When its first attempt began, epoch milliseconds. */
  readonly startedAt: number;
  /** From 1; `retries` allow more. An undo counts its own. */
  readonly attempt: number;
  /** True while it is taken back. */
  readonly isUndo: boolean;
  readonly nowMs: number;
  readonly signal: AbortSignal;
  /** A component of the environment; undefined when there is none of that name. */
  component(name: string): Promise<StepComponent | undefined>;
  /** Digest of an artifact of the release that is deployed; undefined when it has none of that name. */
  artifact(name: string): string | undefined;
  /** A connection of the project, its credentials resolved. @throws OrchestratorError `CONNECTION_NOT_FOUND`, `SECRET_NOT_FOUND` */
  connection(name: string): Promise<Connection>;
  /** Takes a snapshot of a component that holds data, once for this step; undefined when there is nothing to copy. */
  snapshot(component: string): Promise<{ readonly id: string } | undefined>;
  readonly effects: Effects;
  readonly fetch: typeof fetch;
  /** Adds a line to the step's log, secrets masked; the last 200 are kept. */
  log(line: string): void;
  /** What the cell offers: directories, processes. */
  readonly cell: StepCell;
}

/** A component as a step sees it. Never log its outputs: secret ones are among them. */
export interface StepComponent {
  readonly uid: string;
  readonly kind: string;
  readonly isReady: boolean;
  readonly incarnation: number;
  readonly outputs: Readonly<Record<string, Json>>;
}

/** What a cell offers to steps. */
export interface StepCell {
  /** Directory in which an artifact lies unpacked; nobody may write there. @throws OrchestratorError `ARTIFACT_NOT_FOUND` */
  unpacked(digest: string): Promise<string>;
  /** A directory of this step's own, made when missing; the same after a restart. */
  directory(): Promise<string>;
  /** Variables that every process of the cell gets. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Types a step by its config schema. The list of steps holds them with the config type forgotten. */
export function defineStep<Config>(step: Step<Config>): Step<Config> {
  return step;
}
