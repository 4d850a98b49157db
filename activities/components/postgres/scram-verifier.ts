import { createHash, createHmac, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";

// PostgreSQL's own default. The passwords are random, so that more rounds would protect nothing.
const ROUNDS = 4_096;

/**
 * What PostgreSQL keeps of a password: sent instead of the password, it is in no statement and so in no log of the server.
 *
 * Only for passwords of plain ASCII, which need no normal form.
 *
 * @see RFC 5802 and RFC 7677
 */
export async function scramVerifier(password: string): Promise<string> {
  const salt = randomBytes(16);
  const salted = await promisify(pbkdf2)(password, salt, ROUNDS, 32, "sha256");
  const hmac = (text: string) => createHmac("sha256", salted).update(text).digest();
  const storedKey = createHash("sha256").update(hmac("Client Key")).digest("base64");
  const serverKey = hmac("Server Key").toString("base64");
  return `SCRAM-SHA-256$${ROUNDS}:${salt.toString("base64")}$${storedKey}:${serverKey}`;
}
