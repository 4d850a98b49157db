import type { PromotionBasis } from "../../adapters/store/promotions-port.ts";
import { bindingFacts, planBindings } from "../../domain/bindings.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import type { Plan } from "../../domain/schema/plan.ts";
import { resolveConfig } from "../../domain/template.ts";
import type { ApprovalBinding } from "../../domain/schema/approval.ts";
import { makeEffects } from "../effects/make-effects.ts";
import type { Gate, GateContext, PromotionFacts } from "../gates/gate.ts";
import type { SecretValues } from "../run-step/secret-values.ts";
import { resolveConnection } from "../systems/resolve-connection.ts";
import { votersOf } from "./voters-of.ts";
import type { PromotionPorts } from "./promotion-ports.ts";

/** A gate of a promotion with its config resolved and all that it may ask. */
export interface ReadyGate {
  readonly gate: Gate;
  readonly config: unknown;
  readonly context: GateContext;
}

/** What a gate is prepared from. */
export interface GateAsked {
  readonly name: string;
  readonly kind: string;
  readonly config: JsonObject;
  readonly basis: PromotionBasis;
  /** The plan that is shown; absent where none could be made. */
  readonly plan: Plan | undefined;
  readonly signal: AbortSignal;
  /** What people would say yes to; absent where there is no plan. */
  readonly binding: ApprovalBinding | undefined;
  /** Why people are not to be asked yet; absent when they are. */
  readonly tooEarly: string | undefined;
  /** Gets the credentials that the gate comes to know. */
  readonly secrets: SecretValues;
}

/**
 * Resolves a gate's config and gathers what it may ask.
 * @throws OrchestratorError `GATE_KIND_UNKNOWN`, `GATE_CONFIG_INVALID`, and what expressions throw
 */
export async function readyGate(ports: PromotionPorts, asked: GateAsked): Promise<ReadyGate> {
  const { name, kind, basis, plan, signal, secrets } = asked;
  const gate = ports.gates.get(kind);
  if (gate === undefined)
    throw new OrchestratorError("GATE_KIND_UNKNOWN", `there is no gate kind "${kind}"`, { details: { kind } });
  const facts = promotionFacts(basis, plan);
  const bindings = { ...planBindings(bindingFacts(groundOf(basis))), promotion: { ...facts } as unknown as JsonObject };
  const resolved = await resolveConfig(
    asked.config,
    async (expression) => await ports.tools.expressions.evaluate(expression, bindings),
  );
  const parsed = gate.config.safeParse(resolved);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new OrchestratorError(
      "GATE_CONFIG_INVALID",
      `config of gate "${name}": ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`,
      {
        details: { gate: name },
      },
    );
  }
  const { project } = basis.promotion;
  const supplied = basis.supplied[name];
  const context: GateContext = {
    name,
    promotion: facts,
    nowMs: ports.now(),
    signal,
    memory: basis.memory[name] ?? {},
    ...(supplied === undefined ? {} : { supplied }),
    upstream: basis.upstream,
    async connection(connectionName) {
      const connection = await resolveConnection(ports, project, connectionName);
      const { password, clientSecret, token } = connection.credentials;
      secrets.add(password, clientSecret, token);
      return connection;
    },
    effects: makeEffects({
      ledger: ports.store.gateLedger(basis.promotion.id),
      by: name,
      cause: basis.promotion.id,
      now: ports.now,
      digest: ports.tools.digest,
      ...(ports.reached === undefined ? {} : { reached: ports.reached }),
    }),
    fetch: ports.fetch,
    approval: approvalGround(asked),
    voters: async (groups) =>
      await votersOf(ports, groups, {
        kind: "environment",
        project,
        environment: basis.promotion.environment,
        class: basis.promotion.class,
      }),
  };
  return { gate, config: parsed.data, context };
}

function approvalGround({ name, basis, binding, tooEarly }: GateAsked): GateContext["approval"] {
  const { newest, excluded, requesters } = basis.approvals;
  const own = Object.hasOwn(newest, name) ? newest[name] : undefined;
  return {
    ...(own === undefined ? {} : { newest: own }),
    ...(binding === undefined ? {} : { binding }),
    ...(tooEarly === undefined ? {} : { tooEarly }),
    isUnsettled: basis.environment.isRepairing,
    excluded,
    requesters,
  };
}

function groundOf({ wanted }: PromotionBasis) {
  return { environment: wanted.document, blueprint: wanted.blueprint.document, release: wanted.release };
}

/** A promotion as gates see it. */
export function promotionFacts({ promotion, environment }: PromotionBasis, plan: Plan | undefined): PromotionFacts {
  const { id, kind, project, pipeline, release, releaseDigest, attempt, why, actor, requestedAt } = promotion;
  const changes = plan?.components.filter(({ action }) => action !== "keep") ?? [];
  return {
    id,
    kind,
    project,
    pipeline,
    environment: { name: promotion.environment, class: promotion.class },
    release: { version: release, digest: releaseDigest },
    previousRelease: environment.runs,
    attempt,
    reason: why,
    actor: actor.name,
    plannedChanges: changes.map(({ name, action, reason }) => `${name}: ${action} (${reason})`),
    requestedAt,
  };
}
