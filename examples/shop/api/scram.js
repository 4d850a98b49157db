import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from "node:crypto";

// More than any server asks for, few enough not to stand still for long.
const ITERATIONS_MAX = 100_000;

const hmac = (key, text) => createHmac("sha256", key).update(text).digest();

/** The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding. */
export class Scram {
  isVerified = false;
  #password;
  #nonce = randomBytes(18).toString("base64");
  #signature;

  constructor(password) {
    this.#password = password.normalize("NFKC");
  }

  get first() {
    return `n,,n=*,r=${this.#nonce}`;
  }

  answer(challenge) {
    const [, nonce, salt, count] = /^r=([^,]+),s=([^,]+),i=(\d+)$/.exec(challenge) ?? [];
    const iterations = Number(count);
    if (!nonce?.startsWith(this.#nonce) || !(iterations >= 1 && iterations <= ITERATIONS_MAX)) {
      throw new Error("the server's SCRAM challenge is not valid");
    }
    const salted = pbkdf2Sync(this.#password, Buffer.from(salt, "base64"), iterations, 32, "sha256");
    const clientKey = hmac(salted, "Client Key");
    const storedKey = createHash("sha256").update(clientKey).digest();
    const signed = `n=*,r=${this.#nonce},${challenge},c=biws,r=${nonce}`;
    const mask = hmac(storedKey, signed);
    this.#signature = hmac(hmac(salted, "Server Key"), signed);
    const proof = clientKey.map((byte, index) => byte ^ mask[index]);
    return `c=biws,r=${nonce},p=${Buffer.from(proof).toString("base64")}`;
  }

  /** Throws unless the server has proven that it knows the password as well. */
  verify(outcome) {
    const claimed = Buffer.from(/^v=([^,]+)/.exec(outcome)?.[1] ?? "", "base64");
    this.isVerified = claimed.length === this.#signature?.length && timingSafeEqual(claimed, this.#signature);
    if (!this.isVerified) throw new Error("the server could not prove that it knows the password");
  }
}
