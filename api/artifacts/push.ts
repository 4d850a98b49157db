import { createRoute } from "@hono/zod-openapi";
import type { Artifacts } from "../../adapters/artifacts/port.ts";
import { guarded } from "../access/guarded.ts";
import { needAnywhere } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { requireMediaType } from "../http/take-body.ts";
import { parseArtifactFiles } from "./parse-artifact-files.ts";

const route = createRoute({
  operationId: "pushArtifact",
  method: "post",
  path: "/v1/artifacts",
  description:
    "Takes application/x-ndjson: one line per file, { path, isExecutable, content }, the content in base64. At most 100 MiB of content.",
  middleware: [requireMediaType(["application/x-ndjson"])] as const,
  request: { body: { required: true, content: { "application/x-ndjson": { schema: { type: "string" } } } } },
  responses: {
    201: jsonAnswer<Awaited<ReturnType<Artifacts["push"]>>>("Stored; the same content again gives the same digest."),
    ...problemAnswers("ARTIFACT_INVALID", "MEDIA_TYPE_UNSUPPORTED", "NO_SPACE"),
  },
});

/** Stores an artifact from its files. */
export const pushArtifactRoute = (artifacts: Pick<Artifacts, "push">) =>
  guarded(
    route,
    {
      action: "apply",
      on: "any",
      // An artifact is in no project until a release names it.
      find: (_, access) => ({ needs: [needAnywhere("apply", access)], target: undefined }),
    },
    async (context) => {
      const pushed = await artifacts.push(parseArtifactFiles(context.req.raw.body ?? []));
      return context.json(pushed, 201);
    },
  );
