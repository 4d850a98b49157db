import { getRandomValues } from "node:crypto";

// Crockford's letters, which sort as their values do.
const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
const BITS_PER_LETTER = 5n;

/** An operation id: `op-` and 20 letters, 48 bits of time and 52 of chance, so that ids sort by time. */
export function newOperationId(): string {
  let bits = (BigInt(Date.now()) << 52n) | (randomBits() & ((1n << 52n) - 1n));
  let text = "";
  for (let place = 0; place < 20; place += 1) {
    text = LETTERS.charAt(Number(bits & 31n)) + text;
    bits >>= BITS_PER_LETTER;
  }
  return `op-${text}`;
}

/** A uid of version 7 (RFC 9562): time first, so that new rows stand together in an index. */
export function newUid(): string {
  const [left, right] = [randomBits(), randomBits()];
  const high = (BigInt(Date.now()) << 16n) | 0x7000n | (left & 0xfffn);
  const low = (2n << 62n) | (right & ((1n << 62n) - 1n));
  const hex = ((high << 64n) | low).toString(16).padStart(32, "0");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function randomBits(): bigint {
  return getRandomValues(new BigUint64Array(1))[0] ?? 0n;
}
