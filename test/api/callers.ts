import { createHash, randomBytes } from "node:crypto";
import type { StoreOfPeople } from "../../adapters/store/people-port.ts";
import type { RoleGrant } from "../../domain/schema/access.ts";
import { request } from "../setup/store-world.ts";

/** Somebody with a token. */
export interface Caller {
  readonly name: string;
  readonly token: string;
  readonly tokenId: string;
  /** The header that carries the token. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Makes a person or a service with these roles, and a token of theirs. */
export async function callerWith(
  store: StoreOfPeople,
  name: string,
  { kind = "person", grants }: { readonly kind?: "person" | "service"; readonly grants: readonly RoleGrant[] },
): Promise<Caller> {
  if (kind === "person") await store.acceptCreatePerson(request(), { name, displayName: "" });
  if (kind === "service") await store.acceptCreateService(request(), { name, description: "" });
  for (const grant of grants) await store.acceptBind(request(), { ...grant, holder: { kind, name } });
  const token = `${kind === "person" ? "hfp" : "hfs"}_${randomBytes(32).toString("base64url")}`;
  const made = await store.acceptCreateToken(request(), {
    holder: { kind, name },
    digest: createHash("sha256").update(token).digest(),
    note: "",
    expiresAt: Date.now() + 3_600_000,
  });
  const headers = { authorization: `Bearer ${token}` };
  return { name, token, tokenId: made.results[0]?.name ?? "", headers };
}
