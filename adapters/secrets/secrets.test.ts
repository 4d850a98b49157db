import { createHmac } from "node:crypto";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { secretsContract } from "../../test/contracts/secrets.ts";
import { environmentSecrets } from "./environment-secrets.ts";
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
    environment[`HOLDFAST_SECRET_${project}_${name}`.toUpperCase()] = value;
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
  const secrets = environmentSecrets({ environment: { HOLDFAST_SECRET_WEB_SHOP_API_TOKEN: "x" }, keyedHash });
  expect(await secrets.read("web-shop", "api_token")).toMatchObject({ value: "x" });
  expect(await secrets.names("web-shop")).toEqual(["api_token"]);
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
