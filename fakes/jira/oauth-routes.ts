import { Hono } from "hono";
import { z } from "zod";
import { accessToken, TOKEN_SECONDS } from "./authenticate.ts";
import type { HttpEnvironment } from "./http.ts";
import { readJson } from "./http.ts";
import { Refused } from "./refused.ts";
import type { Jira } from "./jira.ts";

const TokenBody = z.object({
  grant_type: z.literal("client_credentials"),
  client_id: z.string(),
  client_secret: z.string(),
  audience: z.literal("api.atlassian.com").default("api.atlassian.com"),
});

/** `POST /token`: an access token for an account's email as client id and API token as client secret. */
export function oauthRoutes({ world }: Jira): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();

  routes.post("/token", async (context) => {
    const isForm = (context.req.header("content-type") ?? "").startsWith("application/x-www-form-urlencoded");
    const parsed = TokenBody.safeParse(isForm ? await context.req.parseBody() : await readJson(context));
    if (!parsed.success) throw oauthRefused(400, "invalid_request", z.prettifyError(parsed.error));
    const user = world.users.get(parsed.data.client_id);
    if (user === undefined || user.token !== parsed.data.client_secret) {
      throw oauthRefused(401, "access_denied", "Unauthorized");
    }
    const scope = "manage:jira-deployment";
    const token = accessToken(user, Date.now());
    return context.json({ access_token: token, expires_in: TOKEN_SECONDS, token_type: "Bearer", scope });
  });

  return routes;
}

function oauthRefused(status: number, error: string, description: string): Refused {
  return new Refused({ status, body: { error, error_description: description } });
}
