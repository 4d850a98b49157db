import { afterAll, beforeAll, expect, test } from "vitest";
import { actingCredentials } from "../../adapters/eks/aws-identity.ts";
import { awsEks, EKS_OPERATIONS, type AwsEks } from "../../adapters/eks/aws-eks.ts";
import { missingPermissions } from "../../adapters/eks/missing-permissions.ts";
import { iamAction } from "../../domain/eks/iam-policy.ts";
import { startFakeEks, type FakeEks } from "../fakes/start-fake-eks.ts";

const REGION = "eu-west-1";
const ACCOUNT = "444455556666";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/holdfast`;
const never = new AbortController().signal;

let fake: FakeEks;
let eks: AwsEks;
beforeAll(async () => {
  fake = await startFakeEks("--config", JSON.stringify({ throttle: { isOn: false } }));
  const base = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
  const credentials = actingCredentials({
    region: REGION,
    endpoint: fake.url,
    roleArn: ROLE,
    sessionName: "holdfast-eu",
    base: async () => await Promise.resolve(base),
  });
  const rate = { perSecond: 1_000, burst: 1_000 };
  eks = awsEks({ region: REGION, endpoint: fake.url, credentials, reads: rate, writes: rate });
});
afterAll(async () => {
  eks.close();
  await fake.kill();
});

const missing = async (which: "all" | "to look" = "all") =>
  await missingPermissions(eks.calls, { account: ACCOUNT, region: REGION, which, signal: never });

/** Lets the role do everything but this. */
async function deny(...actions: string[]): Promise<void> {
  await fake.sim("PUT", "/config", { denied: { [ROLE]: actions } });
}

test("a role that may do everything lacks nothing, and nothing was made or changed to find out", async () => {
  await deny();
  expect(await missing()).toEqual([]);
  expect((await fake.log()).filter(({ kind }) => kind === "effect" || kind === "driver_bug")).toEqual([]);
});

test("each permission that a role lacks is named, to look and to change", async () => {
  await deny("eks:ListNodegroups", "eks:CreateCluster", "eks:UpdateAddon", "eks:TagResource");
  expect((await missing()).toSorted()).toEqual([
    "eks:CreateCluster",
    "eks:ListNodegroups",
    "eks:TagResource",
    "eks:UpdateAddon",
  ]);
  expect(await missing("to look")).toEqual(["eks:ListNodegroups"]);
});

test("a role that may do nothing lacks the permission of every operation that the drivers use", async () => {
  await deny("eks:*");
  expect((await missing()).toSorted()).toEqual(EKS_OPERATIONS.map(iamAction).toSorted());
  expect((await fake.log()).filter(({ kind }) => kind === "effect")).toEqual([]);
});

test("what IAM says of something else than EKS is not taken for a missing permission of EKS", async () => {
  await deny();
  const message = `User: ${ROLE} is not authorized to perform: iam:PassRole on resource: arn:aws:iam::000000000000:role/x`;
  const action = { do: "error", name: "AccessDeniedException", status: 403, message };
  await fake.sim("POST", "/faults", { id: "pass-role", match: { operation: "CreateCluster" }, action });
  expect(await missing()).toEqual([]);
});

test("where EKS cannot be asked, that is told", async () => {
  const away = awsEks({
    region: REGION,
    endpoint: "http://127.0.0.1:9",
    credentials: { accessKeyId: "A", secretAccessKey: "s" },
  });
  const question = { account: ACCOUNT, region: REGION, which: "all", signal: never } as const;
  await expect(missingPermissions(away.calls, question)).rejects.toMatchObject({ code: "CLOUD_UNREACHABLE" });
  away.close();
});
