import { createRoute, z } from "@hono/zod-openapi";
import type { StoreOfCellChecks } from "../../adapters/store/cell-checks-port.ts";
import { guarded } from "../access/guarded.ts";
import { organisation } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PathName } from "../http/names.ts";
import { requireCell } from "./require-cell.ts";

/** A check that was asked for. */
export interface CellCheckAsked {
  readonly cell: string;
  /** Its findings are there once `answered` of the cell's check has come so far. */
  readonly asked: number;
}

const route = createRoute({
  operationId: "requestCellCheck",
  method: "post",
  path: "/v1/cells/{cell}/check",
  request: { params: z.object({ cell: PathName }) },
  responses: {
    202: jsonAnswer<CellCheckAsked>("Recorded; the cell checks itself."),
    ...problemAnswers("NOT_FOUND", "REQUEST_INVALID"),
  },
});

/** Asks a cell to check its way to what it acts on, and its permissions there. It changes nothing. */
export const requestCellCheckRoute = (store: Pick<StoreOfCellChecks, "requestCellCheck">, cells: readonly string[]) =>
  guarded(route, organisation("operate"), async (context) => {
    const { cell } = context.req.valid("param");
    requireCell(cells, cell);
    return context.json({ cell, asked: await store.requestCellCheck(cell) }, 202);
  });
