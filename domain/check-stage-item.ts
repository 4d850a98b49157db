import { type Trust, tryConfig } from "./check-config.ts";
import { checkNamedThings } from "./check-named-things.ts";
import { checkStageExpressions } from "./check-stage-expressions.ts";
import { typeOf } from "./describe-issues.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { CheckedStageKind, Findings } from "./document-check.ts";
import { OrchestratorError } from "./errors.ts";
import { toPointer } from "./json-pointer.ts";
import type { ExpressionReferences } from "./schema/expression.ts";
import type { JsonObject } from "./schema/json.ts";
import type { ItemGround, StageItem } from "./stage-item.ts";
import { listExpressions } from "./template.ts";

/** Checks one gate or step: its kind, its config tried with sample values, and everything that it names. */
export async function checkStageItem(item: StageItem, ground: ItemGround, findings: Findings): Promise<void> {
  const { scope, sources } = ground;
  const { evaluate, references } = sources;
  const path = [...item.path, "config"];
  const right = await checkStageExpressions({ value: item.config, path, scope, references }, findings);
  await checkCondition(item, ground, findings);
  const kind = kindOf(item, scope.of === "gate" ? sources.gates : sources.steps);
  if ("unknown" in kind) {
    const code = scope.of === "gate" ? "GATE_KIND_UNKNOWN" : "STEP_KIND_UNKNOWN";
    findings.add(
      code,
      toPointer([...item.path, "kind"]),
      `${item.title}: there is no ${scope.of} kind ${kind.unknown}`,
    );
    return;
  }
  const tried = await tryConfig(item.config, {
    of: scope.of,
    kind,
    evaluate,
    bindings: withSecrets(ground, right),
    references: (expression) => triable(right.get(expression), ground),
    trust: trustOf,
  });
  for (const { code, pointer, message, isKey } of tried.findings) {
    const at = toPointer(path) + pointer;
    if (isKey) findings.addAtKey(code, at, `${item.title}: ${message}`);
    else findings.add(code, at, `${item.title}: ${message}`);
  }
  checkNamedThings(item, { ...ground, kind, tried }, findings);
}

function kindOf({ kind }: StageItem, kinds: readonly CheckedStageKind[]): CheckedStageKind | { unknown: string } {
  const found = kinds.find((one) => one.kind === kind);
  if (found !== undefined) return found;
  const names = kinds.map((one) => one.kind);
  return { unknown: `"${kind}"${didYouMean(kind, names) || `; known are ${names.join(", ")}`}` };
}

/** An `if` is one whole expression that gives true or false. */
async function checkCondition({ condition, path, title }: StageItem, ground: ItemGround, findings: Findings) {
  if (condition === undefined) return;
  const { evaluate, references } = ground.sources;
  const at = toPointer([...path, "if"]);
  const place = { value: condition, path: [...path, "if"], scope: ground.scope, references };
  const right = await checkStageExpressions(place, findings);
  const { expressions, faults } = listExpressions(condition);
  if (faults.length > 0) return;
  const [only] = expressions;
  if (only?.isWhole !== true) {
    findings.add("EXPRESSION_INVALID", at, `${title}: if is one expression and nothing else: write it as "\${…}"`);
    return;
  }
  const found = triable(right.get(only.expression), ground);
  if (found === undefined) return;
  try {
    const value = await evaluate(only.expression, withSecrets(ground, right));
    if (typeof value === "boolean") return;
    findings.add("EXPRESSION_TYPE", at, `${title}: if: expected boolean, got ${typeOf(value)}`);
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    // With a guessed value a missing index or an unreadable number says nothing; a wrong type does.
    if (trustOf(found) === "guessed" && error.code === "EXPRESSION_INVALID") return;
    findings.add(error.code, at, `${title}: if: ${error.message}`);
  }
}

/** References of an expression that can be tried; what gates and steps give has no type before they ran. */
function triable(found: ExpressionReferences | undefined, { bindings }: ItemGround): ExpressionReferences | undefined {
  if (found === undefined || bindings === undefined) return undefined;
  return found.gates.length + found.steps.length > 0 ? undefined : found;
}

function withSecrets({ bindings = {} }: ItemGround, right: ReadonlyMap<string, ExpressionReferences>): JsonObject {
  const secrets = [...right.values()].flatMap((found) => found.secrets);
  return { ...bindings, secrets: Object.fromEntries(secrets.map((name) => [name, "sample"])) };
}

/** Parameters and the environment are the real ones; another release comes, and promotion, outputs and secrets are made up. */
function trustOf({ components, secrets, roots }: ExpressionReferences): Trust {
  if (components.length + secrets.length > 0) return "guessed";
  return roots.some((root) => root !== "environment") ? "sampled" : "exact";
}
