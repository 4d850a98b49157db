import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { actingCredentials, askCaller } from "../../adapters/eks/aws-identity.ts";
import { awsEks } from "../../adapters/eks/aws-eks.ts";
import type { Eks } from "../../adapters/eks/port.ts";
import { startFakeEks, type FakeEks } from "../fakes/start-fake-eks.ts";

const REGION = "eu-west-1";
const never = () => new AbortController().signal;
const own = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };

let fake: FakeEks;
beforeAll(async () => void (fake = await startFakeEks("--scale", "1000")));
afterAll(async () => await fake.kill());

// A fault that one test did not use up is not for the next one.
beforeEach(async () => void (await fake.sim("DELETE", "/faults")));

const opened: { close(): void }[] = [];
afterAll(() => {
  for (const one of opened) one.close();
});

function start(more: Partial<Parameters<typeof awsEks>[0]> = {}): Eks {
  const eks = awsEks({ region: REGION, endpoint: fake.url, credentials: own, ...more });
  opened.push(eks);
  return eks.calls;
}

async function spoil(operation: string, action: object): Promise<void> {
  await fake.sim("POST", "/faults", { id: `${operation}-${Math.random()}`, match: { operation }, action });
}

test.each([
  { what: "a name that nobody has", action: undefined, code: "CLOUD_BUSY", is: "not found" },
  {
    what: "too many calls",
    action: { do: "error", name: "TooManyRequestsException" },
    code: "CLOUD_THROTTLED",
    is: "throttled",
  },
  { what: "a page of a proxy", action: { do: "html" }, code: "CLOUD_UNREACHABLE", is: "unclear" },
  { what: "an empty failure", action: { do: "empty" }, code: "CLOUD_UNREACHABLE", is: "unclear" },
  { what: "a broken connection", action: { do: "reset" }, code: "CLOUD_UNREACHABLE", is: "unclear" },
  { what: "no answer in time", action: { do: "hang" }, code: "CLOUD_UNREACHABLE", is: "unclear" },
  {
    what: "a no of IAM",
    action: { do: "error", name: "AccessDeniedException", status: 403 },
    code: "CLOUD_DENIED",
    is: "denied",
  },
  {
    what: "an error that is new",
    action: { do: "error", name: "FloodException", status: 400 },
    code: "COMPONENT_FAILED",
    is: "refused",
  },
])("$what is $code, after one request", async ({ action, code, is }) => {
  const eks = start({ answerMs: 1_500 });
  const before = await requests();
  if (action !== undefined) await spoil("DescribeCluster", action);
  const failure = { code, details: { refusal: { is } } };
  await expect(eks.describeCluster({ name: "nobody" }, never())).rejects.toMatchObject(failure);
  expect((await requests()) - before).toBe(1);
});

test("a call with an empty name goes nowhere", async () => {
  const eks = start();
  const before = await requests();
  await expect(eks.deleteCluster({ name: "" }, never())).rejects.toThrow('deleteCluster without "name" is not sent');
  await expect(eks.describeAddon({ clusterName: "main", addonName: undefined }, never())).rejects.toThrow(
    "is not sent",
  );
  expect(await requests()).toBe(before);
});

test("a call that is cancelled says nothing of EKS", async () => {
  const eks = start();
  const cancelled = new AbortController();
  await spoil("DescribeCluster", { do: "hang" });
  const waiting = eks.describeCluster({ name: "nobody" }, cancelled.signal);
  setTimeout(() => cancelled.abort(new Error("cancelled")), 50);
  await expect(waiting).rejects.toThrow("cancelled");
});

test("calls beyond the cell's rate wait for their place, and are told to come back when it is far", async () => {
  const eks = start({ reads: { perSecond: 1, burst: 3 } });
  const cutOff = new AbortController();
  const ask = async () => await eks.describeCluster({ name: "nobody" }, cutOff.signal);
  const codeOf = async (asked: Promise<unknown>) =>
    await asked.then(
      () => "answered",
      (error: unknown) => (error as { readonly code?: string }).code,
    );
  const before = await requests();
  const asked = Array.from({ length: 20 }, async () => await codeOf(ask()));
  // Three at once, eight seconds of places, and nothing for the rest.
  expect(await Promise.all(asked.slice(0, 3))).toEqual(["CLOUD_BUSY", "CLOUD_BUSY", "CLOUD_BUSY"]);
  expect(await Promise.all(asked.slice(11))).toEqual(asked.slice(11).map(() => "CLOUD_THROTTLED"));
  expect((await requests()) - before).toBeLessThan(6);
  cutOff.abort(new Error("cancelled"));
  await Promise.all(asked);
});

test("a role is assumed, and whose it is told", async () => {
  const at = { region: REGION, endpoint: fake.url };
  process.env["AWS_ACCESS_KEY_ID"] = own.accessKeyId;
  process.env["AWS_SECRET_ACCESS_KEY"] = own.secretAccessKey;
  const roleArn = "arn:aws:iam::444455556666:role/holdfast";
  const acting = actingCredentials({ ...at, roleArn, sessionName: "holdfast-eu" });
  expect(await askCaller(at, await acting())).toEqual({
    account: "444455556666",
    arn: "arn:aws:sts::444455556666:assumed-role/holdfast/holdfast-eu",
  });
  const { accessKeyId, expiration } = await actingCredentials({ ...at, sessionName: "holdfast-eu" })();
  expect(accessKeyId).toBe(own.accessKeyId);
  // Read again after a while: a key in a file may be replaced.
  expect(expiration).toBeInstanceOf(Date);
  await expect(askCaller({ region: REGION, endpoint: "http://127.0.0.1:9" }, own)).rejects.toMatchObject({
    code: "CLOUD_UNREACHABLE",
  });
});

async function requests(): Promise<number> {
  const { operations } = (await fake.sim("GET", "/metrics")) as { operations: Record<string, unknown> };
  return countOf(operations);
}

function countOf(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce((sum: number, one) => sum + countOf(one), 0);
}
