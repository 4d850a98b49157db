/** One statement of a file. */
export interface Statement {
  /** From its first word on, without the semicolon. */
  readonly text: string;
  /** Line of its first word, from 1. */
  readonly line: number;
}

const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const DOLLAR_QUOTE = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;

/**
 * Splits SQL into its statements, as the server does it: semicolons in texts, comments, brackets and bodies that are
 * written out (`begin atomic … end`) end none. What is not closed goes to the end of the text, for the server to refuse.
 */
export function splitStatements(sql: string): readonly Statement[] {
  const statements: Statement[] = [];
  const scan: Scan = { sql, at: 0, start: undefined, brackets: 0, blocks: 0, lastWord: "" };
  let [line, countedTo] = [1, 0];
  const close = (end: number) => {
    if (scan.start === undefined) return;
    line += countLines(sql.slice(countedTo, scan.start));
    countedTo = scan.start;
    statements.push({ text: sql.slice(scan.start, end).trimEnd(), line });
    Object.assign(scan, { start: undefined, brackets: 0, blocks: 0, lastWord: "" });
  };
  while (scan.at < sql.length) {
    if (skipBlank(scan)) continue;
    if (sql[scan.at] === ";" && scan.brackets <= 0 && scan.blocks <= 0) {
      close(scan.at);
      scan.at += 1;
      continue;
    }
    scan.start ??= scan.at;
    readToken(scan);
  }
  close(sql.length);
  return statements;
}

/** The statement of a file that begins or ends a transaction; undefined when none does. */
export function findTransactionControl(statements: readonly Statement[]): Statement | undefined {
  const control =
    /^(begin|start\s+transaction|commit|end|abort|prepare\s+transaction|rollback(?!\s+to\b|\s+(work|transaction)\s+to\b))\b/i;
  return statements.find(({ text }) => control.test(text));
}

interface Scan {
  readonly sql: string;
  at: number;
  /** Where the present statement starts; undefined between two. */
  start: number | undefined;
  brackets: number;
  /** Open `begin atomic` and, inside one, `case`. */
  blocks: number;
  lastWord: string;
}

/** Line ends of a text. */
export function countLines(text: string): number {
  return text.split("\n").length - 1;
}

/** Skips white space and comments; false where there is none. */
function skipBlank(scan: Scan): boolean {
  const { sql, at } = scan;
  if (/\s/.test(sql[at] ?? "")) {
    scan.at += 1;
    return true;
  }
  if (sql.startsWith("--", at)) {
    const end = sql.indexOf("\n", at);
    scan.at = end < 0 ? sql.length : end + 1;
    return true;
  }
  if (!sql.startsWith("/*", at)) return false;
  scan.at = commentEnd(sql, at);
  return true;
}

/** Comments of this form may stand inside each other. */
function commentEnd(sql: string, start: number): number {
  let depth = 0;
  for (let at = start; at < sql.length; at += 1) {
    if (sql.startsWith("/*", at)) {
      depth += 1;
      at += 1;
    } else if (sql.startsWith("*/", at)) {
      depth -= 1;
      at += 1;
      if (depth === 0) return at + 1;
    }
  }
  return sql.length;
}

function readToken(scan: Scan): void {
  const { sql, at } = scan;
  const character = sql[at] ?? "";
  if (character === "'" || character === '"') {
    scan.at = quoteEnd(sql, at, /^[eE]$/.test(scan.lastWord) && sql[at - 1] === scan.lastWord);
    scan.lastWord = "";
    return;
  }
  DOLLAR_QUOTE.lastIndex = at;
  const tag = character === "$" ? DOLLAR_QUOTE.exec(sql)?.[0] : undefined;
  if (tag !== undefined) {
    const end = sql.indexOf(tag, at + tag.length);
    scan.at = end < 0 ? sql.length : end + tag.length;
    scan.lastWord = "";
    return;
  }
  WORD.lastIndex = at;
  const word = WORD.exec(sql)?.[0];
  if (word !== undefined) {
    noteWord(scan, word);
    scan.at += word.length;
    return;
  }
  if (/\d/.test(character)) {
    scan.at += /^[\w.]+/.exec(sql.slice(at, at + 100))?.[0].length ?? 1;
    scan.lastWord = "";
    return;
  }
  if (character === "(") scan.brackets += 1;
  if (character === ")") scan.brackets -= 1;
  scan.lastWord = "";
  scan.at += 1;
}

function noteWord(scan: Scan, word: string): void {
  const lower = word.toLowerCase();
  if (lower === "atomic" && scan.lastWord.toLowerCase() === "begin") scan.blocks += 1;
  else if (lower === "case" && scan.blocks > 0) scan.blocks += 1;
  else if (lower === "end" && scan.blocks > 0) scan.blocks -= 1;
  scan.lastWord = word;
}

/** Behind a text or a quoted name; a doubled quote stands for itself. */
function quoteEnd(sql: string, start: number, hasEscapes: boolean): number {
  const quote = sql[start];
  let at = start + 1;
  while (at < sql.length) {
    if (hasEscapes && quote === "'" && sql[at] === "\\") at += 2;
    else if (sql[at] !== quote) at += 1;
    else if (sql[at + 1] === quote) at += 2;
    else return at + 1;
  }
  return sql.length;
}
