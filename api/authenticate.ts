import { createHash, timingSafeEqual } from "node:crypto";
import type { StoreOfPrincipals } from "../adapters/store/people-port.ts";
import type { Actor } from "../adapters/store/views-port.ts";
import { OrchestratorError } from "../domain/errors.ts";
import type { Principal } from "../domain/schema/access.ts";

const BEARER = /^bearer +([^\s]+)$/i;
/** What tokens of persons and services look like; nothing else is worth a question to the database. */
const STORED = /^hf[ps]_[A-Za-z0-9_-]{43}$/;
/** Whoever holds the token of the installation's own file. It names no person. */
const INSTALLATION: Principal = {
  kind: "installation",
  id: "local",
  name: "local",
  isActive: true,
  groups: [],
  grants: [],
};

/** Finds out who sent a request, by the token in its `Authorization` header. Asked again, it finds who that is now. */
export type Authenticate = (authorization: string | undefined) => Promise<Principal>;

/**
 * Knows the token of the installation, and those of persons and services by their digests.
 * @throws OrchestratorError `UNAUTHENTICATED`; `STORE_UNREACHABLE` where nobody can say whose a token is
 */
export function authenticateWith(
  installationToken: string,
  store: Pick<StoreOfPrincipals, "principalOfToken">,
): Authenticate {
  const expected = sha256(installationToken);
  return async (authorization) => {
    if (authorization === undefined) throw unauthenticated("the request has no Authorization header");
    const sent = BEARER.exec(authorization)?.[1];
    if (sent === undefined) throw unauthenticated('the Authorization header is not "Bearer TOKEN"');
    const digest = sha256(sent);
    // Digests have one length, so that neither time nor an exception tells how much of the token was right.
    if (timingSafeEqual(digest, expected)) return INSTALLATION;
    const holder = STORED.test(sent) ? await store.principalOfToken(digest) : undefined;
    if (holder === undefined) throw unauthenticated("the token is not this server's");
    // Who sent the whole token may know what became of it.
    if (holder.state === "expired") throw unauthenticated("the token has expired; have a new one made");
    if (holder.state === "revoked") throw unauthenticated("the token was revoked; have a new one made");
    const { principal } = holder;
    if (!principal.isActive) throw unauthenticated(`${principal.kind} ${principal.name} is deactivated`);
    return principal;
  };
}

/** How the record names who acts. */
export function actorOf({ kind, name, id }: Principal): Actor {
  return kind === "installation" ? { kind: "token", name } : { kind, name, id };
}

const unauthenticated = (message: string) => new OrchestratorError("UNAUTHENTICATED", message);
const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();
