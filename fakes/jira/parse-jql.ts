/** A condition on one field. */
export interface JqlClause {
  /** Lower case. */
  readonly field: string;
  readonly operator: "=" | "!=" | "in" | "not in" | "~";
  readonly values: readonly string[];
}

/** A parsed query: every clause holds. */
export interface Jql {
  readonly clauses: readonly JqlClause[];
  readonly order: readonly { readonly field: string; readonly isDescending: boolean }[];
}

const TOKEN = /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(!=|[=,()~])|([^\s=!,()~<>"']+))/y;

interface Token {
  readonly text: string;
  readonly isQuoted: boolean;
}

/**
 * Parses the part of JQL that the simulator understands: clauses with `=`, `!=`, `in`, `not in` and `~`, joined by AND,
 * and ORDER BY.
 *
 * @throws Error which says where the query stops making sense.
 */
export function parseJql(text: string): Jql {
  const tokens = tokensOf(text);
  let at = 0;
  const isWord = (word: string) => tokens[at]?.isQuoted === false && tokens[at]?.text.toLowerCase() === word;
  function take(word: string): boolean {
    if (!isWord(word)) return false;
    at += 1;
    return true;
  }
  function value(): string {
    const token = tokens[at];
    if (token === undefined) throw problem("Expecting a value, field or operator before the end of the query");
    if (!token.isQuoted && /^[=,()~]|^!=$/.test(token.text)) throw problem(`'${token.text}' is not expected here`);
    at += 1;
    return token.text;
  }
  function list(): string[] {
    if (!take("(")) throw problem("Expecting '(' after 'in'");
    const values = [value()];
    while (take(",")) values.push(value());
    if (!take(")")) throw problem("Expecting ')' or ','");
    return values;
  }
  function clause(): JqlClause {
    const field = value().toLowerCase();
    for (const operator of ["=", "!=", "~"] as const) {
      if (take(operator)) return { field, operator, values: [value()] };
    }
    if (take("in")) return { field, operator: "in", values: list() };
    if (take("not") && take("in")) return { field, operator: "not in", values: list() };
    throw problem(`Expecting operator but got '${tokens[at]?.text ?? ""}'. The simulator knows =, !=, ~, in, not in`);
  }
  function orderPart(): Jql["order"][number] {
    const field = value().toLowerCase();
    const isDescending = take("desc");
    if (!isDescending) take("asc");
    return { field, isDescending };
  }

  const clauses: JqlClause[] = [];
  const order: Jql["order"][number][] = [];
  if (tokens.length > 0 && !isWord("order")) {
    clauses.push(clause());
    while (take("and")) clauses.push(clause());
  }
  if (take("order")) {
    if (!take("by")) throw problem("Expecting 'by' after 'order'");
    order.push(orderPart());
    while (take(",")) order.push(orderPart());
  }
  const rest = tokens[at];
  if (rest !== undefined) throw problem(`Expecting 'AND' or 'ORDER BY' but got '${rest.text}'`);
  return { clauses, order };
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const start = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (found === null)
      throw problem(`The character at ${start + 1} is not expected: '${text.slice(start, start + 10)}'`);
    const [, double, single, operator, word] = found;
    const quoted = double ?? single;
    if (quoted === undefined) tokens.push({ text: operator ?? word ?? "", isQuoted: false });
    else tokens.push({ text: quoted.replaceAll(/\\(.)/g, "$1"), isQuoted: true });
  }
  return tokens;
}

function problem(message: string): Error {
  return new Error(`Error in the JQL Query: ${message}.`);
}
