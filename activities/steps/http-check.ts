import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { Duration } from "../../domain/schema/duration.ts";
import { JsonValue } from "../../domain/schema/json.ts";
import { askOnce } from "./http-check/ask-once.ts";
import { JsonPathText } from "./http-check/json-path-text.ts";
import { defineStep } from "./step.ts";

const Config = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .describe("Address that is asked with GET. Redirects are not followed."),
    expectStatus: z.int().min(100).max(599).default(200).describe("Status that passes."),
    jsonPath: JsonPathText.optional().describe(
      "One value of the JSON answered, as `$.status` or `$.items[0]`; it must be there.",
    ),
    equals: JsonValue.optional().describe("What that value must be; absent: anything."),
    maxLatency: Duration.optional().describe("Longest time to the answer that passes, as `800ms`; absent: any."),
    timeout: Duration.pipe(z.int().min(1).max(60_000)).prefault("5s").describe("Time for one try, at most `60s`."),
    attempts: z.int().min(1).max(100).default(3).describe("Tries at most, until enough have passed in a row."),
    every: Duration.pipe(z.int().min(1).max(60_000)).prefault("1s").describe("Time from one try to the next."),
    consecutive: z.int().min(1).max(100).default(1).describe("How many tries in a row must pass."),
  })
  .refine(({ equals, jsonPath }) => equals === undefined || jsonPath !== undefined, {
    path: ["equals"],
    message: "needs jsonPath: name the value that is compared",
  })
  .refine(({ attempts, consecutive }) => attempts >= consecutive, {
    path: ["attempts"],
    message: "must be at least consecutive",
  });

/** Checks that an address answers as expected. */
export const httpCheck = defineStep({
  kind: "http-check",
  summary: "Checks that an address answers with a status and, where asked for, with a value, fast enough.",
  config: Config,
  outputs: { status: "HTTP status of the last try.", latencyMs: "Time to the last answer, milliseconds." },
  examples: [
    { url: "https://shop.example/healthz" },
    { url: "https://shop.example/version", jsonPath: "$.version", equals: "1.1.0", maxLatency: "800ms" },
    { url: "https://shop.example/healthz", attempts: 30, every: "2s", consecutive: 3 },
  ],
  timeoutMs: 300_000,
  async run(config, context) {
    let passed = 0;
    for (let attempt = 1; ; attempt += 1) {
      const seen = await askOnce(config, context);
      if (seen.problem !== undefined) context.log(`try ${attempt}: ${seen.problem}`);
      passed = seen.problem === undefined ? passed + 1 : 0;
      if (passed >= config.consecutive) return { status: "succeeded", output: seen.output };
      if (config.attempts - attempt < config.consecutive - passed) {
        const reason = seen.problem ?? `${config.url} did not pass ${config.consecutive} times in a row`;
        return { status: "failed", reason, output: seen.output };
      }
      await sleep(config.every, undefined, { signal: context.signal });
    }
  },
});
