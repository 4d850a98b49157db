import type { Context } from "hono";
import { z } from "zod";
import { globPattern } from "./glob.ts";
import type { HttpEnvironment } from "./http.ts";
import type { Simulator } from "./simulator.ts";
import type { Line } from "./truth-log.ts";

const Query = z.object({
  after: z.coerce.number().int().min(0).default(0),
  /** Kinds with commas between them. */
  kind: z.string().optional(),
  /** A key; a star stands for any text. */
  resource: z.string().optional(),
  waitMs: z.coerce.number().int().min(0).max(60_000).default(0),
  /** `true` shows the writes from which the state is built. */
  writes: z.string().optional(),
});

/** The lines of the log after `after` as JSON lines; with `waitMs`, waits that long for the first one. */
export function logRoute(simulator: Simulator): (context: Context<HttpEnvironment>) => Promise<Response> {
  return async (context) => {
    const query = Query.parse(context.req.query());
    const { log, timeline } = simulator.run().eks;
    timeline.catchUp();
    const deadline = AbortSignal.any([AbortSignal.timeout(query.waitMs), context.req.raw.signal]);
    let found = matching(log.lines(), query);
    while (found.length === 0 && query.waitMs > 0 && !deadline.aborted) {
      await log.nextLine(deadline);
      found = matching(log.lines(), query);
    }
    await log.settled();
    const text = found.map((line) => `${JSON.stringify(shown(line, query.writes === "true"))}\n`).join("");
    return context.body(text, 200, { "content-type": "application/x-ndjson" });
  };
}

function matching(lines: readonly Line[], { after, kind, resource }: z.infer<typeof Query>): readonly Line[] {
  const kinds = kind?.split(",");
  const pattern = resource === undefined ? undefined : globPattern(resource);
  return lines
    .slice(after)
    .filter((line) => kinds === undefined || kinds.includes(line.kind))
    .filter((line) => pattern === undefined || pattern.test(line.resource ?? ""));
}

function shown({ writes, ...line }: Line, withWrites: boolean): unknown {
  return withWrites ? { ...line, writes } : line;
}
