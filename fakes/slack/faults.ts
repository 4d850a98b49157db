import { z } from "zod";

/** Body of `POST /__sim/slack/faults`. */
export const FaultBody = z.strictObject({
  kind: z
    .enum([
      "status",
      "error",
      "html",
      "empty",
      "wrong-shape",
      "redirect",
      "timeout-before-effect",
      "reset-before-effect",
      "slow",
      "status-after-effect",
      "error-after-effect",
      "html-after-effect",
      "empty-after-effect",
      "timeout-after-effect",
      "reset-after-effect",
      "cut-after-effect",
      "cut-stream-after-effect",
    ])
    .describe(
      "What happens. `error` is a 200 that says `ok: false`, `timeout` never answers, `reset` closes the socket, " +
        "`cut` sends half a body as if it were whole, `cut-stream` ends in the middle of it.",
    ),
  match: z
    .strictObject({
      path: z.string().startsWith("/").optional().describe("As `/api/chat.postMessage`; `*` stands for any text."),
      contains: z.string().min(1).optional().describe("A text in the body of the call, as a key."),
    })
    .default({})
    .describe("Which calls are hit; an empty match is every call of the product."),
  times: z.union([z.int().positive(), z.literal("forever")]).default(1),
  forMs: z.int().positive().optional().describe("For how long from when it is added; without end unless given."),
  skip: z.int().min(0).default(0).describe("How many matching calls pass first."),
  status: z.int().min(200).max(599).optional().describe("Of `status`: 500 unless given. Of `html`: 200 unless given."),
  error: z.string().min(1).default("internal_error").describe("Of `error`: what Slack calls it."),
  retryAfter: z
    .union([z.number().min(0), z.string(), z.null()])
    .optional()
    .describe("Of 429 and 503: the header, as seconds or date; null sends none."),
  delayMs: z.int().min(0).max(600_000).default(1000).describe("Of `slow`."),
});
/** A fault to inject, parsed. */
export type FaultBody = z.infer<typeof FaultBody>;

/** What a fault is matched with. `body` is as it was sent, and decoded when it is a form. */
export interface FaultyCall {
  readonly path: string;
  body(): Promise<string>;
}

/** A fault with how often it was injected, and how often it will be. */
export type ListedFault = FaultBody & { readonly id: number; readonly hits: number; readonly left: number | "forever" };

/** Faults waiting for their calls. */
export interface Faults {
  add(fault: FaultBody): ListedFault;
  clear(): void;
  /** The oldest waiting fault that matches the call, used up by one; undefined when there is none. */
  take(call: FaultyCall): Promise<FaultBody | undefined>;
  /** Every fault since the last `clear`, the used up ones, too. */
  list(): readonly ListedFault[];
}

interface Waiting {
  readonly fault: FaultBody;
  readonly id: number;
  readonly endsAt: number;
  hits: number;
  left: number;
  skips: number;
}

/** No faults yet. */
export function waitingFaults(): Faults {
  let waiting: Waiting[] = [];
  let lastId = 0;

  return {
    add(fault) {
      lastId += 1;
      const left = fault.times === "forever" ? Infinity : fault.times;
      const endsAt = fault.forMs === undefined ? Infinity : Date.now() + fault.forMs;
      const added = { fault, id: lastId, endsAt, hits: 0, left, skips: fault.skip };
      waiting.push(added);
      return listed(added);
    },
    clear() {
      waiting = [];
    },
    async take(call) {
      if (waiting.every((candidate) => leftOf(candidate) === 0)) return undefined;
      const body = await call.body();
      for (const candidate of waiting) {
        if (leftOf(candidate) === 0 || !matches(candidate.fault, call, body)) continue;
        if (candidate.skips > 0) {
          candidate.skips -= 1;
          continue;
        }
        candidate.left -= 1;
        candidate.hits += 1;
        return candidate.fault;
      }
      return undefined;
    },
    list: () => waiting.map(listed),
  };
}

function leftOf({ left, endsAt }: Waiting): number {
  return Date.now() >= endsAt ? 0 : left;
}

function listed(waiting: Waiting): ListedFault {
  const { fault, id, hits } = waiting;
  const left = leftOf(waiting);
  return { ...fault, id, hits, left: left === Infinity ? "forever" : left };
}

function matches({ match }: FaultBody, { path }: FaultyCall, body: string): boolean {
  if (match.path !== undefined && !globOf(match.path).test(path)) return false;
  return match.contains === undefined || body.includes(match.contains);
}

function globOf(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`);
}
