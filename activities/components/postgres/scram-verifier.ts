import { createHash, createHmac, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";

// PostgreSQL's own default. The passwords are random, so that more rounds would protect nothing.
const ROUNDS = 4_096;
// A verifier with more is not one that we have made.
const ROUNDS_MAX = 20_000;
const VERIFIER = /^SCRAM-SHA-256\$(\d{1,9}):([A-Za-z0-9+/=]+)\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$/;

/**
 * What PostgreSQL keeps of a password: sent instead of the password, it is in no statement and so in no log of the server.
 *
 * Only for passwords of plain ASCII, which need no normal form.
 *
 * @see RFC 5802 and RFC 7677
 */
export async function scramVerifier(password: string): Promise<string> {
  return await verifierOf(password, randomBytes(16), ROUNDS);
}

/** Whether a verifier that PostgreSQL keeps is that of a password. */
export async function isVerifierOf(verifier: string, password: string): Promise<boolean> {
  const [, rounds = "", salt = ""] = VERIFIER.exec(verifier) ?? [];
  const count = Number(rounds);
  if (count < 1 || count > ROUNDS_MAX) return false;
  return (await verifierOf(password, Buffer.from(salt, "base64"), count)) === verifier;
}

async function verifierOf(password: string, salt: Buffer, rounds: number): Promise<string> {
  const salted = await promisify(pbkdf2)(password, salt, rounds, 32, "sha256");
  const hmac = (text: string) => createHmac("sha256", salted).update(text).digest();
  const storedKey = createHash("sha256").update(hmac("Client Key")).digest("base64");
  const serverKey = hmac("Server Key").toString("base64");
  return `SCRAM-SHA-256$${rounds}:${salt.toString("base64")}$${storedKey}:${serverKey}`;
}
