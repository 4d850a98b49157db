import { z } from "zod";
import { OrchestratorError } from "../../domain/errors.ts";
import { JsonValue } from "../../domain/schema/json.ts";
import { isExpected, send, type Sending } from "./http-request/send.ts";
import { defineStep, type StepAnswer, type StepContext } from "./step.ts";

const Url = z.url({ protocol: /^https?$/ }).max(2_000);
const Method = z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]);
const HeaderName = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "a header's name has letters, digits and dashes");

const Config = z
  .strictObject({
    url: Url.describe("Address that it is sent to. Redirects are not followed."),
    method: Method.default("POST").describe("How it is sent."),
    headers: z
      .record(HeaderName, z.string().max(8_000))
      .default({})
      .describe("Headers, as an authorization made from `${secrets.NAME}`. Also sent with the undo."),
    body: JsonValue.optional().describe("Sent as JSON; absent: nothing."),
    expectStatus: z
      .array(z.int().min(100).max(599))
      .min(1)
      .max(20)
      .optional()
      .describe("Statuses that count as done; absent: every 2xx."),
    idempotencyHeader: HeaderName.nullable()
      .default("Idempotency-Key")
      .describe(
        "Header with the key of the call; a receiver that honours it acts once, however often it is sent. null: it honours none, so a call whose answer was lost is not sent again, and the step fails.",
      ),
    undo: z
      .strictObject({
        url: Url.describe("Address that the undo is sent to."),
        method: Method.default("POST").describe("How it is sent."),
        body: JsonValue.optional().describe("Sent as JSON; absent: nothing."),
      })
      .optional()
      .describe("What is sent to take it back. The header `Holdfast-Undo-Of` names the key of the call."),
  })
  .refine(({ method, body }) => method !== "GET" || body === undefined, {
    path: ["body"],
    message: "a GET has no body",
  });
type Config = z.infer<typeof Config>;

/** Header of an undo: the key of the call that is taken back. */
const UNDO_OF = "Holdfast-Undo-Of";

/** Sends one HTTP request, and another to take it back. */
export const httpRequest = defineStep<Config>({
  kind: "http-request",
  summary: "Sends one HTTP request with a key that stays the same when it is sent again.",
  config: Config,
  outputs: {
    key: "The key that it was sent with.",
    status: "HTTP status of the answer.",
    body: "What was answered: JSON, or text; of more than 16 KiB the start, as text. Absent for an empty answer.",
  },
  examples: [
    { url: "https://cdn.example/purge", body: { paths: ["/*"] } },
    {
      url: "https://flags.example/api/checkout",
      method: "PUT",
      headers: { authorization: "Bearer abc" },
      body: { isOn: true },
      expectStatus: [200, 204],
      undo: { url: "https://flags.example/api/checkout", method: "PUT", body: { isOn: false } },
    },
  ],
  timeoutMs: 120_000,

  async run(config, context) {
    const { method, url, headers, body, expectStatus } = config;
    return await sendOnce({ method, url, headers, body, expectStatus }, { call: "send", config, context });
  },

  async undo(config, context, { key }) {
    if (config.undo === undefined) return { status: "succeeded", note: "no undo is written down" };
    const { method, url, body } = config.undo;
    const headers = typeof key === "string" ? { ...config.headers, [UNDO_OF]: key } : config.headers;
    return await sendOnce({ method, url, headers, body }, { call: "undo", config, context });
  },
});

async function sendOnce(
  sending: Sending,
  { call, config, context }: { readonly call: string; readonly config: Config; readonly context: StepContext },
): Promise<StepAnswer> {
  const { method, url, headers, body } = sending;
  const { origin, pathname, host } = new URL(url);
  const { idempotencyHeader } = config;
  const answer = await context.effects.once({
    call,
    system: `http ${host}`,
    request: { method, url: `${origin}${pathname}`, ...(body === undefined ? {} : { body }) },
    // Nothing can be asked. A receiver that honours the key answers a repeat as it answered the first.
    look: async () => {
      if (idempotencyHeader !== null) return await Promise.resolve(undefined);
      throw new OrchestratorError(
        "REMOTE_REFUSED",
        `nobody knows whether ${method} ${origin}${pathname} was received, and it honours no key: look there`,
      );
    },
    act: async (key) => {
      const named = idempotencyHeader === null ? headers : { ...headers, [idempotencyHeader]: key };
      return await send({ ...sending, headers: named }, context);
    },
  });
  const output = { key: context.effects.key(call), ...answer };
  if (isExpected(answer["status"], sending)) return { status: "succeeded", output };
  const wanted = sending.expectStatus?.join(", ") ?? "2xx";
  return {
    status: "failed",
    reason: `${method} ${origin}${pathname} answered ${String(answer["status"])}, expected ${wanted}`,
    output,
  };
}
