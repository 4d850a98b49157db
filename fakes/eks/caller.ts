import { createHash } from "node:crypto";
import type { Caller } from "./call.ts";
import type { Settings } from "./settings.ts";

const ANONYMOUS = { accessKey: "anonymous", region: "us-east-1" };

/**
 * Who signed a request, from its Authorization header; the signature is not checked. An unsigned request comes from
 * an anonymous caller in us-east-1.
 */
export function callerOf(
  authorization: string | undefined,
  settings: Settings,
): Caller & { readonly accessKey: string } {
  const scope = /Credential=([^/,\s]+)\/\d{8}\/([^/]+)\//.exec(authorization ?? "");
  const accessKey = scope?.[1] ?? ANONYMOUS.accessKey;
  const account = settings.accounts[accessKey] ?? accountFrom(accessKey);
  const principal = settings.principals[accessKey] ?? `arn:aws:iam::${account}:user/${accessKey}`;
  return { accessKey, account, region: scope?.[2] ?? ANONYMOUS.region, principal };
}

/** Twelve digits from a text, always the same. */
export function accountFrom(text: string): string {
  const number = createHash("sha256").update(text).digest().readUIntBE(0, 6);
  return String(number % 10 ** 12).padStart(12, "0");
}
