import { createHash } from "node:crypto";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { awsSecrets } from "../../adapters/secrets/aws-secrets.ts";
import { missingSecretsPermissions } from "../../adapters/secrets/missing-secrets-permissions.ts";
import type { Secrets } from "../../adapters/secrets/port.ts";
import { secretIds } from "../../adapters/secrets/secret-ids.ts";
import { awsSecretsManager } from "../../adapters/secrets/secrets-manager.ts";
import { secretsContract } from "../contracts/secrets.ts";
import { startFakeSecretsManager, type FakeSecretsManager } from "../fakes/start-fake-secrets-manager.ts";
import { unique } from "../setup/temporal.ts";

const CANARY = "canary-5d1c-do-not-show";

let fake: FakeSecretsManager;
let other: SecretsManagerClient;
const opened: { close(): void }[] = [];
beforeAll(async () => {
  fake = await startFakeSecretsManager();
  other = fake.client();
});
afterEach(async () => await fake.mend());
afterAll(async () => {
  for (const one of opened) one.close();
  await fake.kill();
});

function callsOf() {
  const client = awsSecretsManager({
    region: "eu-west-1",
    endpoint: fake.url,
    credentials: { accessKeyId: "AKIACELL", secretAccessKey: "secret" },
    answerMs: 500,
  });
  opened.push(client);
  return client.calls;
}

/** A cell's secrets below a prefix of their own. Unless a clock is given, no look counts for a second one. */
function secretsBelow(prefix: string, more: { now?: () => number; environment?: Record<string, string> } = {}) {
  let time = 0;
  const names: string[] = [];
  const { now = () => (time += 60_000), environment = {} } = more;
  const namesOf = async (project: string) => (project === "shop" ? names : []);
  const secrets = awsSecrets({ calls: callsOf(), idOf: secretIds({ prefix, environment }), namesOf, now });
  return { secrets, names };
}

secretsContract("awsSecrets()", async () => {
  const prefix = `${unique("contract")}/`;
  const { secrets, names } = secretsBelow(prefix);
  return {
    secrets,
    async put(project, name, value) {
      const id = `${prefix}${project}/${name}`;
      // A token that is made of the value: an equal value is the same version, as Secrets Manager has it.
      const same = { SecretString: value, ClientRequestToken: createHash("sha256").update(value).digest("hex") };
      if (names.includes(name)) await other.send(new PutSecretValueCommand({ SecretId: id, ...same }));
      else await other.send(new CreateSecretCommand({ Name: id, ...same }));
      names.push(...(names.includes(name) ? [] : [name]));
    },
  };
});

test("a rotation is another version, and its id is the one of Secrets Manager", async () => {
  const prefix = `${unique("rotation")}/`;
  const { secrets } = secretsBelow(prefix);
  const first = await fake.rotate(`${prefix}shop/token`, "first");
  expect(await secrets.read("shop", "token")).toEqual({ value: "first", version: first });
  const second = await fake.rotate(`${prefix}shop/token`, "second");
  expect(second).not.toBe(first);
  expect(await secrets.read("shop", "token")).toEqual({ value: "second", version: second });
});

test("what is read is the very version that was told, also when it is rotated in between", async () => {
  const prefix = `${unique("between")}/`;
  let now = 0;
  const { secrets } = secretsBelow(prefix, { now: () => now });
  const first = await fake.rotate(`${prefix}shop/token`, "first");
  expect(await secrets.version("shop", "token")).toBe(first);
  await fake.rotate(`${prefix}shop/token`, "second");
  expect(await secrets.read("shop", "token")).toEqual({ value: "first", version: first });
  now += 5_000;
  expect(await secrets.read("shop", "token")).toMatchObject({ value: "second" });
});

test("many who refer to one secret ask once, and to tell a version no value is read", async () => {
  const prefix = `${unique("many")}/`;
  const { secrets } = secretsBelow(prefix, { now: () => 0 });
  const version = await fake.rotate(`${prefix}shop/token`, CANARY);
  const all = Array.from({ length: 50 }, async () => await secrets.version("shop", "token"));
  expect(new Set(await Promise.all(all))).toEqual(new Set([version]));
  const calls = async () => (await fake.log()).filter(({ secret }) => secret.startsWith(prefix));
  expect(await calls()).toMatchObject([{ operation: "DescribeSecret", actor: "AKIACELL" }]);
  await Promise.all(Array.from({ length: 50 }, async () => await secrets.read("shop", "token")));
  expect((await calls()).slice(1)).toMatchObject([{ operation: "GetSecretValue", versionId: version }]);
  expect(JSON.stringify(await fake.log())).not.toContain(CANARY);
});

test("a variable of the worker names a secret that is called otherwise, also by its ARN", async () => {
  const name = unique("team-a/payment");
  const { ARN: arn = "" } = await other.send(new CreateSecretCommand({ Name: name, SecretString: "paid" }));
  const environment = { HOLDFAST_AWS_SECRET_SHOP__STRIPE_KEY: arn, HOLDFAST_AWS_SECRET_SHOP_TOKEN: name };
  const { secrets } = secretsBelow("holdfast/", { environment });
  expect(await secrets.read("shop", "STRIPE_KEY")).toMatchObject({ value: "paid" });
  expect(await secrets.read("shop", "token")).toMatchObject({ value: "paid" });
  expect(await secrets.version("shop-eu", "token")).toBeUndefined();
});

async function failure(secrets: Secrets): Promise<unknown> {
  return await secrets.read("shop", "token").then(
    ({ value }) => `it was read: ${value}`,
    (error: unknown) => error,
  );
}

test.each([
  {
    what: "no permission",
    does: { name: "AccessDeniedException", message: "User: x is not authorized to perform: secretsmanager" },
    code: "CLOUD_DENIED",
    says: "the cell's role lacks secretsmanager:GetSecretValue",
  },
  {
    what: "no permission for its key",
    does: { name: "AccessDeniedException", message: "Access to KMS is not allowed" },
    code: "CLOUD_DENIED",
    says: "allow the cell's role kms:Decrypt",
  },
  {
    what: "a key that is off",
    does: { name: "DecryptionFailure" },
    code: "CLOUD_DENIED",
    says: "enable the secret's key",
  },
  {
    what: "too many calls",
    does: { name: "ThrottlingException", message: "Rate exceeded" },
    code: "CLOUD_THROTTLED",
    says: "too many calls",
  },
  {
    what: "trouble of AWS",
    does: { name: "InternalServiceError", status: 500 },
    code: "CLOUD_UNREACHABLE",
    says: "cannot be read now",
  },
  {
    what: "credentials that are over",
    does: { name: "ExpiredTokenException", message: "The security token is expired" },
    code: "CLOUD_UNREACHABLE",
    says: "no valid credentials",
  },
  {
    what: "a request that is wrong",
    does: { name: "InvalidRequestException", message: "You can't." },
    code: "COMPONENT_FAILED",
    says: "You can't.",
  },
  { what: "no answer in time", does: "hang", code: "CLOUD_UNREACHABLE", says: "no answer that can be read" },
  { what: "half an answer", does: "garbled", code: "CLOUD_UNREACHABLE", says: "no answer that can be read" },
])("$what is $code, and the value is nowhere", async ({ does, code, says }) => {
  const prefix = `${unique("trouble")}/`;
  const { secrets } = secretsBelow(prefix);
  await fake.rotate(`${prefix}shop/token`, CANARY);
  await fake.spoil({ operation: "GetSecretValue", does });
  const error = await failure(secrets);
  expect(error).toMatchObject({ code, message: expect.stringContaining(says) });
  expect(error).toMatchObject({ message: expect.stringContaining(`"${prefix}shop/token"`) });
  expect(everythingOf(error)).not.toContain("canary");
  await fake.mend();
  expect(await secrets.read("shop", "token")).toMatchObject({ value: CANARY });
});

test("a secret that is marked for deletion says so, until it is restored", async () => {
  const prefix = `${unique("deletion")}/`;
  const { secrets } = secretsBelow(prefix);
  const id = `${prefix}shop/token`;
  await fake.rotate(id, CANARY);
  await other.send(new DeleteSecretCommand({ SecretId: id }));
  const marked = { code: "SECRET_NOT_FOUND", message: expect.stringContaining("restore-secret") };
  await expect(secrets.version("shop", "token")).rejects.toMatchObject(marked);
  expect(await failure(secrets)).toMatchObject(marked);
  await other.send(new RestoreSecretCommand({ SecretId: id }));
  expect(await secrets.read("shop", "token")).toMatchObject({ value: CANARY });
});

test("bytes are no secret", async () => {
  const prefix = `${unique("bytes")}/`;
  const { secrets } = secretsBelow(prefix);
  const bytes = { Name: `${prefix}shop/token`, SecretBinary: Buffer.from([0, 1, 2]) };
  await other.send(new CreateSecretCommand(bytes));
  expect(await failure(secrets)).toMatchObject({ code: "SECRET_INVALID", message: expect.stringContaining("binary") });
});

test("permissions to read that are missing are found by asking for what is not there", async () => {
  const place = { prefix: "holdfast/", signal: new AbortController().signal };
  expect(await missingSecretsPermissions(callsOf(), place)).toEqual([]);
  await fake.spoil({ operation: "GetSecretValue", does: { name: "AccessDeniedException" } });
  expect(await missingSecretsPermissions(callsOf(), place)).toEqual(["secretsmanager:GetSecretValue"]);
  await fake.mend();
  await fake.spoil({ does: { name: "UnrecognizedClientException", message: "invalid" } });
  await expect(missingSecretsPermissions(callsOf(), place)).rejects.toMatchObject({ code: "CLOUD_UNREACHABLE" });
});

function everythingOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return [error.message, error.stack, JSON.stringify(error), everythingOf(error.cause ?? "")].join("\n");
}
