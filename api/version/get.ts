import { createRoute } from "@hono/zod-openapi";
import { API_VERSION } from "../../domain/schema/documents.ts";
import { guarded } from "../access/guarded.ts";
import { forEverybody } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";

const route = createRoute({
  operationId: "getVersion",
  method: "get",
  path: "/v1/version",
  responses: {
    200: jsonAnswer<{ readonly version: string; readonly apiVersion: string }>(
      "Versions of the server and of the document format.",
    ),
    ...problemAnswers(),
  },
});

/** Shows the server's version and the version of the document format. */
export const getVersionRoute = (version: string) =>
  guarded(route, forEverybody("the version is the same for everybody"), (context) =>
    context.json({ version, apiVersion: API_VERSION }, 200),
  );
