import { z } from "zod";
import { OrchestratorError } from "../../domain/errors.ts";
import { Duration } from "../../domain/schema/duration.ts";
import { fixedAuthorization } from "../systems/fixed-authorization.ts";
import { requestJson, type RemoteAnswer } from "../systems/request-json.ts";
import { defineGate, type GateAnswer, type GateContext } from "./gate.ts";
import { readVerdict } from "./http-request/read-verdict.ts";

const HeaderName = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "a header's name has letters, digits and dashes");

const Config = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .optional()
      .describe("Address that is asked. Redirects are not followed."),
    connection: z
      .string()
      .min(1)
      .optional()
      .describe("Name of a connection, in place of `url`; its credentials are sent."),
    path: z
      .string()
      .max(2_000)
      .regex(/^\/(?!\/)[^\s\\]*$/, "a path starts with one slash")
      .optional()
      .describe("Path below the connection's address."),
    method: z
      .enum(["POST", "GET"])
      .default("POST")
      .describe("POST sends the promotion as JSON, GET as query parameters."),
    headers: z.record(HeaderName, z.string().max(8_000)).default({}).describe("Further headers; no secrets."),
    timeout: Duration.pipe(z.int().min(100).max(60_000))
      .prefault("10s")
      .describe("Time allowed for the answer, at most `60s`."),
    every: Duration.pipe(z.int().min(1_000).max(86_400_000))
      .prefault("30s")
      .describe("When it is asked again while it waits, unless the answer says so."),
  })
  .refine(({ url, connection }) => (url === undefined) !== (connection === undefined), "give either url or connection")
  .refine(({ path, connection }) => path === undefined || connection !== undefined, {
    path: ["path"],
    message: "needs connection: write the whole address into url",
  });

type Config = z.infer<typeof Config>;

/** Asks an own system whether the promotion may go on. */
export const httpRequestGate = defineGate<Config>({
  kind: "http-request",
  summary: "Asks an own system whether the promotion may go on.",
  config: Config,
  outputs: { status: "HTTP status of the last answer." },
  examples: [
    { url: "https://checks.example/may-deploy" },
    { connection: "checks", path: "/may-deploy", method: "GET", every: "5m" },
  ],
  concerns: "policy",
  connections: ({ connection }) => (connection === undefined ? [] : [connection]),
  async evaluate(config, context) {
    const { nowMs, memory } = context;
    const { notBefore } = memory;
    if (typeof notBefore === "number" && nowMs < notBefore)
      return { verdict: "wait", reasons: ["it asked to wait"], lookAgainAt: notBefore };
    const lookAgainAt = nowMs + config.every;
    try {
      const { status, json } = await ask(config, context);
      const verdict = readVerdict({ status, json }, { nowMs, everyMs: config.every });
      return { ...verdict, output: { status } };
    } catch (error) {
      context.signal.throwIfAborted();
      if (!(error instanceof OrchestratorError) || !error.code.startsWith("REMOTE_")) throw error;
      return asAnswer(error, { nowMs, lookAgainAt, everyMs: config.every });
    }
  },
});

async function ask(config: Config, context: GateContext): Promise<RemoteAnswer> {
  const { url, authorization } = await addressOf(config, context);
  const { method, timeout } = config;
  const facts = factsOf(context);
  if (method === "GET")
    for (const [name, value] of Object.entries(facts))
      if (typeof value === "string" || typeof value === "number") url.searchParams.set(name, String(value));
  const headers = {
    ...config.headers,
    ...(authorization === undefined ? {} : { authorization }),
    // The same each time: a receiver that opens something can tell that it is asked again.
    "idempotency-key": context.effects.key("ask"),
  };
  const body = method === "POST" ? { body: facts } : {};
  return await requestJson(context, { method, url, headers, timeoutMs: timeout, ...body });
}

async function addressOf(
  { url, connection, path = "" }: Config,
  context: GateContext,
): Promise<{ readonly url: URL; readonly authorization?: string }> {
  if (connection === undefined) return { url: new URL(url ?? "") };
  const found = await context.connection(connection);
  const base = found.url.href.replace(/\/+$/, "");
  const authorization = fixedAuthorization(found);
  return { url: new URL(`${base}${path}`), ...(authorization === undefined ? {} : { authorization }) };
}

/** The promotion, flat: names as query parameters have them. */
function factsOf({ promotion, name }: GateContext) {
  const { environment, release, plannedChanges, requestedAt, ...rest } = promotion;
  return {
    gate: name,
    ...rest,
    environment: environment.name,
    environmentClass: environment.class,
    release: release.version,
    releaseDigest: release.digest,
    requestedAt: new Date(requestedAt).toISOString(),
    plannedChanges,
  };
}

function asAnswer(
  { code, message, details }: OrchestratorError,
  { nowMs, lookAgainAt, everyMs }: { readonly nowMs: number; readonly lookAgainAt: number; readonly everyMs: number },
): GateAnswer {
  const { retryAfterMs, status, json } = details;
  if (code === "REMOTE_THROTTLED" && typeof retryAfterMs === "number") {
    const notBefore = nowMs + retryAfterMs;
    return { verdict: "wait", reasons: [message], lookAgainAt: notBefore, memory: { notBefore } };
  }
  if (code === "REMOTE_REFUSED" && status === 409) return readVerdict({ status, json }, { nowMs, everyMs });
  // Whatever it meant to say, it did not say pass.
  return { verdict: "wait", reasons: [message], lookAgainAt, isAlarming: true };
}
