import { isIP } from "node:net";
import { addressProblem, type AddressRules } from "./address-class.ts";

/** The host of an address as an IP address; undefined where it is a name. */
export function literalAddress({ hostname }: URL): string | undefined {
  const plain = hostname.replace(/^\[(.*)\]$/, "$1");
  return isIP(plain) === 0 ? undefined : plain;
}

/**
 * What is wrong with the address of a webhook; undefined where it may be called. Names are looked up when they are
 * called, each time. The address is not repeated: it may hold a password.
 */
export function webhookUrlProblem(text: string, { arePrivateAllowed }: AddressRules): string | undefined {
  // A parser of URLs takes some of these away without a word.
  if (/[\s\\\p{Cc}]/u.test(text)) return "no spaces, no turned slashes";
  if (!URL.canParse(text)) return "it is no address";
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") return "no user and no password in the address";
  if (url.hash !== "") return 'it ends before "#"';
  const isPlain = url.protocol === "http:";
  if (!isPlain && url.protocol !== "https:") return "it is not https";
  const literal = literalAddress(url);
  if (literal !== undefined) return addressProblem(literal, { isPlain, arePrivateAllowed });
  const isThisMachine = /(^|\.)localhost\.?$/.test(url.hostname);
  if (isThisMachine) return addressProblem("127.0.0.1", { isPlain, arePrivateAllowed });
  return isPlain ? "it is not https" : undefined;
}
