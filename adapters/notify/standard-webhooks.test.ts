import { expect, it } from "vitest";
import { signedHeaders, webhookKey } from "./standard-webhooks.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const VECTOR = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: '{"test": 2432232314}' };
const SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

function keyOf(secret: string): Buffer {
  const key = webhookKey(secret);
  if (key === undefined) throw new Error(`"${secret}" is no secret`);
  return key;
}

it("signs the published vector as published", () => {
  expect(signedHeaders(VECTOR, [keyOf(SECRET)])).toEqual({
    "webhook-id": VECTOR.id,
    "webhook-timestamp": "1614265330",
    "webhook-signature": SIGNATURE,
  });
});

it("signs with both secrets while one is changed", () => {
  const other = keyOf(`whsec_${Buffer.alloc(32, 7).toString("base64")}`);
  const signatures = signedHeaders(VECTOR, [other, keyOf(SECRET)])["webhook-signature"]?.split(" ");
  expect(signatures).toEqual([expect.stringMatching(/^v1,.{44}$/), SIGNATURE]);
});

it("takes a secret without its prefix, and with a line feed behind it", () => {
  expect(webhookKey(`${SECRET.slice(6)}\n`)).toEqual(keyOf(SECRET));
});

it.each([
  ["of words", "correct horse battery staple"],
  ["that is empty", "whsec_"],
  ["of 23 bytes", `whsec_${Buffer.alloc(23).toString("base64")}`],
  ["of 65 bytes", `whsec_${Buffer.alloc(65).toString("base64")}`],
])("takes no secret %s", (_, secret) => {
  expect(webhookKey(secret)).toBeUndefined();
});
