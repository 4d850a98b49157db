import { z } from "@hono/zod-openapi";
import { ERROR_CODES, type ErrorCode } from "../../domain/errors.ts";

const ProblemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    hint: z.string(),
    traceId: z.string(),
    errors: z
      .array(z.looseObject({ code: z.string(), message: z.string(), pointer: z.string(), document: z.int() }))
      .optional(),
  })
  .openapi("Problem");

/** Describes a JSON answer by its type. */
export const jsonAnswer = <Body>(description: string) => ({
  description,
  content: { "application/json": { schema: z.custom<Body>().openapi({ type: "object" }) } },
});

/** Describes the problems that a route may answer besides those that every route may: by status, with their codes. */
export function problemAnswers(
  ...codes: readonly ErrorCode[]
): Record<number, { description: string; content: Record<string, { schema: typeof ProblemSchema }> }> {
  const answers: Record<number, { description: string; content: Record<string, { schema: typeof ProblemSchema }> }> =
    {};
  for (const code of new Set([...codes, "UNAUTHENTICATED", "FORBIDDEN", "STORE_UNREACHABLE"] as const)) {
    const { httpStatus } = ERROR_CODES[code];
    const before = answers[httpStatus]?.description;
    const description = before === undefined ? code : `${before}, ${code}`;
    answers[httpStatus] = { description, content: { "application/problem+json": { schema: ProblemSchema } } };
  }
  return answers;
}
