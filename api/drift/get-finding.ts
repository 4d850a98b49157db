import { createRoute, z } from "@hono/zod-openapi";
import type { Store } from "../../adapters/store/port.ts";
import { type NextOfFinding, nextOfFinding } from "../../domain/drift/next-of-finding.ts";
import { diffJson, renderDiff } from "../../domain/drift/render-diff.ts";
import type { SpanSource } from "../../domain/freeze-of.ts";
import type { FindingView } from "../../domain/schema/drift.ts";
import { guarded } from "../access/guarded.ts";
import { noThing, ofThing } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PathName } from "../http/names.ts";
import { readStanding } from "./read-standing.ts";

/** A finding, what it is in words, and what becomes of it. */
export interface FindingDetail extends FindingView {
  /** Unified, as YAML, without secrets; at most 200 lines. */
  readonly diff: string;
  readonly diffJson: ReturnType<typeof diffJson>;
  readonly next: NextOfFinding;
}

const route = createRoute({
  operationId: "getFinding",
  method: "get",
  path: "/v1/findings/{id}",
  request: { params: z.object({ id: PathName }) },
  responses: {
    200: jsonAnswer<FindingDetail>("The finding: what differs, since when, which rule decides, what happens next."),
    ...problemAnswers("NOT_FOUND"),
  },
});

/** What the route needs. */
export interface GetFindingDeps {
  readonly store: Pick<Store, "placeOf" | "getFinding" | "getEnvironment" | "listFreezeWindows">;
  readonly calendar: SpanSource;
}

/** Shows one finding. */
export const getFindingRoute = (deps: GetFindingDeps) =>
  guarded(
    route,
    ofThing("view", deps.store, (context) => ({ kind: "finding", id: context.req.valid("param").id })),
    async (context, { target }) => {
      const finding = await deps.store.getFinding(target.id);
      if (finding === undefined) throw noThing(target);
      const { component, fields } = finding;
      const next = nextOfFinding(finding, await readStanding(deps, finding, Date.now()));
      const detail: FindingDetail = {
        ...finding,
        diff: renderDiff(component, fields),
        diffJson: diffJson(fields),
        next,
      };
      return context.json(detail, 200);
    },
  );
