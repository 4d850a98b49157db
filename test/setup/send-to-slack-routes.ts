import { createSlackRoutes } from "../../api/slack/routes.ts";
import { signedHeaders, type SlackWorld } from "./slack-world.ts";

const FORM = "application/x-www-form-urlencoded";
type Path = "interactions" | "commands" | "events";

/** Sends a body as Slack does, unless told otherwise. */
export async function send(
  world: SlackWorld,
  path: Path,
  {
    body,
    headers = signedHeaders(body),
  }: { readonly body: string | Uint8Array<ArrayBuffer>; readonly headers?: Record<string, string> },
): Promise<Response> {
  const type = path === "events" ? "application/json" : FORM;
  const request = { method: "POST", body, headers: { "content-type": type, ...headers } };
  const response = await createSlackRoutes(world.deps).request(`/slack/${path}`, request);
  await world.deps.background.idle();
  return response;
}
