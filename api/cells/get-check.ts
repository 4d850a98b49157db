import { createRoute, z } from "@hono/zod-openapi";
import type { StoreOfCellChecks } from "../../adapters/store/cell-checks-port.ts";
import type { CellCheckView } from "../../domain/schema/cell-check.ts";
import { guarded } from "../access/guarded.ts";
import { organisation } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PathName } from "../http/names.ts";
import { requireCell } from "./require-cell.ts";

const route = createRoute({
  operationId: "getCellCheck",
  method: "get",
  path: "/v1/cells/{cell}/check",
  request: { params: z.object({ cell: PathName }) },
  responses: {
    200: jsonAnswer<CellCheckView>("What the cell found last."),
    ...problemAnswers("NOT_FOUND", "REQUEST_INVALID"),
  },
});

/** Tells what a cell found when it checked itself last. */
export const getCellCheckRoute = (store: Pick<StoreOfCellChecks, "getCellCheck">, cells: readonly string[]) =>
  guarded(route, organisation("operate"), async (context) => {
    const { cell } = context.req.valid("param");
    requireCell(cells, cell);
    const found = await store.getCellCheck(cell);
    return context.json(found ?? { cell, asked: 0, answered: 0, findings: [] }, 200);
  });
