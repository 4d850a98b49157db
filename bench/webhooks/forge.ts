import type { Random } from "./random.ts";
import { clickBody, signed, type SlackRequest, validRequest } from "./valid-request.ts";

/** Makes a request that must not be taken, out of a valid one. */
type Forger = (valid: SlackRequest, context: { readonly random: Random; readonly atS: number }) => SlackRequest;

const SIGNATURE = "x-slack-signature";
const TIMESTAMP = "x-slack-request-timestamp";
const LIMIT_BYTES = 1024 * 1024;
const HUGE = Buffer.alloc(LIMIT_BYTES + 1, "x");
const DEEP = Buffer.from("[".repeat(100_000));
const PATHS = ["/slack/interactions", "/slack/commands", "/slack/events"] as const;

const withHeader = (valid: SlackRequest, name: string, value: string): SlackRequest => ({
  ...valid,
  headers: { ...valid.headers, [name]: value },
});
const without = (valid: SlackRequest, ...names: readonly string[]): SlackRequest => ({
  ...valid,
  headers: Object.fromEntries(Object.entries(valid.headers).filter(([name]) => !names.includes(name))),
});
const resigned = (valid: SlackRequest, body: Buffer<ArrayBuffer>, how: Parameters<typeof signed>[1]): SlackRequest => ({
  ...valid,
  body,
  headers: { ...valid.headers, ...signed(body, how) },
});
const changedAt = (text: string, place: number, to: string) => text.slice(0, place) + to + text.slice(place + 1);

/** Kinds of forgeries. All but a replay must be answered with 4xx; a replay is acknowledged, and adds nothing. */
export const FORGERS: Readonly<Record<string, Forger>> = {
  "wrong secret": (valid, { random, atS }) => resigned(valid, valid.body, { atS, secret: `guess-${random(1e9)}` }),
  "bit flipped in the body": (valid, { random }) => {
    const body = Buffer.from(valid.body);
    const place = random(body.length);
    body[place] = (body[place] ?? 0) ^ (1 << random(8));
    return { ...valid, body };
  },
  "letter changed in the signature": (valid, { random }) => {
    const signature = valid.headers[SIGNATURE] ?? "";
    const place = random(signature.length);
    const letter = String.fromCharCode(33 + random(94));
    return withHeader(valid, SIGNATURE, changedAt(signature, place, letter === signature[place] ? "!" : letter));
  },
  "digit changed in the timestamp": (valid, { random, atS }) => {
    const text = String(atS);
    const place = random(text.length);
    const digit = String((Number(text[place]) + 1 + random(9)) % 10);
    return withHeader(valid, TIMESTAMP, changedAt(text, place, digit));
  },
  "stale, signed": (valid, { random, atS }) => resigned(valid, valid.body, { atS: atS - 302 - random(1e6) }),
  "of the future, signed": (valid, { random, atS }) => resigned(valid, valid.body, { atS: atS + 330 + random(1e6) }),
  "no signature": (valid) => without(valid, SIGNATURE),
  "no timestamp": (valid) => without(valid, TIMESTAMP),
  "no proof at all": (valid) => without(valid, SIGNATURE, TIMESTAMP),
  "signature cut short": (valid, { random }) =>
    withHeader(valid, SIGNATURE, (valid.headers[SIGNATURE] ?? "").slice(0, random(67))),
  "signature in upper case": (valid) =>
    withHeader(valid, SIGNATURE, (valid.headers[SIGNATURE] ?? "").toUpperCase().replace("V0", "v0")),
  "signature of another body": (valid, { random, atS }) => ({
    ...valid,
    headers: { ...valid.headers, ...signed(clickBody(`other-${random(1e9)}`), { atS }) },
  }),
  "another app, signed": (valid, { random, atS }) =>
    resigned(valid, clickBody(`app-${random(1e9)}`, "A0OTHER"), { atS }),
  "no UTF-8, signed": (valid, { atS }) => resigned(valid, Buffer.concat([valid.body, Buffer.from([0xff])]), { atS }),
  "no JSON, signed": (valid, { random, atS }) => resigned(valid, Buffer.from(`payload=%7B${random(1e9)}`), { atS }),
  "payload twice, signed": (valid, { atS }) =>
    resigned(valid, Buffer.concat([valid.body, Buffer.from("&"), valid.body]), { atS }),
  "sent to another endpoint, signed": (valid, { random }) => ({ ...valid, path: PATHS[1 + random(2)] ?? PATHS[1] }),
  replay: (valid) => valid,
};

/** What costs more to make than to refuse; rarer than the others. */
export const COSTLY_FORGERS: Readonly<Record<string, Forger>> = {
  "more than 1 MiB": (valid) => ({ ...valid, body: HUGE }),
  "1 GiB, as it says": (valid) => withHeader(valid, "content-length", String(2 ** 30)),
  "100,000 levels deep, signed": (valid, { atS }) => resigned({ ...valid, path: PATHS[2] }, DEEP, { atS }),
};

/** Makes forgeries out of one valid request, which is accepted once before. It is made anew before it grows stale. */
export function forger(random: Random, nowS: () => number) {
  const names = Object.keys(FORGERS);
  const costly = Object.keys(COSTLY_FORGERS);
  let valid = validRequest("1.1", nowS());
  let madeAtS = nowS();
  let serial = 1;
  return {
    /** The valid request that is forged from now on; it has to be sent and accepted first. */
    renew(): SlackRequest {
      serial += 1;
      madeAtS = nowS();
      valid = validRequest(`1.${serial}`, madeAtS);
      return valid;
    },
    isOld: () => nowS() - madeAtS > 20,
    next(index: number): { readonly name: string; readonly request: SlackRequest } {
      const isCostly = index % 2_000 === 1_999;
      const from = isCostly ? costly : names;
      const name = from[random(from.length)] ?? "replay";
      const make = (isCostly ? COSTLY_FORGERS : FORGERS)[name];
      if (make === undefined) throw new Error(`nothing forges "${name}"`);
      return { name, request: make(valid, { random, atS: madeAtS }) };
    },
  };
}
