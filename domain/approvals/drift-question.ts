import { parseDuration } from "../parse-duration.ts";
import type { ApprovalRule, PersonName } from "../schema/approval.ts";
import type { StageSpec } from "../schema/documents.ts";
import type { Json } from "../schema/json.ts";
import { APPROVAL_GATE, gatesOfStage, type NamedGate } from "../stage-gates.ts";
import type { NewQuestion } from "./decide-approval-gate.ts";

const DAY_MS = 86_400_000;
/** What stands in the place of a group where no stage says who decides. */
const ANYBODY = "anybody who may vote here";

/** Who is asked whether drift is to be put back. Spans are milliseconds. */
export interface DriftAsking {
  readonly rule: ApprovalRule;
  readonly withinMs: number;
  readonly remindEveryMs: number;
  /** Absent: nobody else is asked later. */
  readonly escalateAfterMs?: number;
  /** Where that is said, one line for people. */
  readonly where: string;
}

/**
 * Who is asked about drift of an environment: the people of the first approval gate of its stage, as the gate says. One
 * of anybody who may vote there, within a day, where there is no stage, no such gate, or one whose group is an expression.
 */
export function driftAsking(stage: Pick<StageSpec, "environment" | "after" | "gates"> | undefined): DriftAsking {
  const gates = stage === undefined ? [] : gatesOfStage(stage);
  const gate = gates.find(({ kind, config }) => kind === APPROVAL_GATE && group(config["from"]) !== undefined);
  if (stage !== undefined && gate !== undefined) return askingOfGate(gate, stage.environment);
  return {
    rule: { from: ANYBODY, isAnyVoter: true, count: 1 },
    withinMs: DAY_MS,
    remindEveryMs: DAY_MS / 2,
    where: "default: no approval gate of its stage names a group",
  };
}

function askingOfGate({ name, config }: NamedGate, stage: string): DriftAsking {
  const { count, breakGlass, escalate } = config;
  const withinMs = parseDuration(config["within"]) ?? DAY_MS;
  const second = isObject(escalate) ? group(escalate["to"]) : undefined;
  const afterMs = isObject(escalate) ? parseDuration(escalate["after"]) : undefined;
  const glass = group(breakGlass);
  return {
    rule: {
      from: group(config["from"]) ?? ANYBODY,
      count: typeof count === "number" ? count : 1,
      ...(second === undefined || afterMs === undefined ? {} : { escalateTo: second }),
      ...(glass === undefined ? {} : { breakGlass: glass }),
    },
    withinMs,
    remindEveryMs: parseDuration(config["remindEvery"]) ?? Math.ceil(withinMs / 2),
    ...(second === undefined || afterMs === undefined ? {} : { escalateAfterMs: afterMs }),
    where: `gate "${name}" of stage ${stage}`,
  };
}

/** The question whether a difference is to be put back. Nobody has asked for it, so nobody can take it back. */
export function driftQuestion(
  { rule, withinMs, remindEveryMs, escalateAfterMs }: DriftAsking,
  about: { readonly planDigest: string; readonly generation: number; readonly excluded: readonly PersonName[] },
  nowMs: number,
): NewQuestion {
  const { planDigest, generation, excluded } = about;
  return {
    question: {
      rule,
      binding: { releaseDigest: "", planDigest, generation },
      excluded,
      excludedFor: "changed it by hand",
      requesters: [],
      expiresAt: nowMs + withinMs,
    },
    remindAt: nowMs + remindEveryMs,
    remindEveryMs,
    ...(escalateAfterMs === undefined ? {} : { escalateAt: nowMs + escalateAfterMs }),
  };
}

/** A group's name; undefined where there is none, or it is an expression. */
function group(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" && !value.includes("${") ? value : undefined;
}

function isObject(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
