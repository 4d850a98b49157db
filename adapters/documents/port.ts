import type { DocumentProblem } from "../../domain/errors.ts";
import type { Document } from "../../domain/schema/documents.ts";

/** Reads files of documents. */
export interface Documents {
  /**
   * Parses YAML or JSON, one or many documents, strictly: at most 1 MiB, 50 aliases, 64 levels, no NUL or control
   * characters. Never throws: what is wrong is listed, each with its position, and then `documents` is empty.
   */
  parse(text: string): ParsedFile;
}

/** What a file held. */
export interface ParsedFile {
  readonly documents: readonly LocatedDocument[];
  readonly problems: readonly DocumentProblem[];
}

/** A document and where its parts stand in the file. */
export interface LocatedDocument {
  readonly document: Document;
  /** Position in the file, from 0. */
  readonly index: number;
  /** Line and column, from 1, of the value at a JSON pointer, or of its key when that is asked for; else of its nearest parent. */
  locate(pointer: string, part?: "value" | "key"): { readonly line: number; readonly column: number };
}
