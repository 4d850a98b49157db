import { z } from "zod";
import type { Call } from "./call.ts";
import { invalidParameter, limitExceeded } from "./refused.ts";

const TOKEN_LENGTH = { min: 33, max: 126 } as const;
const TAGS_MAX = 50;

export const TagsSchema = z.record(z.string().min(1).max(128), z.string().max(256));

/** The body of a call, checked. @throws Refused which names what is wrong. */
export function bodyOf<T>(schema: z.ZodType<T>, call: Call): T {
  const parsed = schema.safeParse(call.body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalidParameter(`The parameter ${issue?.path.join(".") ?? "body"} is not valid: ${issue?.message ?? ""}`);
}

/** The token of a call; undefined when there is none. @throws Refused for a wrong length. */
export function tokenOf({ clientRequestToken }: Readonly<Record<string, unknown>>): string | undefined {
  if (clientRequestToken === undefined || clientRequestToken === null) return undefined;
  const token = typeof clientRequestToken === "string" ? clientRequestToken : "";
  if (token.length < TOKEN_LENGTH.min || token.length > TOKEN_LENGTH.max) {
    throw invalidParameter(
      `The client request token parameter must be between ${TOKEN_LENGTH.min} and ${TOKEN_LENGTH.max} characters.`,
    );
  }
  return token;
}

/** @throws Refused for a name that is too long or has wrong characters. */
export function checkName(name: string, { what, longest }: { readonly what: string; readonly longest: number }): void {
  if (name.length > longest) {
    throw invalidParameter(`The parameter ${what} should not be greater than ${longest} characters.`);
  }
  if (!/^[0-9A-Za-z][A-Za-z0-9_-]*$/.test(name)) {
    throw invalidParameter(`The parameter ${what} contains characters that are not allowed: ${name}`);
  }
}

/** @throws Refused for more tags than a resource may have. */
export function checkTags(tags: Readonly<Record<string, string>>): void {
  if (Object.keys(tags).length > TAGS_MAX) throw limitExceeded(`A resource can have at most ${TAGS_MAX} tags.`);
}

/** @throws Refused when there are as many already. */
export function checkQuota(count: number, { most, what }: { readonly most: number; readonly what: string }): void {
  if (count >= most) throw limitExceeded(`${what} limit exceeded: at most ${most} are allowed.`);
}
