import type { SlackDeps } from "./slack-deps.ts";

const CALL_MS = 5_000;

/**
 * Answers a command at the address that came with it, to whoever gave it only. The address is input: no other than
 * Slack's own is called. Answers what became of it, for the record.
 */
export async function replyLater(
  { inbound, fetch: send = fetch }: Pick<SlackDeps, "inbound" | "fetch">,
  responseUrl: string,
  text: string,
): Promise<string> {
  const url = URL.parse(responseUrl);
  if (url === null || url.username !== "" || url.password !== "" || !inbound.replyOrigins.includes(url.origin))
    return "not told: the address is not Slack's";
  try {
    const response = await send(url, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify({ response_type: "ephemeral", replace_original: false, text }),
      redirect: "error",
      signal: AbortSignal.timeout(CALL_MS),
    });
    await response.body?.cancel();
    return response.ok ? "told" : `not told: HTTP ${response.status}`;
  } catch {
    return "not told: no answer";
  }
}
