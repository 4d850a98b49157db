import type { Hold } from "./schema/environment-work.ts";
import type { ComponentPhase, EnvironmentPhase } from "./schema/phases.ts";

/** One thing that is true or false of an environment, with why. It carries no time, so that it changes only when it differs. */
export interface Condition {
  readonly type: "Asleep" | "Deleting" | "Held" | "Progressing" | "Ready" | "Suspended";
  readonly status: "True" | "False";
  /** One word in CamelCase for programs. */
  readonly reason: string;
  /** One line for people; empty when there is nothing to say. */
  readonly message: string;
}

/** What the conditions of an environment follow from. */
export interface ConditionFacts {
  readonly phase: EnvironmentPhase;
  /** Why it is in this phase; empty when there is nothing to say. */
  readonly reason: string;
  readonly isSuspended: boolean;
  readonly hold?: Hold;
  readonly generation: number;
  readonly observedGeneration: number;
  /** Components that are not gone. */
  readonly components: readonly {
    readonly name: string;
    readonly phase: ComponentPhase;
    readonly fault?: { readonly message: string };
  }[];
}

/** Names shown in one message. */
const SHOWN_MAX = 5;

/** The conditions of an environment, sorted by type. `Ready` is true when its newest generation was brought about whole and stands. */
export function conditionsOf(facts: ConditionFacts): readonly Condition[] {
  const { phase, hold, isSuspended } = facts;
  return [
    condition("Asleep", phase === "Asleep", {
      reason: "CalendarSaysSleep",
      otherwise: "Awake",
      message: phase === "Asleep" ? "what can be stopped is, until it wakes" : "",
    }),
    condition("Deleting", phase === "Deleting" || phase === "Gone", {
      reason: phase === "Gone" ? "Gone" : "DeletionAsked",
      otherwise: "NotAsked",
      message: "",
    }),
    condition("Held", hold !== undefined, {
      reason: "WaitsForPerson",
      otherwise: "NotHeld",
      message: hold === undefined ? "" : holdMessage(hold),
    }),
    condition("Progressing", isProgressing(facts), {
      reason: phase === "Pending" ? "WaitsForTurn" : "OperationRuns",
      otherwise: "NothingRuns",
      message: isProgressing(facts) ? progress(facts) : "",
    }),
    readyCondition(facts),
    condition("Suspended", isSuspended, {
      reason: "Asked",
      otherwise: "NotAsked",
      message: isSuspended ? "nothing is started until it is resumed" : "",
    }),
  ];
}

function holdMessage({ reason, choices }: Hold): string {
  return choices.length === 0 ? reason : `${reason}; choices: ${choices.join(", or ")}`;
}

function condition(
  type: Condition["type"],
  isTrue: boolean,
  words: { readonly reason: string; readonly otherwise: string; readonly message: string },
): Condition {
  return {
    type,
    status: isTrue ? "True" : "False",
    reason: isTrue ? words.reason : words.otherwise,
    message: words.message,
  };
}

function isProgressing({ phase }: ConditionFacts): boolean {
  return phase === "Pending" || phase === "Running" || phase === "Deleting";
}

function progress({ phase, components }: ConditionFacts): string {
  const wanted = phase === "Deleting" ? "Gone" : "Ready";
  const done = components.filter((component) => component.phase === wanted).length;
  return phase === "Deleting"
    ? `${components.length - done} components are left`
    : `${done} of ${components.length} components are ready`;
}

function readyCondition(facts: ConditionFacts): Condition {
  const { phase, reason, components, generation, observedGeneration } = facts;
  const type = "Ready";
  if (phase === "Gone") return { type, status: "False", reason: "Gone", message: "it is deleted" };
  if (phase === "Deleting") return { type, status: "False", reason: "Deleting", message: "it is being deleted" };
  if (phase === "Asleep") return { type, status: "False", reason: "Asleep", message: "it sleeps" };
  const failed = components.filter((component) => component.phase === "Failed" || component.phase === "Lost");
  if (failed.length > 0) return { type, status: "False", reason: "ComponentsFailed", message: listed(failed) };
  if (observedGeneration !== generation)
    return {
      type,
      status: "False",
      reason: "NotBroughtAbout",
      message: reason === "" ? `generation ${generation} is not brought about yet` : reason,
    };
  const missing = components.filter((component) => component.phase !== "Ready");
  if (missing.length > 0) return { type, status: "False", reason: "ComponentsNotReady", message: listed(missing) };
  if (phase === "Failed") return { type, status: "False", reason: "OperationFailed", message: reason };
  return {
    type,
    status: "True",
    reason: "AllComponentsReady",
    message: `${components.length} of ${components.length} components are ready`,
  };
}

function listed(components: ConditionFacts["components"]): string {
  const sorted = components.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  const shown = sorted.slice(0, SHOWN_MAX).map(({ name, phase, fault }) => `${name}: ${fault?.message ?? phase}`);
  const more = sorted.length - shown.length;
  return shown.join("; ") + (more > 0 ? `; and ${more} more` : "");
}
