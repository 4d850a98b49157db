import { z } from "zod";

/** Body of `POST /__sim/jira/faults`. */
export const FaultBody = z.strictObject({
  kind: z
    .enum([
      "status",
      "html",
      "timeout-before-effect",
      "reset-before-effect",
      "slow",
      "status-after-effect",
      "html-after-effect",
      "timeout-after-effect",
      "reset-after-effect",
      "cut-after-effect",
    ])
    .describe("What happens. `timeout` never answers, `reset` closes the socket, `cut` sends half a body."),
  match: z
    .strictObject({
      method: z.enum(["GET", "POST", "PUT", "DELETE"]).optional(),
      path: z.string().startsWith("/").optional().describe("Path without query; `*` stands for any text."),
      contains: z.string().min(1).optional().describe("A text in the body of the call, as a key."),
    })
    .default({})
    .describe("Which calls are hit; an empty match is every call of the product."),
  times: z.union([z.int().positive(), z.literal("forever")]).default(1),
  skip: z.int().min(0).default(0).describe("How many matching calls pass first."),
  status: z.int().min(200).max(599).optional().describe("Of `status`: 500 unless given. Of `html`: 200 unless given."),
  retryAfterSeconds: z
    .union([z.number().min(0), z.null()])
    .optional()
    .describe("Of 429 and 503; null sends none."),
  reason: z.string().min(1).default("jira-burst-based").describe("RateLimit-Reason of a 429."),
  delayMs: z.int().min(0).max(600_000).default(1000).describe("Of `slow`."),
});
/** A fault to inject, parsed. */
export type FaultBody = z.infer<typeof FaultBody>;

/** What a fault is matched with. `path` is the one of the site's own API, `body` is as it was sent. */
export interface FaultyCall {
  readonly method: string;
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
      const added = { fault, id: lastId, hits: 0, left, skips: fault.skip };
      waiting.push(added);
      return listed(added);
    },
    clear() {
      waiting = [];
    },
    async take(call) {
      if (waiting.every(({ left }) => left === 0)) return undefined;
      const body = await call.body();
      for (const candidate of waiting) {
        if (candidate.left === 0 || !matches(candidate.fault, call, body)) continue;
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

function listed({ fault, id, hits, left }: Waiting): ListedFault {
  return { ...fault, id, hits, left: left === Infinity ? "forever" : left };
}

function matches({ match }: FaultBody, { method, path }: FaultyCall, body: string): boolean {
  if (match.method !== undefined && match.method !== method) return false;
  if (match.path !== undefined && !globOf(match.path).test(path)) return false;
  return match.contains === undefined || body.includes(match.contains);
}

function globOf(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`);
}
