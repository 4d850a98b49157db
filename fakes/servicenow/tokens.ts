import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { memoryJournal, openJournal } from "./journal.ts";

/** A token pair of one user and grant. `refreshToken` is absent for client credentials. */
export interface TokenPair {
  readonly userName: string;
  readonly grant: "password" | "client_credentials";
  readonly accessToken: string;
  readonly refreshToken?: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** The tokens that the instance gave out. They outlive a kill. */
export interface Tokens {
  /** The pair of a user: the same until it expires, whoever asks. */
  issue(owner: Pick<TokenPair, "userName" | "grant">, lifetimeMs: number): Promise<TokenPair>;
  /** The pair with this refresh token, with a new access token once the old one has expired. */
  refresh(refreshToken: string, lifetimeMs: number): Promise<TokenPair | undefined>;
  /** User of a valid access token. */
  userOf(accessToken: string): string | undefined;
  /** Makes all access tokens invalid, and all refresh tokens too unless they are to be kept. */
  revoke(isRefreshKept: boolean): Promise<void>;
}

/** Opens `tokens.jsonl` in a directory; without one, tokens last as long as the process. */
export async function openTokens(directory: string | undefined): Promise<Tokens> {
  const file =
    directory === undefined
      ? { journal: memoryJournal, lines: [] }
      : await openJournal(join(directory, "tokens.jsonl"));
  // Each line holds all pairs, so the last one is what counts.
  let pairs: readonly TokenPair[] = JSON.parse(file.lines.at(-1) ?? "[]");

  async function keep(next: readonly TokenPair[]): Promise<void> {
    pairs = next;
    await file.journal.append([JSON.stringify(pairs)]);
  }

  async function renew(pair: TokenPair, lifetimeMs: number): Promise<TokenPair> {
    if (pair.expiresAt > Date.now()) return pair;
    const renewed = { ...pair, accessToken: newToken(), expiresAt: Date.now() + lifetimeMs };
    await keep([...pairs.filter((other) => other !== pair), renewed]);
    return renewed;
  }

  return {
    async issue({ userName, grant }, lifetimeMs) {
      const found = pairs.find((pair) => pair.userName === userName && pair.grant === grant);
      if (found !== undefined) return await renew(found, lifetimeMs);
      const made = { userName, grant, accessToken: newToken(), expiresAt: Date.now() + lifetimeMs };
      const pair = grant === "password" ? { ...made, refreshToken: newToken() } : made;
      await keep([...pairs, pair]);
      return pair;
    },
    async refresh(refreshToken, lifetimeMs) {
      const found = pairs.find((pair) => pair.refreshToken === refreshToken);
      return found === undefined ? undefined : await renew(found, lifetimeMs);
    },
    userOf: (accessToken) =>
      pairs.find((pair) => pair.accessToken === accessToken && pair.expiresAt > Date.now())?.userName,
    async revoke(isRefreshKept) {
      await keep(isRefreshKept ? pairs.map((pair) => ({ ...pair, expiresAt: 0 })) : []);
    },
  };
}

function newToken(): string {
  return randomBytes(64).toString("base64url");
}
