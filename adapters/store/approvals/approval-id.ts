import { createHash } from "node:crypto";

const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH = 16;

/** An approval's id: `ap-` and 16 letters, the same for the same cause. Nothing can be read from it. */
export function approvalId(cause: readonly (string | number)[]): string {
  let bits = BigInt(`0x${createHash("sha256").update(JSON.stringify(cause)).digest("hex")}`);
  let letters = "";
  for (let place = 0; place < LENGTH; place += 1) {
    letters += LETTERS.charAt(Number(bits & 31n));
    bits >>= 5n;
  }
  return `ap-${letters}`;
}
