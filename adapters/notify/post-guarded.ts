import { request as requestPlain, type IncomingMessage } from "node:http";
import { request as requestSecure } from "node:https";
import type { LookupFunction } from "node:net";
import { addressProblem, type AddressRules } from "./address-class.ts";
import { type ResolvedAddress, resolveName } from "./resolve-name.ts";
import { literalAddress } from "./webhook-url.ts";

const BODY_BYTES_MAX = 4 * 1024;

/** What to post, and where. */
export interface Post {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How posts are made. */
export interface PostRules extends AddressRules {
  /** Every address of a name. Default: `resolveName`. */
  readonly resolve?: (hostname: string) => Promise<readonly ResolvedAddress[]>;
  /** Milliseconds. Default: 10 s until it is connected, 15 s until the answer's head is there. */
  readonly limits?: { readonly connectMs: number; readonly totalMs: number };
}

/** How a post ended. */
export type PostAnswer =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly headers: IncomingMessage["headers"];
      /** The first 4 KiB. */
      readonly body: string;
    }
  | { readonly kind: "failed"; readonly reason: string; readonly isUnclear: boolean };

/** Where an address leads is found out by our own hook, and that address is connected to: there is no second look-up to differ. */
class AddressRefused extends Error {}

/** Posts once: no redirect is followed, no proxy is used, and each address is checked as it is connected to. Throws only what `signal` aborts with. */
export async function postGuarded(post: Post, rules: PostRules, signal: AbortSignal): Promise<PostAnswer> {
  const { connectMs, totalMs } = rules.limits ?? { connectMs: 10_000, totalMs: 15_000 };
  const isPlain = post.url.protocol === "http:";
  const literal = literalAddress(post.url);
  const problem = literal === undefined ? undefined : addressProblem(literal, { ...rules, isPlain });
  if (problem !== undefined) return { kind: "failed", reason: `not called: ${problem}`, isUnclear: false };
  signal.throwIfAborted();
  return await new Promise<PostAnswer>((resolve, reject) => {
    let isConnected = false;
    const request = (isPlain ? requestPlain : requestSecure)(post.url, {
      method: "POST",
      agent: false,
      headers: {
        ...post.headers,
        "content-length": String(Buffer.byteLength(post.body)),
        "accept-encoding": "identity",
      },
      lookup: guardedLookup(rules, isPlain),
      maxHeaderSize: 16 * 1024,
    });
    const connectTimer = setTimeout(
      () => request.destroy(new Error(`not connected within ${connectMs} ms`)),
      connectMs,
    );
    const totalTimer = setTimeout(() => request.destroy(new Error(`no answer within ${totalMs} ms`)), totalMs);
    const abort = () => request.destroy();
    signal.addEventListener("abort", abort, { once: true });
    const end = (answer: PostAnswer) => {
      clearTimeout(connectTimer);
      clearTimeout(totalTimer);
      signal.removeEventListener("abort", abort);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve(answer);
    };
    request.once("socket", (socket) => {
      socket.once(isPlain ? "connect" : "secureConnect", () => {
        isConnected = true;
        clearTimeout(connectTimer);
      });
    });
    request.once("response", (response) => {
      readStart(response, (body) =>
        end({ kind: "answered", status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    request.once("error", (error) => {
      const reason = error instanceof AddressRefused ? `not called: ${error.message}` : reasonOf(error);
      end({ kind: "failed", reason, isUnclear: isConnected });
    });
    // A connection that ends without a word raises no error of its own after `destroy()`.
    request.once("close", () =>
      end({ kind: "failed", reason: "the connection ended without an answer", isUnclear: isConnected }),
    );
    request.end(post.body);
  });
}

/** Reads the first bytes and lets go of the rest. That the status is there is enough: what follows it may break off. */
function readStart(response: IncomingMessage, done: (body: string) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const end = () => {
    done(Buffer.concat(chunks).subarray(0, BODY_BYTES_MAX).toString("utf8"));
    response.destroy();
  };
  response.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= BODY_BYTES_MAX) end();
  });
  response.once("end", end);
  response.once("error", end);
  response.once("close", end);
}

function guardedLookup(rules: PostRules, isPlain: boolean): LookupFunction {
  const resolve = rules.resolve ?? resolveName;
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined) return callback(new Error("its name has no address"), "", 4);
        // One bad address among good ones is no accident.
        for (const { address } of addresses) {
          const problem = addressProblem(address, { ...rules, isPlain });
          if (problem !== undefined) return callback(new AddressRefused(problem), "", 4);
        }
        if (options.all === true) return callback(null, [...addresses]);
        return callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), "", 4),
    );
  };
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was reset",
  EPIPE: "the connection was reset",
  ENOTFOUND: "its name was not found",
  EAI_AGAIN: "its name was not found",
  ETIMEOUT: "no name server answered",
  ETIMEDOUT: "it was not reached",
  EHOSTUNREACH: "it was not reached",
  ENETUNREACH: "it was not reached",
};

/** Why nothing was answered. */
function reasonOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return error.message;
  return REASONS[code] ?? `${error.message} (${code})`;
}
