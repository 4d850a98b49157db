import { createHmac, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import type { HttpEnvironment } from "./http.ts";
import { refused } from "./refused.ts";
import type { User } from "./user.ts";
import type { World } from "./world.ts";

/** How long an access token lasts. */
export const TOKEN_SECONDS = 3600;

/** An access token for an account. It outlives a restart, but not a change of the account's API token. */
export function accessToken(user: User, nowMs: number): string {
  const claims = Buffer.from(JSON.stringify([user.email, nowMs + TOKEN_SECONDS * 1000])).toString("base64url");
  return `${claims}.${signature(user, claims)}`;
}

/** Lets calls pass that carry an email and API token, or an access token; with `bearerOnly` only the latter. */
export function authenticate(world: World, bearerOnly?: "bearerOnly"): MiddlewareHandler<HttpEnvironment> {
  return async (context, next) => {
    const [scheme = "", credentials = ""] = (context.req.header("authorization") ?? "").split(" ");
    const isBasic = scheme.toLowerCase() === "basic" && bearerOnly === undefined;
    const isBearer = scheme.toLowerCase() === "bearer";
    const user = isBasic ? basicUser(world, credentials) : isBearer ? bearerUser(world, credentials) : undefined;
    if (user === undefined) throw refused(401, "Client must be authenticated to access this resource.");
    context.set("user", user);
    await next();
  };
}

function basicUser(world: World, credentials: string): User | undefined {
  const text = Buffer.from(credentials, "base64").toString();
  const colon = text.indexOf(":");
  const user = world.users.get(text.slice(0, colon));
  return user !== undefined && isSame(user.token, text.slice(colon + 1)) ? user : undefined;
}

function bearerUser(world: World, token: string): User | undefined {
  const [claims = "", signed = ""] = token.split(".");
  const [email, expiresAt] = claimsIn(claims);
  const user = world.users.get(email);
  if (user === undefined || expiresAt <= Date.now() || !isSame(signature(user, claims), signed)) return undefined;
  return user;
}

function claimsIn(claims: string): [email: string, expiresAt: number] {
  try {
    const [email, expiresAt] = JSON.parse(Buffer.from(claims, "base64url").toString());
    return [String(email), Number(expiresAt)];
  } catch {
    return ["", 0];
  }
}

function signature(user: User, claims: string): string {
  return createHmac("sha256", user.token).update(claims).digest("base64url");
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
