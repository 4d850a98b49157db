import type { ApiContext } from "../http/api-env.ts";
import { judgeSlackHeaders, verifySlack } from "../webhooks/verify-slack.ts";
import type { Inbound } from "./inbound.ts";
import { parseForm, utf8Text } from "./parse-form.ts";
import { readBody } from "./read-body.ts";
import type { SlackInbound } from "./slack-deps.ts";

const BODY_BYTES_MAX = 1024 * 1024;
const BODY_MS_MAX = 10_000;

const BODY_REFUSALS = {
  "too large": [413, `the body has more than ${BODY_BYTES_MAX} bytes`],
  "too slow": [408, "the body took too long"],
  broken: [400, "the body did not come whole"],
} as const;

/** How requests are received. */
export interface Receiving {
  readonly inbound: SlackInbound;
  readonly now: () => number;
  /** Hears why a request was refused. */
  readonly refused: (reason: string) => void;
  /** For the whole of a body, milliseconds. Default: 10 s. */
  readonly bodyMsMax?: number;
}

/** What was received, or the answer that ends it. */
export type Received = { readonly inbound: Inbound } | { readonly answer: Response };

/**
 * Takes a request in: its body with a cap on size and time, its signature over the bytes that came, and only then what
 * it says. A body that is not Slack's is never parsed, but for the one question that Slack sends unsigned.
 */
export async function receive(
  context: ApiContext,
  parse: (text: string) => Inbound,
  { inbound, now, refused, bodyMsMax = BODY_MS_MAX }: Receiving,
): Promise<Received> {
  const refuse = (status: 400 | 401 | 408 | 413, reason: string): Received => {
    refused(reason);
    return { answer: context.text(`${reason}\n`, status) };
  };
  const { headers } = context.req.raw;
  const early = judgeSlackHeaders(headers, now());
  if (early === "malformed" || early === "stale") return refuse(401, `the signature is ${early}`);
  const body = await readBody(context.req.raw, { bytesMax: BODY_BYTES_MAX, msMax: bodyMsMax });
  if (body.result !== "whole") {
    const [status, reason] = BODY_REFUSALS[body.result];
    // The rest of the body is not read: the connection is of no more use.
    context.header("connection", "close");
    return refuse(status, reason);
  }
  if (early === "missing") {
    // Slack asks so whether a certificate is good. It is told nothing.
    if (isCertificateCheck(body.bytes)) return { answer: context.body(null, 200) };
    return refuse(401, "the signature is missing");
  }
  const verdict = verifySlack({ body: body.bytes, headers }, inbound.signingSecrets, now());
  if (verdict !== "valid") return refuse(401, `the signature is ${verdict}`);
  const text = utf8Text(body.bytes);
  if (text === undefined) return refuse(400, "the body is not UTF-8");
  if (isCertificateCheck(body.bytes)) return { answer: context.body(null, 200) };
  const found = parse(text);
  if (found.kind === "malformed") return refuse(400, "the body is not what Slack sends here");
  const appId = "appId" in found ? found.appId : undefined;
  if (appId !== undefined && appId !== inbound.appId) return refuse(401, "it is for another app");
  return { inbound: found };
}

const CERTIFICATE_CHECK_BYTES_MAX = 1_024;

function isCertificateCheck(bytes: Uint8Array): boolean {
  if (bytes.byteLength > CERTIFICATE_CHECK_BYTES_MAX) return false;
  const text = utf8Text(bytes);
  return text !== undefined && parseForm(text)?.["ssl_check"] === "1";
}
