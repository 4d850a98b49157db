import type { z } from "zod";
import type { Connection } from "../connection.ts";
import type { Effects } from "../effects/effects.ts";
import type { Voter } from "../../domain/approvals/approval-question.ts";
import type { ApprovalGround, NewQuestion } from "../../domain/approvals/decide-approval-gate.ts";
import type { PromotionFacts } from "../../domain/promotion-facts.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import type { PromotionOutcome } from "../../domain/schema/phases.ts";

export type { PromotionFacts } from "../../domain/promotion-facts.ts";

/** One gate kind: a question that may wait, asked before the environment's turn. Everything about it is in this object. */
export interface Gate<Config = unknown> {
  /** The word in `kind:`. */
  readonly kind: string;
  /** One sentence for lists and the reference page. */
  readonly summary: string;
  /** Strict schema of `config`, each field described. Expressions are resolved before it is parsed. */
  readonly config: z.ZodType<Config>;
  /** What expressions find under `gates.<as>`, each with one sentence. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Configs that the docs show and the tests parse. */
  readonly examples: readonly JsonObject[];
  /** Whom it concerns. A rollback and a change of parameters pass by what concerns only the release. */
  readonly concerns: "release" | "people" | "tickets" | "policy";
  /** True where it decides from what it is given alone, so that it answers at once. Absent: it may ask outside systems. */
  readonly asksNobody?: true;
  /** True where it is asked after the others, and told what they answered: people are not asked about what cannot happen. */
  readonly comesLast?: true;
  /** Names of connections that a config uses; each must exist when the pipeline is applied. */
  connections?(config: Config): readonly string[];
  /**
   * Answers. Asked again and again until the promotion is over, so it must be repeatable; what it opens outside goes
   * through `context.effects`. A thrown OrchestratorError makes the gate wait and is shown as its reason.
   */
  evaluate(config: Config, context: GateContext): Promise<GateAnswer>;
  /** Closes what it opened, once the promotion is over; called until it returns. Absent where it opens nothing. */
  finish?(config: Config, context: GateContext, outcome: PromotionEnd): Promise<void>;
}

/** What a gate answers. Reasons are shown to people as they are: no secrets. */
export type GateAnswer = (
  | { readonly verdict: "pass"; readonly reasons?: readonly string[] }
  | {
      readonly verdict: "wait";
      readonly reasons: readonly string[];
      /** When to ask again, epoch milliseconds; absent: in half a minute. */
      readonly lookAgainAt?: number;
      /** The earliest time at which it can pass, where that is known; for people. */
      readonly earliestAt?: number;
      /** On whom it waits, for people: `CAB approval of CHG0030001`. */
      readonly waitsOn?: string;
      /** True where a person should look into it: nobody is asked, the ticket has vanished. */
      readonly isAlarming?: boolean;
    }
  | { readonly verdict: "reject"; readonly reasons: readonly string[] }
) & {
  /** For expressions and people: the number and address of a ticket. Replaces what was there. */
  readonly output?: JsonObject;
  /** What the gate wants to find again in `context.memory`. Replaces what was there. */
  readonly memory?: JsonObject;
  /** What is to become of the question to people, in the transaction that records this answer. */
  readonly approval?: ApprovalWish;
};

/** What an approval gate wants to have recorded. */
export interface ApprovalWish {
  /** Ends the approval that stands: it is about something else. */
  readonly supersede?: { readonly id: string; readonly reason: string };
  /** Asks people. */
  readonly ask?: NewQuestion;
}

/** What a gate knows. */
export interface GateContext {
  /** Its name in the stage: `as`, or its kind. */
  readonly name: string;
  readonly promotion: PromotionFacts;
  readonly nowMs: number;
  readonly signal: AbortSignal;
  readonly memory: JsonObject;
  /** What a person gave for this gate when promoting, as `CHG0030001`; absent for nothing. */
  readonly supplied?: string;
  /** The stages before, each with what this exact release came to there. */
  readonly upstream: readonly Upstream[];
  /** A connection of the project, its credentials resolved. @throws OrchestratorError `CONNECTION_NOT_FOUND`, `SECRET_NOT_FOUND` */
  connection(name: string): Promise<Connection>;
  readonly effects: Effects;
  readonly fetch: typeof fetch;
  /** What an approval of this gate is decided from, besides the people. */
  readonly approval: Omit<ApprovalGround, "members">;
  /** Members of groups as they are now, with whether they may vote in this environment. */
  voters(groups: readonly string[]): Promise<readonly Voter[]>;
}

/** A stage before, and this release in it. */
export interface Upstream {
  readonly stage: string;
  /** When it was verified there, epoch milliseconds; absent when it was not, or that was revoked. */
  readonly verifiedAt?: number;
  /** Why a verification does not count any more; absent when none was revoked. */
  readonly revoked?: string;
}

/** How a promotion ended, for those who close what they opened. */
export interface PromotionEnd {
  readonly outcome: PromotionOutcome;
  /** One line for people; empty when there is nothing to say. */
  readonly reason: string;
  /** True when its operation had its turn, so that something may have been changed. */
  readonly hasActed: boolean;
  /** True when it took more than one operation, or a step that may fail did. */
  readonly hadIssues: boolean;
  /** The release that runs now. */
  readonly runs: string;
  /** Epoch milliseconds. Nothing was opened after it. */
  readonly endedAt: number;
}

/** Types a gate by its config schema. The list of gates holds them with the config type forgotten. */
export function defineGate<Config>(gate: Gate<Config>): Gate<Config> {
  return gate;
}
