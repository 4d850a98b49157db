import type { Document as YamlDocument, Node } from "yaml";
import { sortProblems } from "../../domain/check-documents.ts";
import { describeIssues, typeOf } from "../../domain/describe-issues.ts";
import { didYouMean } from "../../domain/did-you-mean.ts";
import { PROBLEMS_MAX } from "../../domain/document-check.ts";
import type { DocumentProblem, ErrorCode } from "../../domain/errors.ts";
import { toPointer } from "../../domain/json-pointer.ts";
import { API_VERSION, DOCUMENT_SCHEMAS } from "../../domain/schema/documents.ts";
import type { Json, JsonObject } from "../../domain/schema/json.ts";
import { DOCUMENT_KINDS, type DocumentKind, documentJsonSchema } from "./document-json-schemas.ts";
import { locateNode } from "./locate-node.ts";
import { nodeToJson } from "./node-to-json.ts";
import type { Documents, LocatedDocument, ParsedFile } from "./port.ts";
import { positionsOf, readYaml, type YamlFile } from "./read-yaml.ts";
import { BYTES_MAX, forbiddenCharacter } from "./text-faults.ts";

/** One document of a file on its way from YAML to a checked shape. */
interface Place {
  readonly index: number;
  readonly root: Node | null;
  readonly positionOf: YamlFile["positionOf"];
}

/** Reads YAML 1.2 and JSON with the library `yaml`, and compares each document with its schema. */
export function yamlDocuments(): Documents {
  const jsonSchemas = new Map<DocumentKind, JsonObject>();
  const jsonSchemaOf = (kind: DocumentKind) => {
    const known = jsonSchemas.get(kind) ?? documentJsonSchema(kind);
    jsonSchemas.set(kind, known);
    return known;
  };
  return { parse: (text) => parseFile(text, jsonSchemaOf) };
}

function parseFile(sent: string, jsonSchemaOf: (kind: DocumentKind) => JsonObject): ParsedFile {
  const bytes = Buffer.byteLength(sent);
  if (bytes > BYTES_MAX) return refused("BODY_TOO_LARGE", `the file has ${bytes} bytes, at most ${BYTES_MAX} are read`);
  // A byte order mark at the start is how some editors save UTF-8.
  const text = sent.startsWith("\ufeff") ? sent.slice(1) : sent;
  const forbidden = forbiddenCharacter(text);
  if (forbidden !== undefined)
    return refused("DOCUMENT_SYNTAX", `the file holds ${forbidden.name}`, positionsOf(text)(forbidden.offset));
  const file = readYaml(text);
  const problems: DocumentProblem[] = [];
  const documents: LocatedDocument[] = [];
  file.documents.forEach((yaml, index) => {
    const read = readDocument(yaml, {
      place: { index, root: yaml.contents, positionOf: file.positionOf },
      jsonSchemaOf,
    });
    if ("problems" in read) problems.push(...read.problems);
    else documents.push(read);
  });
  if (file.stopped !== undefined) {
    const { code, message, offset } = file.stopped;
    problems.push({ code, message, pointer: "", document: file.documents.length, ...file.positionOf(offset) });
  }
  if (problems.length > 0) return { documents: [], problems: sortProblems(problems).slice(0, PROBLEMS_MAX) };
  return documents.length === 0
    ? refused("DOCUMENT_SYNTAX", "the file is empty: nothing to apply")
    : { documents, problems: [] };
}

type Read = LocatedDocument | { readonly problems: readonly DocumentProblem[] };

function readDocument(
  yaml: YamlDocument.Parsed,
  { place, jsonSchemaOf }: { readonly place: Place; readonly jsonSchemaOf: (kind: DocumentKind) => JsonObject },
): Read {
  const version = yaml.directives?.yaml;
  if (version?.explicit === true && version.version !== "1.2") {
    return {
      problems: [problemAt("DOCUMENT_SYNTAX", "only YAML 1.2 is read, leave the %YAML line out", { place, offset: 0 })],
    };
  }
  // One mistake in the syntax makes others behind it that are none.
  const [syntax] = [...yaml.errors, ...yaml.warnings];
  if (syntax !== undefined)
    return {
      problems: [problemAt("DOCUMENT_SYNTAX", syntaxMessage(syntax.message), { place, offset: syntax.pos[0] })],
    };
  const { value, faults } = nodeToJson(yaml.contents);
  if (faults.length > 0) {
    return {
      problems: faults.map(({ code, message, offset, path }) => ({
        ...problemAt(code, message, { place, offset }),
        pointer: toPointer(path),
      })),
    };
  }
  return checkShape(value, { place, jsonSchemaOf });
}

function checkShape(
  value: Json,
  { place, jsonSchemaOf }: { readonly place: Place; readonly jsonSchemaOf: (kind: DocumentKind) => JsonObject },
): Read {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return {
      problems: [
        problem(
          "DOCUMENT_INVALID",
          `expected a document with apiVersion, kind, metadata and spec, got ${typeOf(value)}`,
          { place, pointer: "" },
        ),
      ],
    };
  }
  const { apiVersion, kind } = value as JsonObject;
  if (apiVersion !== API_VERSION) {
    const message =
      apiVersion === undefined
        ? `apiVersion is missing, write "${API_VERSION}"`
        : `apiVersion: expected "${API_VERSION}", got ${JSON.stringify(apiVersion).slice(0, 80)}`;
    return { problems: [problem("DOCUMENT_INVALID", message, { place, pointer: "/apiVersion" })] };
  }
  const known = DOCUMENT_KINDS.find((one) => one === kind);
  if (known === undefined) {
    const hint =
      (typeof kind === "string" ? didYouMean(kind, DOCUMENT_KINDS) : "") || `; known are ${DOCUMENT_KINDS.join(", ")}`;
    const message =
      kind === undefined ? `kind is missing${hint}` : `there is no kind ${JSON.stringify(kind).slice(0, 80)}${hint}`;
    return { problems: [problem("KIND_UNKNOWN", message, { place, pointer: "/kind" })] };
  }
  const parsed = DOCUMENT_SCHEMAS[known].safeParse(value);
  if (parsed.success) {
    const locate = (pointer: string, part?: "value" | "key") => positionAt(pointer, { place, part });
    return { document: parsed.data, index: place.index, locate };
  }
  const described = describeIssues(parsed.error.issues, { value, jsonSchema: jsonSchemaOf(known), path: [] });
  return {
    problems: described.map(({ pointer, isKey, message }) => {
      const position = positionAt(pointer, { place, part: isKey ? "key" : "value" });
      return { code: "DOCUMENT_INVALID", message, pointer, document: place.index, ...position };
    }),
  };
}

function positionAt(
  pointer: string,
  { place, part }: { readonly place: Place; readonly part: "value" | "key" | undefined },
): { readonly line: number; readonly column: number } {
  const { valueOffset, keyOffset } = locateNode(place.root, pointer);
  return place.positionOf(part === "key" ? (keyOffset ?? valueOffset) : valueOffset);
}

function problem(
  code: ErrorCode,
  message: string,
  { place, pointer }: { readonly place: Place; readonly pointer: string },
): DocumentProblem {
  return {
    code,
    message,
    pointer,
    document: place.index,
    ...place.positionOf(locateNode(place.root, pointer).valueOffset),
  };
}

function problemAt(
  code: ErrorCode,
  message: string,
  { place, offset }: { readonly place: Place; readonly offset: number },
): DocumentProblem {
  return { code, message, pointer: "", document: place.index, ...place.positionOf(offset) };
}

function refused(
  code: ErrorCode,
  message: string,
  position: { readonly line: number; readonly column: number } = { line: 1, column: 1 },
): ParsedFile {
  return { documents: [], problems: [{ code, message, pointer: "", document: 0, ...position }] };
}

function syntaxMessage(message: string): string {
  const [line = message] = message.split("\n");
  return line.charAt(0).toLowerCase() + line.slice(1, 300);
}
