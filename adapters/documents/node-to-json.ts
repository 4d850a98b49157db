import { isAlias, isMap, isScalar, isSeq, type Node, type Pair } from "yaml";
import { dotted } from "../../domain/describe-issues.ts";
import type { ErrorCode } from "../../domain/errors.ts";
import type { Json } from "../../domain/schema/json.ts";
import { forbiddenCharacter } from "./text-faults.ts";

/** Levels of lists and objects inside each other. */
export const DEPTH_MAX = 64;
/** Uses of anchors in one document, counted as they unfold. */
export const ALIASES_MAX = 50;
/** Values in one document, with what aliases repeat. More cannot be written in 1 MiB without them. */
const NODES_MAX = 600_000;
/** Faults after which the rest of a document is not looked at. */
const FAULTS_MAX = 50;

/** Something that YAML allows and a document does not. */
export interface NodeFault {
  readonly code: ErrorCode;
  readonly message: string;
  /** Position in the text, from 0. */
  readonly offset: number;
  readonly path: readonly PropertyKey[];
}

interface Walk {
  readonly faults: NodeFault[];
  readonly anchors: Map<string, Node>;
  readonly open: Set<Node>;
  aliasCount: number;
  nodeCount: number;
  isTooComplex: boolean;
}

/** The JSON value of a YAML node, with every fault found on the way. With a fault, the value is of no use. */
export function nodeToJson(node: Node | null): { readonly value: Json; readonly faults: readonly NodeFault[] } {
  const walk: Walk = {
    faults: [],
    anchors: new Map(),
    open: new Set(),
    aliasCount: 0,
    nodeCount: 0,
    isTooComplex: false,
  };
  const value = node === null ? null : convert(node, [], walk);
  return { value, faults: walk.faults };
}

function convert(node: Node, path: readonly PropertyKey[], walk: Walk): Json {
  walk.nodeCount += 1;
  if (walk.isTooComplex || walk.faults.length >= FAULTS_MAX) return null;
  if (path.length > DEPTH_MAX) return tooComplex(`more than ${DEPTH_MAX} levels`, { node, path, walk });
  if (walk.nodeCount > NODES_MAX) return tooComplex(`more than ${NODES_MAX} values`, { node, path, walk });
  if (isAlias(node)) return convertAlias(node.source, { node, path, walk });
  if (node.anchor !== undefined) walk.anchors.set(node.anchor, node);
  walk.open.add(node);
  const value = convertValue(node, path, walk);
  walk.open.delete(node);
  return value;
}

interface Place {
  readonly node: Node;
  readonly path: readonly PropertyKey[];
  readonly walk: Walk;
}

function convertAlias(source: string, { node, path, walk }: Place): Json {
  walk.aliasCount += 1;
  if (walk.aliasCount > ALIASES_MAX) return tooComplex(`more than ${ALIASES_MAX} aliases`, { node, path, walk });
  const target = walk.anchors.get(source);
  if (target === undefined)
    return fault("DOCUMENT_SYNTAX", `there is no anchor "${source}" before this alias`, { node, path, walk });
  if (walk.open.has(target))
    return fault("DOCUMENT_SYNTAX", `the alias "${source}" stands inside its own anchor`, { node, path, walk });
  return convert(target, path, walk);
}

function convertValue(node: Node, path: readonly PropertyKey[], walk: Walk): Json {
  if (isScalar(node)) return convertScalar(node.value, { node, path, walk });
  if (isSeq(node))
    return node.items.map((item, index) => (isNode(item) ? convert(item, [...path, index], walk) : null));
  if (!isMap(node))
    return fault("DOCUMENT_SYNTAX", "this is neither a value, a list nor an object", { node, path, walk });
  const value: Record<string, Json> = {};
  for (const pair of node.items) {
    const key = convertKey(pair, { node, path, walk });
    if (key === undefined) continue;
    if (Object.hasOwn(value, key)) {
      fault("DOCUMENT_SYNTAX", `the key "${shown(key)}" stands here twice`, {
        node: isNode(pair.key) ? pair.key : node,
        path: [...path, key],
        walk,
      });
      continue;
    }
    value[key] = isNode(pair.value) ? convert(pair.value, [...path, key], walk) : null;
  }
  return value;
}

function convertKey(pair: Pair, { node, path, walk }: Place): string | undefined {
  const key: unknown = pair.key;
  const at = { node: isNode(key) ? key : node, path, walk };
  if (!isScalar(key) || typeof key.value !== "string") {
    const what =
      isScalar(key) && key.value !== null ? `write the key ${shown(String(key.value))} in quotes` : "a key is text";
    fault("DOCUMENT_SYNTAX", `${what}`, at);
    return undefined;
  }
  if (key.anchor !== undefined) walk.anchors.set(key.anchor, key);
  const forbidden = forbiddenCharacter(key.value);
  if (forbidden !== undefined) {
    fault("DOCUMENT_INVALID", `a key holds ${forbidden.name}`, at);
    return undefined;
  }
  if (key.value !== "__proto__") return key.value;
  fault("DOCUMENT_INVALID", 'the key "__proto__" is not allowed', at);
  return undefined;
}

function convertScalar(value: unknown, place: Place): Json {
  if (typeof value === "string") {
    const forbidden = forbiddenCharacter(value);
    return forbidden === undefined
      ? value
      : fault("DOCUMENT_INVALID", `${dotted(place.path)} holds ${forbidden.name}`, place);
  }
  if (typeof value === "boolean" || value === null || value === undefined) return value ?? null;
  if (typeof value === "number" && Number.isFinite(value)) {
    const isExact = !Number.isInteger(value) || Number.isSafeInteger(value);
    return isExact
      ? value
      : fault(
          "DOCUMENT_INVALID",
          `${dotted(place.path)}: the number is too large to be exact, write it in quotes`,
          place,
        );
  }
  return fault("DOCUMENT_INVALID", `${dotted(place.path)}: expected a value of JSON, got ${String(value)}`, place);
}

function tooComplex(what: string, place: Place): null {
  place.walk.isTooComplex = true;
  return fault("DOCUMENT_TOO_COMPLEX", `the document has ${what}`, place);
}

function fault(code: ErrorCode, message: string, { node, path, walk }: Place): null {
  if (walk.faults.length < FAULTS_MAX) walk.faults.push({ code, message, offset: node.range?.[0] ?? 0, path });
  return null;
}

function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}
