import { DescribeAddonCommand } from "@aws-sdk/client-eks";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { awsSecrets } from "../../adapters/secrets/aws-secrets.ts";
import { secretIds } from "../../adapters/secrets/secret-ids.ts";
import { awsSecretsManager } from "../../adapters/secrets/secrets-manager.ts";
import { connectPostgres, many } from "../../adapters/store/connect-postgres.ts";
import { eksWorld, type EksWorld } from "../drivers/eks-world.ts";
import { startFakeSecretsManager, type FakeSecretsManager } from "../fakes/start-fake-secrets-manager.ts";
import { testInstallation, type Installation } from "../setup/installation.ts";

// Two set-ups of a cluster, on a machine that has other things to do.
const LONG = { timeout: 120_000 };
const ID = "holdfast/lab/TOKEN";

let world: EksWorld;
let fake: FakeSecretsManager;
let holdfast: Installation;
let manager: ReturnType<typeof awsSecretsManager>;
const written: string[] = [];
beforeAll(async () => {
  [world, fake] = await Promise.all([eksWorld(), startFakeSecretsManager()]);
  const credentials = { accessKeyId: "AKIACELL", secretAccessKey: "secret" };
  manager = awsSecretsManager({ region: "eu-west-1", endpoint: fake.url, credentials });
  holdfast = await testInstallation({
    eks: world.ports.eks,
    secretsOfCell: awsSecrets({
      calls: manager.calls,
      idOf: secretIds({ prefix: "holdfast/", environment: {} }),
      namesOf: async () => ["TOKEN"],
      now: () => performance.now(),
    }),
    writeLog: (line) => void written.push(line),
  });
  await holdfast.start();
});
afterAll(async () => {
  await holdfast.close();
  manager.close();
  await Promise.all([world.close(), fake.kill()]);
});

/** A cluster with an add-on whose configuration holds a secret. */
function documents(): string {
  const cluster = {
    kind: "eks-cluster",
    config: {
      name: "secretive",
      version: "1.35",
      roleArn: "arn:aws:iam::111122223333:role/eks",
      subnetIds: ["subnet-0a", "subnet-0b"],
    },
  };
  const configuration = { env: { TOKEN: "bearer ${secrets.TOKEN}" } };
  const cni = {
    kind: "eks-addon",
    config: { cluster: "${components.cluster.outputs.name}", name: "vpc-cni", configuration },
  };
  const named = { project: "lab", name: "secretive" };
  return [
    { kind: "Project", metadata: { name: "lab" }, spec: {} },
    { kind: "Blueprint", metadata: { ...named, version: "1.0.0" }, spec: { components: { cluster, cni } } },
    {
      kind: "Release",
      metadata: { project: "lab", version: "1.0.0" },
      spec: { blueprint: "secretive@1.0.0", artifacts: {} },
    },
    { kind: "Environment", metadata: named, spec: { class: "dev", cell: "local", release: "1.0.0" } },
  ]
    .map((document) => JSON.stringify({ apiVersion: "holdfast.dev/v1", ...document }))
    .join("\n---\n");
}

async function applied(): Promise<string | undefined> {
  const { results } = await holdfast.apply(documents());
  return results.find(({ kind }) => kind === "Environment")?.operationId;
}

async function configurationInEks(): Promise<string> {
  const named = { clusterName: "secretive", addonName: "vpc-cni" };
  return (await world.other.send(new DescribeAddonCommand(named))).addon?.configurationValues ?? "";
}

/** Tables of the control database with a row that holds a text. */
async function tablesWith(text: string): Promise<readonly string[]> {
  const postgres = connectPostgres(holdfast.databaseUrl);
  const tables = await many<{ name: string }>(
    postgres.rows,
    sql`select tablename as name from pg_tables where schemaname = 'public'`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await many(
      postgres.rows,
      sql`select 1 from ${sql.table(name)} as it where it::text like ${`%${text}%`} limit 1`,
    );
    if (rows.length > 0) found.push(name);
  }
  await postgres.close();
  return found;
}

test("a secret that nobody has is refused when it is applied, and what the cell may not read says which permission", async () => {
  const refused = await holdfast.call("POST", "/v1/apply", documents());
  expect(refused.status).toBe(422);
  expect(await refused.json()).toMatchObject({ errors: [{ code: "SECRET_NOT_FOUND" }] });
  await fake.spoil({ does: { name: "AccessDeniedException", message: "User: x is not authorized" } });
  // What the cell said a moment ago still counts for that moment.
  const answer = async () => (await (await holdfast.call("POST", "/v1/apply", documents())).json()) as object;
  await expect
    .poll(answer, { timeout: 20_000 })
    .toMatchObject({ code: "CLOUD_DENIED", detail: expect.stringContaining("secretsmanager:DescribeSecret") });
  await fake.mend();
});

test("a component gets its secret from AWS, a rotation is a change, and no value is kept", LONG, async () => {
  const first = await fake.rotate(ID, "canary-one");
  let operation: string | undefined;
  const tried = async () => {
    const answer = await holdfast.call("POST", "/v1/apply", documents());
    const { results } = (await answer.json()) as { results?: { kind: string; operationId?: string }[] };
    operation = results?.find(({ kind }) => kind === "Environment")?.operationId;
    return operation;
  };
  await expect.poll(tried, { timeout: 20_000 }).toBeTruthy();
  expect(await holdfast.ended(operation ?? "")).toBe("Succeeded");
  expect(await configurationInEks()).toContain("bearer canary-one");
  expect(await applied()).toBeUndefined();

  const second = await fake.rotate(ID, "canary-two");
  await expect.poll(async () => (operation = await applied()), { timeout: 20_000 }).toBeTruthy();
  expect(await holdfast.ended(operation ?? "")).toBe("Succeeded");
  expect(await configurationInEks()).toContain("bearer canary-two");
  expect(await world.done()).toEqual(["CreateCluster", "CreateAddon", "UpdateAddon"]);

  expect(await tablesWith("canary")).toEqual([]);
  expect(await tablesWith(second)).toEqual(["cell_secret"]);
  expect(written.join("\n")).not.toContain("canary");
  const reads = (await fake.log()).filter(({ operation: name }) => name === "GetSecretValue");
  expect(new Set(reads.map(({ versionId }) => versionId))).toEqual(new Set([first, second]));
  expect(new Set(reads.map(({ actor }) => actor))).toEqual(new Set(["AKIACELL"]));
});
