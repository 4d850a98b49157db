import type { Fields } from "../../systems/servicenow/shapes.ts";
import { toSystemTime } from "../../systems/servicenow/system-time.ts";
import type { PromotionFacts } from "../gate.ts";
import type { ServiceNowChangeConfig } from "./config.ts";

const TITLE_MAX = 160;
const TEXT_MAX = 4_000;

/** What a change is described with. */
export interface ChangeStory {
  readonly config: ServiceNowChangeConfig;
  readonly promotion: PromotionFacts;
  /** The key that names its cause. */
  readonly key: string;
  readonly nowMs: number;
}

/** The fields of a new change. Its title ends with the key, for instances that ignore the correlation id. */
export function describeChange({ config, promotion, key, nowMs }: ChangeStory): Fields {
  const { assignmentGroup, configurationItem, justification } = config;
  const why = justification ?? promotion.reason;
  return {
    short_description: `${cut(config.shortDescription ?? titleOf(promotion), TITLE_MAX - key.length - 3)} [${key}]`,
    description: cut(config.description ?? descriptionOf(promotion), TEXT_MAX),
    correlation_id: key,
    correlation_display: "holdfast",
    implementation_plan: implementationPlan(promotion),
    backout_plan: backoutPlan(promotion),
    test_plan: "The steps of the stage after the deploy verify it. A failure there fails the promotion.",
    ...(why === "" ? {} : { justification: cut(why, TEXT_MAX) }),
    ...(assignmentGroup === undefined ? {} : { assignment_group: assignmentGroup }),
    ...(configurationItem === undefined ? {} : { cmdb_ci: configurationItem }),
    ...plannedDates(config, nowMs),
  };
}

/** What the promotion would change, as the plan of the change. */
export function implementationPlan({ plannedChanges }: PromotionFacts): string {
  if (plannedChanges.length === 0) return "Nothing would change; the steps of the stage run.";
  const lines = plannedChanges.map((line) => `- ${line}`);
  return cut(["Holdfast makes these changes, in one operation:", ...lines].join("\n"), TEXT_MAX);
}

/** What a promotion is about, in one line. */
export function titleOf({ kind, project, release, environment }: PromotionFacts): string {
  switch (kind) {
    case "promote":
      return `Deploy ${project} ${release.version} to ${environment.name}`;
    case "rollback":
      return `Roll ${environment.name} back to ${project} ${release.version}`;
    case "change":
      return `Change parameters of ${environment.name} (${project} ${release.version})`;
  }
}

function descriptionOf(promotion: PromotionFacts): string {
  const { environment, release, previousRelease, pipeline, attempt, actor, reason, id } = promotion;
  return [
    `${titleOf(promotion)}, by Holdfast.`,
    `Environment: ${environment.name}, class ${environment.class}, pipeline ${pipeline}`,
    `Release: ${release.version} (${release.digest})`,
    `Runs now: ${previousRelease === "" ? "nothing" : previousRelease}`,
    `Asked for by: ${actor}${reason === "" ? "" : `, because: ${reason}`}`,
    `Promotion: ${id}, attempt ${attempt}`,
  ].join("\n");
}

function backoutPlan({ previousRelease }: PromotionFacts): string {
  if (previousRelease === "") return "Nothing ran before. When the deploy fails, what stands is kept for a person.";
  return [
    `When the deploy fails, Holdfast restores the components to release ${previousRelease} and verifies them.`,
    "Data is put back only as the stage says; otherwise a person is offered the snapshot.",
    `Later, a rollback is a promotion of release ${previousRelease}.`,
  ].join("\n");
}

function plannedDates({ window }: ServiceNowChangeConfig, nowMs: number): Fields {
  if (window === undefined) return {};
  const startMs = nowMs + (window.startsIn ?? 0);
  const end = window.lasts === undefined ? {} : { end_date: toSystemTime(startMs + window.lasts) };
  return { start_date: toSystemTime(startMs), ...end };
}

/** A text of at most so many characters. */
export function cut(text: string, lengthMax: number): string {
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax - 1)}…`;
}
