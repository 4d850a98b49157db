import type { Context } from "hono";
import type { HttpEnvironment } from "./http.ts";
import type { ServiceNow } from "./start-servicenow.ts";
import type { TokenPair } from "./tokens.ts";

/** `POST /oauth_token.do`. Takes a form and nothing else; every refusal says the same. */
export function oauthRoute({ tokens, directory, settings, credentials }: ServiceNow) {
  async function grant(form: URLSearchParams): Promise<TokenPair | undefined> {
    const lifetimeMs = settings.read().accessTokenSeconds * 1000;
    const isClient =
      form.get("client_id") === credentials.clientId && form.get("client_secret") === credentials.clientSecret;
    if (!isClient) return undefined;
    switch (form.get("grant_type") ?? "") {
      case "password": {
        const userName = form.get("username") ?? "";
        const isUser = directory.person(userName) !== undefined && form.get("password") === credentials.password;
        return isUser ? await tokens.issue({ userName, grant: "password" }, lifetimeMs) : undefined;
      }
      case "refresh_token":
        return await tokens.refresh(form.get("refresh_token") ?? "", lifetimeMs);
      case "client_credentials":
        return await tokens.issue({ userName: credentials.user, grant: "client_credentials" }, lifetimeMs);
      default:
        return undefined;
    }
  }

  return async (context: Context<HttpEnvironment>) => {
    const isForm = context.req.header("content-type")?.startsWith("application/x-www-form-urlencoded") === true;
    const pair = isForm ? await grant(new URLSearchParams(await context.req.text())) : undefined;
    if (pair === undefined) return context.json({ error: "server_error", error_description: "access_denied" }, 401);
    const { accessToken, refreshToken, expiresAt } = pair;
    return context.json({
      access_token: accessToken,
      ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
      scope: "useraccount",
      token_type: "Bearer",
      expires_in: Math.max(0, Math.floor((expiresAt - Date.now()) / 1000)),
    });
  };
}
