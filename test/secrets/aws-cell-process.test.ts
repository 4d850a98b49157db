import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { plannedSecrets } from "../../adapters/secrets/planned-secrets.ts";
import { connectPostgres, type Postgres } from "../../adapters/store/connect-postgres.ts";
import { postgresSecretQuestions } from "../../adapters/store/secrets/postgres-secret-questions.ts";
import { startFakeEks, type FakeEks } from "../fakes/start-fake-eks.ts";
import { startFakeSecretsManager, type FakeSecretsManager } from "../fakes/start-fake-secrets-manager.ts";
import { migratedDatabase } from "../setup/postgres.ts";

let directory: string;
let database: Awaited<ReturnType<typeof migratedDatabase>>;
let postgres: Postgres;
let eks: FakeEks;
let fake: FakeSecretsManager;
let worker: ChildProcess | undefined;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "holdfast-aws-cell-"));
  [database, eks, fake] = await Promise.all([migratedDatabase(), startFakeEks(), startFakeSecretsManager()]);
  postgres = connectPostgres(database.url);
});
afterAll(async () => {
  if (worker?.exitCode === null && worker.signalCode === null) {
    worker.kill("SIGKILL");
    await once(worker, "exit");
  }
  await postgres.close();
  await Promise.all([database.drop(), eks.kill(), fake.kill(), rm(directory, { recursive: true, force: true })]);
});

test(
  "the worker of an AWS cell tells plans the versions of its secrets, and tells no value",
  { timeout: 60_000 },
  async () => {
    const version = await fake.rotate("team/shop/token", "canary");
    const main = new URL("../../workers/cell/main.ts", import.meta.url).pathname;
    worker = spawn(process.execPath, [main], {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env["PATH"],
        HOME: directory,
        DATABASE_URL: database.url,
        TEMPORAL_ADDRESS: process.env["HOLDFAST_TEST_TEMPORAL"],
        HOLDFAST_STATE_DIR: directory,
        HOLDFAST_CELL: "aws-eu",
        HOLDFAST_CELL_KIND: "aws",
        HOLDFAST_AWS_ACCOUNT: "111122223333",
        HOLDFAST_AWS_REGION: "eu-west-1",
        HOLDFAST_EKS_URL: eks.url,
        HOLDFAST_SECRETS_MANAGER_URL: fake.url,
        HOLDFAST_AWS_SECRETS_PREFIX: "team/",
      },
    });
    const said: string[] = [];
    for (const stream of [worker.stdout, worker.stderr]) stream?.on("data", (chunk) => said.push(String(chunk)));

    const local = { version: async () => "of a file", names: async () => [] };
    const planned = plannedSecrets({ local, questions: postgresSecretQuestions(postgres) });
    await expect.poll(async () => await planned.isKeptBy("aws-eu"), { timeout: 45_000 }).toBe(true);
    expect(await planned.version("shop", "token", "aws-eu")).toBe(version);
    expect(await planned.version("shop", "absent", "aws-eu")).toBeUndefined();
    const reads = (await fake.log()).filter(
      ({ operation, outcome }) => operation === "GetSecretValue" && outcome === "done",
    );
    expect(reads).toEqual([]);
    expect(said.join("")).not.toContain("canary");
  },
);
