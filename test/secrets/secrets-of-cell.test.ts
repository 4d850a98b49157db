import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { hasSecretsManager, secretsOfCell } from "../../workers/cell/secrets-of-cell.ts";
import { startFakeEks, type FakeEks } from "../fakes/start-fake-eks.ts";
import { startFakeSecretsManager, type FakeSecretsManager } from "../fakes/start-fake-secrets-manager.ts";

const REGION = "eu-west-1";

let sts: FakeEks;
let fake: FakeSecretsManager;
beforeAll(async () => {
  [sts, fake] = await Promise.all([startFakeEks(), startFakeSecretsManager()]);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await fake.mend();
});
afterAll(async () => void (await Promise.all([sts.kill(), fake.kill()])));

/** The machine of a worker, where the SDK finds its credentials and is told where AWS is. */
function onMachine(): void {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAMACHINE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
  vi.stubEnv("AWS_ENDPOINT_URL_STS", sts.url);
  vi.stubEnv("AWS_ENDPOINT_URL_SECRETS_MANAGER", fake.url);
}

function start(aws: Parameters<typeof secretsOfCell>[0]["aws"]) {
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  return { said, secrets: secretsOfCell({ cell: "eu", aws, environment: {}, namesOf: async () => [], say }) };
}

const actors = async () => [...new Set((await fake.log()).map(({ actor }) => actor))];

test("a cell reads its secrets with the role that it is told, and has all that needs", async () => {
  onMachine();
  await fake.rotate("holdfast/shop/token", "value");
  const roleArn = "arn:aws:iam::444455556666:role/holdfast";
  const { secrets, said } = start({ account: "444455556666", region: REGION, roleArn });
  expect(await secrets.read("shop", "token")).toMatchObject({ value: "value" });
  expect(await actors()).toEqual([expect.stringMatching(/^ASIA/)]);
  expect(said).toEqual([]);
});

test("a cell whose credentials are of another account reads nothing there", async () => {
  onMachine();
  const { secrets, said } = start({ account: "999999999999", region: REGION });
  await expect(secrets.version("shop", "token")).rejects.toMatchObject({ code: "CLOUD_DENIED" });
  await expect.poll(() => said).toEqual([expect.stringContaining("cannot tell whether it may read secrets")]);
  expect(await actors()).not.toContain("AKIAMACHINE");
});

test("a cell says which permission is missing, and on what", async () => {
  await fake.spoil({ operation: "DescribeSecret", does: { name: "AccessDeniedException" } });
  const { said } = start({ account: "444455556666", region: REGION, secretsUrl: fake.url, secretsPrefix: "team/" });
  await expect
    .poll(() => said)
    .toEqual(["lacks the permission secretsmanager:DescribeSecret on team/*: see docs/reference/eks-permissions.md"]);
});

test("a simulator of Secrets Manager gets no real credentials", async () => {
  onMachine();
  const before = (await fake.log()).length;
  const { secrets } = start({ account: "444455556666", region: REGION, secretsUrl: fake.url });
  await secrets.version("shop", "token");
  expect(new Set((await fake.log()).slice(before).map(({ actor }) => actor))).toEqual(new Set(["HOLDFAST"]));
});

test("a cell with a simulated EKS reads secrets in AWS only where that is simulated, too", () => {
  const place = { account: "444455556666", region: REGION };
  expect(hasSecretsManager(place)).toBe(true);
  expect(hasSecretsManager({ ...place, eksUrl: sts.url })).toBe(false);
  expect(hasSecretsManager({ ...place, eksUrl: sts.url, secretsUrl: fake.url })).toBe(true);
});
