import assert from "node:assert/strict";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { actingCredentials, askCaller } from "../../adapters/eks/aws-identity.ts";
import { awsSecrets } from "../../adapters/secrets/aws-secrets.ts";
import { missingSecretsPermissions } from "../../adapters/secrets/missing-secrets-permissions.ts";
import { type Case, never, unique } from "./case.ts";
import type { Wire } from "./wire.ts";

/** The secrets of a cell whose looks never count twice. */
function secretsOn({ secrets: calls }: Wire) {
  const prefix = `${unique("holdfast")}/`;
  let time = 0;
  const idOf = (project: string, name: string) => `${prefix}${project}/${name}`;
  const secrets = awsSecrets({ calls, idOf, namesOf: async () => ["token", "absent"], now: () => (time += 60_000) });
  return { secrets, id: idOf("shop", "token"), prefix };
}

/** What holds for the account: who acts, and its secrets. */
export const ACCOUNT_CASES: readonly Case[] = [
  {
    says: "a role is assumed, and whose the credentials are is told",
    async run({ sts }) {
      const roleArn = "arn:aws:iam::123456789012:role/holdfast";
      const own = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
      assert.match((await askCaller(sts, own)).account, /^\d{12}$/);
      const role = { account: "123456789012", arn: "arn:aws:sts::123456789012:assumed-role/holdfast/holdfast-eu" };
      const assume = actingCredentials({ ...sts, roleArn, sessionName: "holdfast-eu", base: async () => own });
      assert.deepEqual(await askCaller(sts, await assume()), role);
    },
  },
  {
    says: "a secret is read with its version, a rotation is another one, and names are those that are there",
    async run(wire) {
      const { secrets, id } = secretsOn(wire);
      const { VersionId: first } = await wire.other.secrets.send(
        new CreateSecretCommand({ Name: id, SecretString: "one" }),
      );
      assert.deepEqual(await secrets.read("shop", "token"), { value: "one", version: first });
      const { VersionId: second } = await wire.other.secrets.send(
        new PutSecretValueCommand({ SecretId: id, SecretString: "two" }),
      );
      assert.notEqual(second, first);
      assert.deepEqual(await secrets.read("shop", "token"), { value: "two", version: second });
      assert.deepEqual(await secrets.names("shop"), ["token"]);
      const { SecretString: old } = await wire.secrets.get({ id, ...(first && { versionId: first }) }, never());
      assert.equal(old, "one");
    },
  },
  {
    says: "a secret that is not there has no version, and reading it is SECRET_NOT_FOUND",
    async run(wire) {
      const { secrets, prefix } = secretsOn(wire);
      assert.equal(await secrets.version("shop", "absent"), undefined);
      await assert.rejects(secrets.read("shop", "absent"), { code: "SECRET_NOT_FOUND" });
      assert.deepEqual(await missingSecretsPermissions(wire.secrets, { prefix, signal: never() }), []);
    },
  },
  {
    says: "a secret that is marked for deletion says how it comes back",
    async run(wire) {
      const { secrets, id } = secretsOn(wire);
      await wire.other.secrets.send(new CreateSecretCommand({ Name: id, SecretString: "one" }));
      await wire.other.secrets.send(new DeleteSecretCommand({ SecretId: id }));
      const marked = { code: "SECRET_NOT_FOUND", message: /restore-secret/ };
      await assert.rejects(secrets.version("shop", "token"), marked);
      await assert.rejects(wire.secrets.get({ id }, never()), marked);
      await wire.other.secrets.send(new RestoreSecretCommand({ SecretId: id }));
      assert.equal((await secrets.read("shop", "token")).value, "one");
    },
  },
];
