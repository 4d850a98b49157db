import type { Client, QueryArrayConfig } from "pg";
import type { Json } from "../../../domain/schema/json.ts";

/** The first row's first column. */
export interface FirstValue {
  readonly hasRow: boolean;
  /** Null also for no row. */
  readonly value: Json;
}

const BOOLEAN = 16;
/** Types whose values are numbers: int8, int2, int4, float4, float8, numeric. */
const NUMBERS = new Set([20, 21, 23, 700, 701, 1700]);

/**
 * Asks for one value in a transaction that may only read, and fetches no more than a row.
 *
 * A cursor takes nothing but a query, and the extended protocol nothing but one statement: no text can leave the transaction.
 */
export async function queryFirst(client: Client, query: string): Promise<FirstValue> {
  await client.query("begin transaction read only");
  const declare = `declare holdfast_check no scroll cursor for\n${query.replace(/[;\s]+$/, "")}`;
  // The type of the library does not know of this option, which the library has.
  const one: QueryArrayConfig & { readonly queryMode: "extended" } = {
    text: declare,
    rowMode: "array",
    queryMode: "extended",
  };
  await client.query(one);
  const asText = { getTypeParser: () => (text: string) => text };
  const { rows, fields } = await client.query<[string | null]>({
    text: "fetch 1 from holdfast_check",
    rowMode: "array",
    types: asText,
  });
  await client.query("rollback");
  const [row] = rows;
  return { hasRow: row !== undefined, value: valueOf(row?.[0] ?? null, fields[0]?.dataTypeID) };
}

function valueOf(text: string | null, type: number | undefined): Json {
  if (text === null || type === undefined) return null;
  if (type === BOOLEAN) return text === "t";
  const number = Number(text);
  return NUMBERS.has(type) && Number.isFinite(number) ? number : text;
}
