import { createHmac } from "node:crypto";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { secretsContract } from "../../test/contracts/secrets.ts";
import { ambiguousSecretVariables, environmentSecrets } from "./environment-secrets.ts";
import { fileSecrets } from "./file-secrets.ts";
import { firstSecrets } from "./first-secrets.ts";

const roots: string[] = [];
const keyedHash = (value: string) => createHmac("sha256", "key").update(value).digest("hex");

async function makeFiles() {
  const root = await mkdtemp(join(tmpdir(), "holdfast-secrets-"));
  roots.push(root);
  return { root, secrets: fileSecrets({ root }) };
}

afterAll(async () => {
  for (const root of roots) await rm(root, { recursive: true, force: true });
});

secretsContract("fileSecrets()", async () => {
  const { secrets } = await makeFiles();
  return { secrets, put: async (project, name, value) => void (await secrets.set(project, name, value)) };
});

secretsContract("environmentSecrets()", async () => {
  const environment: Record<string, string> = {};
  const put = async (project: string, name: string, value: string) => {
    environment[`HOLDFAST_SECRET_${project}__${name}`.toUpperCase()] = value;
  };
  return { secrets: environmentSecrets({ environment, keyedHash }), put };
});

secretsContract("firstSecrets()", async () => {
  const { secrets: files } = await makeFiles();
  const secrets = firstSecrets([environmentSecrets({ environment: {}, keyedHash }), files]);
  return { secrets, put: async (project, name, value) => void (await secrets.set(project, name, value)) };
});

test("a secret's file and its directory are for their owner only", async () => {
  const { root, secrets } = await makeFiles();
  await secrets.set("shop", "token", "canary");
  expect((await stat(join(root, "shop"))).mode & 0o777).toBe(0o700);
  expect((await stat(join(root, "shop", "token.json"))).mode & 0o777).toBe(0o600);
  expect(await readdir(join(root, "shop"))).toEqual(["token.json"]);
});

test("a damaged file is told by its name, not by its content", async () => {
  const { root, secrets } = await makeFiles();
  await secrets.set("shop", "token", "canary");
  await writeFile(join(root, "shop", "token.json"), '{"value":"canary"');
  const error = await secrets.read("shop", "token").catch((caught: unknown) => caught);
  expect(String(error)).toContain("token.json");
  expect(String(error)).not.toContain("canary");
});

test("a variable of a project with dashes is found with underscores", async () => {
  const secrets = environmentSecrets({ environment: { HOLDFAST_SECRET_WEB_SHOP__API_TOKEN: "x" }, keyedHash });
  expect(await secrets.read("web-shop", "api_token")).toMatchObject({ value: "x" });
  expect(await secrets.names("web-shop")).toEqual(["api_token"]);
});

test("no project reads a variable of another whose name begins with its own", async () => {
  const environment = {
    HOLDFAST_SECRET_SHOP_TOKEN: "of shop",
    HOLDFAST_SECRET_SHOP_EU__TOKEN: "of shop-eu",
    HOLDFAST_SECRET_SHOP__EU__TOKEN: "EU__TOKEN of shop",
    HOLDFAST_SECRET_SHOP_US_TOKEN: "of shop or of shop-us",
  };
  const secrets = environmentSecrets({ environment, keyedHash });
  const read = async (project: string, name: string) =>
    await secrets.read(project, name).then(
      ({ value }) => value,
      () => undefined,
    );
  expect(await read("shop", "TOKEN")).toBe("of shop");
  expect(await read("shop-eu", "token")).toBe("of shop-eu");
  expect(await read("shop", "eu_token")).toBeUndefined();
  expect(await read("shop", "EU__TOKEN")).toBe("EU__TOKEN of shop");
  expect(await read("shop--eu", "TOKEN")).toBeUndefined();
  expect(await read("shop-us", "token")).toBeUndefined();
  expect(await read("shop", "us_token")).toBeUndefined();
  expect(await secrets.names("shop")).toEqual(["eu__token", "token"]);
  expect(await secrets.names("shop-eu")).toEqual(["token"]);
  expect(await secrets.names("shop--eu")).toEqual([]);
  expect(await secrets.names("shop-us")).toEqual([]);
  expect(ambiguousSecretVariables(environment)).toEqual(["HOLDFAST_SECRET_SHOP_US_TOKEN"]);
});

test("the first source that has a secret gives it, and names are listed once", async () => {
  const { secrets: files } = await makeFiles();
  await files.set("shop", "token", "from the file");
  await files.set("shop", "other", "x");
  const environment = { HOLDFAST_SECRET_SHOP_TOKEN: "from the environment" };
  const secrets = firstSecrets([environmentSecrets({ environment, keyedHash }), files]);
  expect((await secrets.read("shop", "token")).value).toBe("from the environment");
  expect(await secrets.names("shop")).toEqual(["other", "token"]);
});

test("without a source that can store a value, setting one is SECRET_INVALID", async () => {
  const secrets = firstSecrets([environmentSecrets({ environment: {}, keyedHash })]);
  await expect(secrets.set("shop", "token", "x")).rejects.toMatchObject({ code: "SECRET_INVALID" });
});
