import { createRoute, z } from "@hono/zod-openapi";
import type { Secrets } from "../../adapters/secrets/port.ts";
import { guarded } from "../access/guarded.ts";
import { inProject } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { ProjectAndName } from "../http/names.ts";
import { takeBody } from "../http/take-body.ts";
import { readOnlySecrets } from "./read-only-secrets.ts";

const VALUE_LENGTH_MAX = 64 * 1024;
/** Room for a value whose every character is escaped. */
const BODY_BYTES_MAX = 6 * VALUE_LENGTH_MAX + 1_024;

const NewValue = z.strictObject({
  value: z.string().min(1, "must not be empty").max(VALUE_LENGTH_MAX, `at most ${VALUE_LENGTH_MAX} characters`),
});
const route = createRoute({
  operationId: "setSecret",
  method: "put",
  path: "/v1/secrets/{project}/{name}",
  middleware: [takeBody({ mediaTypes: ["application/json"], bytesMax: BODY_BYTES_MAX })] as const,
  request: { params: ProjectAndName, body: { required: true, content: { "application/json": { schema: NewValue } } } },
  responses: {
    200: jsonAnswer<{ readonly name: string; readonly version: string }>("Stored; the value is not shown again."),
    ...problemAnswers(
      "SECRET_INVALID",
      "REQUEST_INVALID",
      "METHOD_NOT_ALLOWED",
      "MEDIA_TYPE_UNSUPPORTED",
      "BODY_TOO_LARGE",
    ),
  },
});

/** Stores a secret's value. The value goes to the adapter and nowhere else: no answer, row, digest or log has it. */
export const setSecretRoute = (secrets: Secrets) =>
  guarded(
    route,
    inProject("write-secrets", (context) => context.req.valid("param").project),
    async (context, { target: project }) => {
      const { name } = context.req.valid("param");
      if (secrets.set === undefined) throw readOnlySecrets();
      const { version } = await secrets.set(project, name, context.req.valid("json").value);
      return context.json({ name, version }, 200);
    },
  );
