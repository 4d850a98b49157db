import { z } from "zod";

/** A JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json };

/** Any JSON value, as zod sees it. */
export const JsonValue: z.ZodType<Json> = z.json();
