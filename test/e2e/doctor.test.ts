import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Connection } from "@temporalio/client";
import { msToTs } from "@temporalio/common/lib/time.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../../embedded/process/free-port.ts";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import { runCli } from "../cli/run-cli.ts";
import { startFakeEks, type FakeEks } from "../fakes/start-fake-eks.ts";
import { migratedDatabase, type TestDatabase } from "../setup/postgres.ts";
import { unique } from "../setup/temporal.ts";

const ACCOUNT = "444455556666";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/holdfast`;
const LONG = { timeout: 90_000 };

const started: ChildProcess[] = [];
let directory: string;
let database: TestDatabase;
let fake: FakeEks;
let url: string;
let token: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "holdfast-doctor-"));
  database = await migratedDatabase();
  fake = await startFakeEks("--config", JSON.stringify({ throttle: { isOn: false } }));
  const address = process.env["HOLDFAST_TEST_TEMPORAL"] ?? "";
  const namespace = unique("doctor");
  const connection = await Connection.connect({ address });
  await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs("1 day") });
  await connection.close();
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const tokenFile = join(directory, "token");
  const env = {
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    HOLDFAST_STATE_DIR: directory,
  };
  run("api/main.ts", {
    ...env,
    HOLDFAST_API_PORT: String(port),
    HOLDFAST_TOKEN_FILE: tokenFile,
    HOLDFAST_CELL: "local,aws-eu",
  });
  run("workers/orchestrator/main.ts", env);
  run("workers/cell/main.ts", {
    ...env,
    HOLDFAST_CELL: "aws-eu",
    HOLDFAST_CELL_KIND: "aws",
    HOLDFAST_AWS_ACCOUNT: ACCOUNT,
    HOLDFAST_AWS_REGION: "eu-west-1",
    HOLDFAST_AWS_ROLE_ARN: ROLE,
    HOLDFAST_EKS_URL: fake.url,
  });
  const isReady = async () =>
    await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await waitUntil(isReady, { what: "the installation is ready", limitMs: 60_000, everyMs: 200 });
  token = (await readFile(tokenFile, "utf8")).trim();
});
afterAll(async () => {
  await Promise.all(started.map(stop));
  await fake.kill();
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

function run(entry: string, more: Readonly<Record<string, string>>): void {
  const main = fileURLToPath(new URL(`../../${entry}`, import.meta.url));
  const env = { PATH: process.env["PATH"], HOLDFAST_BUNDLE_DIR: process.env["HOLDFAST_BUNDLE_DIR"], ...more };
  started.push(spawn(process.execPath, [main], { env, stdio: "ignore" }));
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

async function doctor() {
  const { code, stdout } = await runCli(["doctor", "--cell", "aws-eu"], { url, env: { HOLDFAST_TOKEN: token } });
  const missing = [...stdout.matchAll(/FAIL +cell aws-eu: permission (\S+)/g)].map(([, permission = ""]) => permission);
  return { code, stdout, missing: missing.toSorted() };
}

/** Lets the cell's role do everything but this. */
async function deny(...actions: string[]): Promise<void> {
  await fake.sim("PUT", "/config", { denied: { [ROLE]: actions } });
}

test(
  "doctor of a cell of AWS names each permission that its role lacks, changes nothing, and is content once there is none",
  LONG,
  async () => {
    const lacking = ["eks:CreateNodegroup", "eks:DeleteCluster", "eks:DescribeAddon", "eks:TagResource"];
    await deny(...lacking);
    const found = await doctor();
    expect(found).toMatchObject({ code: 1, missing: lacking });
    expect(found.stdout).toMatch(/ok +cell aws-eu: credentials +arn:aws:sts::444455556666:assumed-role\/holdfast\//);
    expect(found.stdout).toContain("docs/reference/eks-permissions.md");
    await deny();
    const { code, stdout, missing } = await doctor();
    expect({ code, missing }).toEqual({ code: 0, missing: [] });
    expect(stdout).toMatch(/ok +cell aws-eu: permissions +all of EKS that the drivers use/);
    expect((await fake.log()).filter(({ kind }) => kind === "effect")).toEqual([]);
  },
);
