import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { SignatureVerdict } from "./signature-verdict.ts";
import { verifyGithub } from "./verify-github.ts";
import { verifySlack } from "./verify-slack.ts";
import { verifyStandardWebhooks } from "./verify-standard-webhooks.ts";

/** A published example of a scheme, and how it is verified. */
interface Vector {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly secret: string;
  readonly signature: string;
  readonly verify: (body: Uint8Array, headers: Headers, secrets: readonly string[]) => SignatureVerdict;
}

const SLACK_AT = 1_531_420_618;
const STANDARD_AT = 1_614_265_330;

const VECTORS: Readonly<Record<string, Vector>> = {
  Slack: {
    secret: "8f742231b10e8888abcd99yyyzzz85a5",
    body: "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
    headers: {
      "x-slack-request-timestamp": String(SLACK_AT),
      "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    },
    signature: "x-slack-signature",
    verify: (body, headers, secrets) => verifySlack({ body, headers }, secrets, SLACK_AT * 1_000),
  },
  GitHub: {
    secret: "It's a Secret to Everybody",
    body: "Hello, World!",
    headers: { "x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17" },
    signature: "x-hub-signature-256",
    verify: (body, headers, secrets) => verifyGithub({ body, headers }, secrets),
  },
  "Standard Webhooks": {
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    body: '{"test": 2432232314}',
    headers: {
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": String(STANDARD_AT),
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    },
    signature: "webhook-signature",
    verify: (body, headers, secrets) => verifyStandardWebhooks({ body, headers }, secrets, STANDARD_AT * 1_000),
  },
};

describe.each(Object.entries(VECTORS))("%s", (_, { body, headers, secret, signature, verify }) => {
  const bytes = Buffer.from(body);
  const sent = (change: Readonly<Record<string, string>> = {}) => new Headers({ ...headers, ...change });
  const signed = headers[signature] ?? "";

  it("takes the published example, with the right secret among others", () => {
    expect(verify(bytes, sent(), [secret])).toBe("valid");
    expect(verify(bytes, sent(), ["another-secret", secret])).toBe("valid");
    expect(verify(bytes, sent(), ["another-secret"])).toBe("wrong");
    expect(verify(bytes, sent(), [])).toBe("wrong");
  });

  it("refuses the body with any byte flipped, cut short or longer", () => {
    for (let place = 0; place < bytes.length; place += 1) {
      const flipped = Buffer.from(bytes);
      flipped[place] = (flipped[place] ?? 0) ^ 1;
      expect(verify(flipped, sent(), [secret])).toBe("wrong");
    }
    expect(verify(bytes.subarray(1), sent(), [secret])).toBe("wrong");
    expect(verify(Buffer.concat([bytes, Buffer.from(" ")]), sent(), [secret])).toBe("wrong");
  });

  it("refuses the signature with any byte changed, cut short, longer, or absent", () => {
    for (let place = 0; place < signed.length; place += 1) {
      const other = signed[place] === "a" ? "b" : "a";
      const changed = signed.slice(0, place) + other + signed.slice(place + 1);
      expect(verify(bytes, sent({ [signature]: changed }), [secret])).not.toBe("valid");
    }
    for (const changed of ["", signed.slice(0, -1), `${signed}0`, signed.toUpperCase()])
      expect(verify(bytes, sent({ [signature]: changed }), [secret])).not.toBe("valid");
    const without = sent();
    without.delete(signature);
    expect(verify(bytes, without, [secret])).toBe("missing");
  });

  it("refuses a header that was signed with the body and changed", () => {
    for (const name of Object.keys(headers).filter((one) => one !== signature)) {
      const value = headers[name] ?? "";
      const changed = value.slice(0, -1) + (value.endsWith("1") ? "2" : "1");
      expect(verify(bytes, sent({ [name]: changed }), [secret])).toBe("wrong");
      for (const nonsense of ["", "x".repeat(300), "1.5", "-1", " "])
        expect(verify(bytes, sent({ [name]: nonsense }), [secret])).not.toBe("valid");
      const without = sent();
      without.delete(name);
      expect(verify(bytes, without, [secret])).toBe("missing");
    }
  });
});

it.each([
  [-301, "stale"],
  [-300, "valid"],
  [0, "valid"],
  [300, "valid"],
  [301, "stale"],
] as const)("a clock that is %i s off: %s", (offS, verdict) => {
  const [slack, standard] = [VECTORS["Slack"], VECTORS["Standard Webhooks"]];
  const now = (at: number) => (at + offS) * 1_000;
  const of = (vector: Vector | undefined) => ({
    body: Buffer.from(vector?.body ?? ""),
    headers: new Headers(vector?.headers),
  });
  expect(verifySlack(of(slack), [slack?.secret ?? ""], now(SLACK_AT))).toBe(verdict);
  expect(verifyStandardWebhooks(of(standard), [standard?.secret ?? ""], now(STANDARD_AT))).toBe(verdict);
});

it("takes one good signature of a list of Standard Webhooks, and no list without end", () => {
  const vector = VECTORS["Standard Webhooks"];
  const good = vector?.headers["webhook-signature"] ?? "";
  const verify = (list: string) => {
    const headers = new Headers({ ...vector?.headers, "webhook-signature": list });
    const request = { body: Buffer.from(vector?.body ?? ""), headers };
    return verifyStandardWebhooks(request, [vector?.secret ?? ""], STANDARD_AT * 1_000);
  };
  expect(verify(`v1,AAAA v1a,BBBB ${good}`)).toBe("valid");
  expect(verify("v1,AAAA v1,BBBB")).toBe("wrong");
  expect(verify("v1a,AAAA")).toBe("malformed");
  expect(verify(Array.from({ length: 17 }, () => good).join(" "))).toBe("malformed");
});

it("verifies bytes that are no text, as they came", () => {
  const body = Buffer.from([0xff, 0xfe, 0x00, 0x80]);
  const digest = createHmac("sha256", "s").update("v0:1:").update(body).digest("hex");
  const headers = new Headers({ "x-slack-request-timestamp": "1", "x-slack-signature": `v0=${digest}` });
  expect(verifySlack({ body, headers }, ["s"], 1_000)).toBe("valid");
});
