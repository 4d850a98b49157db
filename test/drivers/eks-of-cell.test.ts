import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { eksOfCell } from "../../workers/cell/eks-of-cell.ts";
import { startFakeEks, type FakeEks } from "../fakes/start-fake-eks.ts";

const REGION = "eu-west-1";
const never = () => new AbortController().signal;

let fake: FakeEks;
beforeAll(async () => void (fake = await startFakeEks()));
afterAll(async () => await fake.kill());
afterEach(() => vi.unstubAllEnvs());

/** The machine of a worker, where the SDK finds its credentials and is told where AWS is. */
function onMachine(): void {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAMACHINE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
  vi.stubEnv("AWS_ENDPOINT_URL_EKS", fake.url);
  vi.stubEnv("AWS_ENDPOINT_URL_STS", fake.url);
}

test("a cell acts with the role it is told, says as whom, and has all it needs to look", async () => {
  onMachine();
  const said: string[] = [];
  const roleArn = "arn:aws:iam::444455556666:role/holdfast";
  const eks = eksOfCell("eu", { account: "444455556666", region: REGION, roleArn }, (line) => void said.push(line));
  await expect(eks.describeCluster({ name: "none" }, never())).rejects.toMatchObject({ code: "CLOUD_BUSY" });
  await expect
    .poll(() => said)
    .toEqual([
      `acts in account 444455556666, ${REGION}, as arn:aws:sts::444455556666:assumed-role/holdfast/holdfast-eu`,
    ]);
});

test("a cell whose credentials are of another account does nothing there", async () => {
  onMachine();
  const said: string[] = [];
  const eks = eksOfCell("eu", { account: "999999999999", region: REGION }, (line) => void said.push(line));
  await expect(eks.deleteCluster({ name: "main" }, never())).rejects.toMatchObject({
    code: "CLOUD_DENIED",
    message: expect.stringContaining("the cell is account 999999999999"),
  });
  await expect.poll(() => said.at(-1)).toContain("cannot tell which permissions it has");
  expect((await fake.log()).filter(({ kind }) => kind === "effect")).toEqual([]);
});

test("a cell whose credentials are replaced by those of its account acts with them, without a restart", async () => {
  onMachine();
  const eks = eksOfCell("eu", { account: "777777777777", region: REGION }, () => undefined);
  const look = async () => await eks.describeCluster({ name: "none" }, never());
  await expect(look()).rejects.toMatchObject({
    code: "CLOUD_DENIED",
    message: expect.stringContaining("Give its worker"),
  });
  await fake.sim("PUT", "/config", { accounts: { AKIAREPLACED: "777777777777" } });
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAREPLACED");
  await expect(look()).rejects.toMatchObject({ code: "CLOUD_BUSY" });
});

test("a cell with a simulator gives it no real credentials", async () => {
  onMachine();
  const eks = eksOfCell("eu", { account: "444455556666", region: REGION, eksUrl: fake.url }, () => undefined);
  const roleArn = "arn:aws:iam::111122223333:role/eks";
  const { cluster } = await eks.createCluster(
    { name: "tried", roleArn, resourcesVpcConfig: { subnetIds: ["a", "b"] }, clientRequestToken: "t".repeat(40) },
    never(),
  );
  const own = fake.client({ accessKey: "AKIAMACHINE" });
  expect(cluster?.arn).not.toContain(await accountOf(own));
});

test("a cell with a simulator may act with a role there", async () => {
  const said: string[] = [];
  const roleArn = "arn:aws:iam::444455556666:role/simulated";
  const config = { account: "444455556666", region: REGION, roleArn, eksUrl: fake.url };
  const eks = eksOfCell("eu", config, (line) => void said.push(line));
  await expect(eks.describeCluster({ name: "none" }, never())).rejects.toMatchObject({ code: "CLOUD_BUSY" });
  expect(said).toEqual([
    `acts in account 444455556666, ${REGION}, as arn:aws:sts::444455556666:assumed-role/simulated/holdfast-eu`,
  ]);
});

test("a cell without an account of AWS says so", async () => {
  const eks = eksOfCell("local", undefined, () => undefined);
  await expect(eks.describeCluster({ name: "main" }, never())).rejects.toMatchObject({
    code: "CLOUD_MISSING",
    message: 'cell "local" has no account of AWS',
  });
});

async function accountOf(client: ReturnType<FakeEks["client"]>): Promise<string> {
  const { CreateClusterCommand } = await import("@aws-sdk/client-eks");
  const roleArn = "arn:aws:iam::111122223333:role/eks";
  const input = { name: "own", roleArn, resourcesVpcConfig: { subnetIds: ["a", "b"] } };
  const { cluster } = await client.send(new CreateClusterCommand(input));
  return cluster?.arn?.split(":")[4] ?? "";
}
