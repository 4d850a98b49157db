import { Composer, type Document, isScalar, Lexer, Parser } from "yaml";
import type { ErrorCode } from "../../domain/errors.ts";
import { DEPTH_MAX } from "./node-to-json.ts";

/** Documents in one file. */
export const DOCUMENTS_MAX = 500;
/** Words and marks in one file. A file of 1 MiB that somebody means has less than 400,000. */
const LEXEMES_MAX = 600_000;
/** Tokens that are no YAML; after these the rest is not read, the first one is reported anyway. */
const ERRORS_MAX = 20;
/** What the parser may hold open: a level of a document takes up to two entries. Deeper text would overflow the stack. */
const OPEN_MAX = 2 * DEPTH_MAX + 16;

/** A file as YAML sees it. */
export interface YamlFile {
  /** Documents with something in them, in order. One may carry errors. */
  readonly documents: readonly Document.Parsed[];
  /** What stopped the reading; absent when it went to the end. */
  readonly stopped?: { readonly code: ErrorCode; readonly message: string; readonly offset: number };
  /** Line and column, from 1, of a position in the text. */
  readonly positionOf: (offset: number) => { readonly line: number; readonly column: number };
}

/** Reads YAML 1.2 (JSON is a part of it) token by token, and stops where it gets too deep or too much. Linear in the text. */
export function readYaml(text: string): YamlFile {
  const parser = new Parser();
  // Our own walk looks for keys that come twice: the library's compares every key with every other.
  const composer = new Composer({
    version: "1.2",
    schema: "core",
    merge: false,
    strict: true,
    uniqueKeys: false,
    prettyErrors: false,
    keepSourceTokens: false,
  });
  const documents: Document.Parsed[] = [];
  const positionOf = positionsOf(text);
  const stop = (message: string): YamlFile => ({
    documents,
    positionOf,
    stopped: { code: "DOCUMENT_TOO_COMPLEX", message, offset: parser.offset },
  });
  const take = (document: Document.Parsed) => {
    if (!isEmpty(document)) documents.push(document);
  };
  let [lexemeCount, errorCount] = [0, 0];
  for (const lexeme of new Lexer().lex(text)) {
    lexemeCount += 1;
    for (const token of parser.next(lexeme)) {
      if (token.type === "error") errorCount += 1;
      for (const document of composer.next(token)) take(document);
    }
    if (errorCount > ERRORS_MAX) break;
    if (lexemeCount > LEXEMES_MAX) return stop(`the file has more than ${LEXEMES_MAX} words and marks`);
    if (parser.stack.length > OPEN_MAX) return stop(`the document has more than ${DEPTH_MAX} levels`);
    if (documents.length > DOCUMENTS_MAX) return stop(`the file holds more than ${DOCUMENTS_MAX} documents`);
  }
  for (const token of parser.end()) for (const document of composer.next(token)) take(document);
  for (const document of composer.end(true, text.length)) take(document);
  return { documents, positionOf };
}

/** Nothing between two separators, or only comments. */
function isEmpty({ contents, errors }: Document.Parsed): boolean {
  if (errors.length > 0) return false;
  return (
    contents === null || (isScalar(contents) && contents.value === null && contents.range[0] === contents.range[1])
  );
}

/** Line and column, from 1, of positions in a text. */
export function positionsOf(text: string): (offset: number) => { readonly line: number; readonly column: number } {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
    const place = Math.min(Math.max(offset, 0), text.length);
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= place) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: place - (starts[low] ?? 0) + 1 };
  };
}
