import { canonicalJson } from "../../../domain/canonical-json.ts";
import { valueAtPath, type JsonPath } from "../../../domain/json-path.ts";
import type { Json, JsonObject } from "../../../domain/schema/json.ts";
import type { StepContext } from "../step.ts";
import { readText } from "./read-text.ts";

/** What is asked, and what passes. */
export interface Question {
  readonly url: string;
  readonly expectStatus: number;
  readonly jsonPath?: JsonPath | undefined;
  readonly equals?: Json | undefined;
  readonly maxLatency?: number | undefined;
  readonly timeout: number;
}

/** What one try came to. */
export interface Seen {
  /** Why it did not pass; absent when it did. */
  readonly problem?: string;
  readonly output: JsonObject;
}

const SHOWN = 100;

/** Asks once. @throws the signal's reason: a cancellation says nothing about the address */
export async function askOnce(
  question: Question,
  { fetch, signal }: Pick<StepContext, "fetch" | "signal">,
): Promise<Seen> {
  const { url, timeout } = question;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeout)]);
  const startedAt = performance.now();
  try {
    const response = await fetch(url, { signal: limit, redirect: "manual" });
    const output = { status: response.status, latencyMs: Math.round(performance.now() - startedAt) };
    const text = question.jsonPath === undefined ? "" : await readText(response);
    await response.body?.cancel().catch(() => undefined); // It may have been read to its end.
    const problem = judge(question, output, text);
    return problem === undefined ? { output } : { output, problem };
  } catch (error) {
    signal.throwIfAborted();
    const why = limit.aborted ? `no answer within ${timeout} ms` : `no answer (${reasonOf(error)})`;
    return { output: {}, problem: `${url} gave ${why}` };
  }
}

function judge(
  { url, expectStatus, jsonPath, equals, maxLatency }: Question,
  { status, latencyMs }: { readonly status: number; readonly latencyMs: number },
  text: string,
): string | undefined {
  if (status !== expectStatus) return `${url} answered ${status}, expected ${expectStatus}`;
  if (maxLatency !== undefined && latencyMs > maxLatency)
    return `${url} answered after ${latencyMs} ms, allowed are ${maxLatency} ms`;
  if (jsonPath === undefined) return undefined;
  const json = parse(text);
  if (json === undefined) return `${url} answered no JSON`;
  const found = valueAtPath(json, jsonPath);
  const place = `$${jsonPath.map((part) => `[${JSON.stringify(part)}]`).join("")}`;
  if (found === undefined) return `${url} answered nothing at ${place}`;
  if (equals === undefined || canonicalJson(found) === canonicalJson(equals)) return undefined;
  return `${url} answered ${show(found)} at ${place}, expected ${show(equals)}`;
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function show(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** The system's code of the deepest cause, as `ECONNREFUSED`; the error's name where there is none. */
function reasonOf(error: unknown): string {
  let reason = error instanceof Error ? error.name : "unknown";
  for (let one = error; one instanceof Error; one = one.cause) {
    const { code } = one as { readonly code?: unknown };
    if (typeof code === "string") reason = code;
  }
  return reason;
}
