import type { parse } from "@bufbuild/cel";
import { didYouMean } from "../../domain/did-you-mean.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { ExpressionReferences, OutputReference } from "../../domain/schema/expression.ts";

/** A node of a parsed expression. */
export type CelNode = ReturnType<typeof parse>["expr"];

/** Nodes that one expression may have, macros unfolded. */
const NODES_MAX = 500;
const ROOTS = ["components", "parameters", "secrets", "environment", "release", "gates", "steps", "promotion"] as const;
/** Names of types, which may stand where a value stands: `type(x) == int`. */
const TYPES = new Set(["bool", "bytes", "double", "int", "list", "map", "null_type", "string", "type", "uint"]);
/** Functions whose time grows faster than their text, besides the macros that walk a list. */
const COSTLY = new Set(["matches"]);

/** What a walk over an expression found. */
export interface CelFindings {
  readonly references: ExpressionReferences;
  /** Whether it walks lists or matches patterns, so that its time is not bounded by its length. */
  readonly isCostly: boolean;
  /** Names of the functions and methods that it calls, operators left out. */
  readonly functions: readonly string[];
}

interface Walk {
  readonly expression: string;
  readonly components: Map<string, OutputReference>;
  readonly gates: Map<string, OutputReference>;
  readonly steps: Map<string, OutputReference>;
  readonly parameters: Set<string>;
  readonly secrets: Set<string>;
  readonly roots: Set<string>;
  readonly functions: Set<string>;
  isCostly: boolean;
  nodeCount: number;
}

/** A part of `a.b["c"][d]` behind its root: a name written out, or something computed. */
type Part = { readonly name: string } | { readonly computed: CelNode };

/** Walks an expression and lists what it refers to. @throws OrchestratorError `EXPRESSION_INVALID` */
export function celReferences(root: CelNode, expression: string): CelFindings {
  const walk: Walk = {
    expression,
    components: new Map(),
    gates: new Map(),
    steps: new Map(),
    parameters: new Set(),
    secrets: new Set(),
    roots: new Set(),
    functions: new Set(),
    isCostly: false,
    nodeCount: 0,
  };
  visit(root, { walk, bound: new Set() });
  const references: ExpressionReferences = {
    components: sorted(walk.components),
    gates: sorted(walk.gates),
    steps: sorted(walk.steps),
    parameters: [...walk.parameters].toSorted(),
    secrets: [...walk.secrets].toSorted(),
    roots: [...walk.roots].toSorted(),
  };
  return { references, isCostly: walk.isCostly, functions: [...walk.functions].toSorted() };
}

function sorted(references: ReadonlyMap<string, OutputReference>): readonly OutputReference[] {
  return [...references].toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([, reference]) => reference);
}

interface Scope {
  readonly walk: Walk;
  /** Names that a macro has bound: `x` in `list.map(x, x + 1)`. */
  readonly bound: ReadonlySet<string>;
}

function visit(node: CelNode | undefined, scope: Scope): void {
  if (node === undefined) return;
  const { walk } = scope;
  walk.nodeCount += 1;
  if (walk.nodeCount > NODES_MAX) throw invalid(walk, `has more than ${NODES_MAX} parts`);
  const chain = chainOf(node);
  if (chain !== undefined && !scope.bound.has(chain.root)) {
    walk.nodeCount += chain.parts.length;
    noteReference(chain.root, chain.parts, walk);
    for (const part of chain.parts) if ("computed" in part) visit(part.computed, scope);
    return;
  }
  visitChildren(node, scope);
}

function visitChildren({ exprKind }: CelNode, scope: Scope): void {
  const { walk } = scope;
  switch (exprKind.case) {
    case "selectExpr":
      return visit(exprKind.value.operand, scope);
    case "callExpr": {
      const { function: name, target, args } = exprKind.value;
      if (/^[A-Za-z]/.test(name)) walk.functions.add(name);
      if (COSTLY.has(name)) walk.isCostly = true;
      visit(target, scope);
      for (const argument of args) visit(argument, scope);
      return;
    }
    case "listExpr":
      for (const element of exprKind.value.elements) visit(element, scope);
      return;
    case "structExpr":
      if (exprKind.value.messageName !== "")
        throw invalid(walk, `makes a "${exprKind.value.messageName}", which is no value of JSON`);
      for (const { keyKind, value } of exprKind.value.entries) {
        if (keyKind.case === "mapKey") visit(keyKind.value, scope);
        visit(value, scope);
      }
      return;
    case "comprehensionExpr": {
      const { iterVar, iterVar2, accuVar, iterRange, accuInit, loopCondition, loopStep, result } = exprKind.value;
      walk.isCostly = true;
      visit(iterRange, scope);
      visit(accuInit, scope);
      const inner = { walk, bound: new Set([...scope.bound, iterVar, iterVar2, accuVar]) };
      for (const part of [loopCondition, loopStep, result]) visit(part, inner);
      return;
    }
    case "constExpr":
    case "identExpr":
    case undefined:
  }
}

/** The root and the parts of a chain of `.name` and `[…]`; undefined when it does not start at a name. */
function chainOf(node: CelNode): { readonly root: string; readonly parts: readonly Part[] } | undefined {
  const parts: Part[] = [];
  let current: CelNode | undefined = node;
  while (current !== undefined) {
    const { exprKind }: CelNode = current;
    if (exprKind.case === "identExpr")
      return { root: exprKind.value.name.replace(/^\./, ""), parts: parts.toReversed() };
    if (exprKind.case === "selectExpr") {
      parts.push({ name: exprKind.value.field });
      current = exprKind.value.operand;
    } else if (exprKind.case === "callExpr" && exprKind.value.function === "_[_]") {
      const [operand, index] = exprKind.value.args;
      if (index === undefined) return undefined;
      parts.push(indexPart(index));
      current = operand;
    } else return undefined;
  }
  return undefined;
}

function indexPart(index: CelNode): Part {
  const { exprKind } = index;
  if (exprKind.case !== "constExpr" || exprKind.value.constantKind.case !== "stringValue") return { computed: index };
  return { name: exprKind.value.constantKind.value };
}

function noteReference(root: string, parts: readonly Part[], walk: Walk): void {
  const names = parts.map((part) => ("name" in part ? part.name : undefined));
  if (root === "components") return noteComponent(names, walk);
  if (root === "parameters" || root === "secrets") {
    const [name] = names;
    if (name === undefined) throw invalid(walk, `has "${root}" without a name; write ${root}.NAME`);
    walk[root].add(name);
    return;
  }
  if (root === "gates" || root === "steps") {
    const [name, output] = names;
    if (name === undefined) throw invalid(walk, `has "${root}" without a name; write ${root}.NAME.OUTPUT`);
    noteOutput(walk[root], name, output);
    return;
  }
  if (root === "environment" || root === "release" || root === "promotion") {
    walk.roots.add(root);
    return;
  }
  if (TYPES.has(root) && parts.length === 0) return;
  const hint = dashHint(walk) || didYouMean(root, ROOTS) || `; known are ${ROOTS.join(", ")}`;
  throw invalid(walk, `has the unknown name "${root}"${hint}`);
}

/** CEL reads `components.a-b` as a difference. */
function dashHint({ expression }: Walk): string {
  const dash = /\b(components|parameters|secrets|gates|steps)\.\w+-/.exec(expression);
  return dash === null ? "" : `; a name with a dash is written ${dash[1]}["a-b"]`;
}

function noteComponent([name, outputs, output]: readonly (string | undefined)[], walk: Walk): void {
  if (name === undefined || outputs !== "outputs")
    throw invalid(
      walk,
      `takes something else of "components" than outputs${dashHint(walk) || "; write components.NAME.outputs.OUTPUT"}`,
    );
  noteOutput(walk.components, name, output);
}

function noteOutput(references: Map<string, OutputReference>, name: string, output: string | undefined): void {
  references.set(JSON.stringify([name, output ?? null]), output === undefined ? { name } : { name, output });
}

function invalid({ expression }: Walk, problem: string): OrchestratorError {
  return new OrchestratorError("EXPRESSION_INVALID", `"\${${shorten(expression)}}" ${problem}`, {
    details: { expression: shorten(expression) },
  });
}

/** An expression short enough for a message. */
export function shorten(expression: string): string {
  return expression.length > 120 ? `${expression.slice(0, 120)}…` : expression;
}
