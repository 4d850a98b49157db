import * as sdk from "@aws-sdk/client-eks";
import { expect, test } from "vitest";
import {
  ACCOUNT,
  activeCluster,
  createAddon,
  createCluster,
  createNodegroup,
  pass,
  passAll,
  QUIET,
  refusal,
  reset,
  ROLE,
  useFakeEks,
} from "./eks-calls.ts";

const fake = useFakeEks();
const clusterName = "shop";
const name = "shop";
const token = "a-token-of-the-caller-that-is-long-enough";

test("a refusal has its name in a header, its message in the body, and real time in its date", async () => {
  const response = await fetch(`${fake.eks.url}/clusters/none`);
  expect(response.status).toBe(404);
  expect(response.headers.get("x-amzn-errortype")).toBe("ResourceNotFoundException");
  expect(response.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
  expect(await response.json()).toEqual({ clusterName: "none", message: "No cluster found for name: none." });
  expect(Math.abs(Date.parse(response.headers.get("date") ?? "") - Date.now())).toBeLessThan(60_000);
});

test("what is not an operation is unknown, what is not JSON is refused, and an empty name is a mistake of the driver", async () => {
  const { url } = fake.eks;
  const unknown = await fetch(`${url}/what/is/this`);
  expect([unknown.status, unknown.headers.get("x-amzn-errortype")]).toEqual([404, "UnknownOperationException"]);
  const text = await fetch(`${url}/clusters`, { method: "POST", body: "{" });
  expect([text.status, text.headers.get("x-amzn-errortype")]).toEqual([400, "SerializationException"]);
  const empty = await refusal(fake.client.send(new sdk.DeleteClusterCommand({ name: "" })));
  expect(empty.name).toBe("InvalidParameterException");
  expect(await fake.eks.log("kind=driver_bug")).toMatchObject([{ message: "DELETE /clusters/" }]);
});

const IP = "InvalidParameterException";

const wrong: readonly { what: string; of: Partial<sdk.CreateClusterRequest>; error: string; message: string }[] = [
  { what: "a role that is missing", of: { roleArn: undefined }, error: IP, message: "roleArn" },
  { what: "a version nobody has", of: { version: "1.2" }, error: IP, message: "unsupported Kubernetes version 1.2" },
  { what: "a short token", of: { clientRequestToken: "short" }, error: IP, message: "between 33 and 126 characters" },
  { what: "a long name", of: { name: "n".repeat(101) }, error: IP, message: "not be greater than 100 characters" },
  { what: "a name with dots", of: { name: "a.b" }, error: IP, message: "not allowed" },
  {
    what: "a 51st tag",
    of: { tags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, ""])) },
    error: "ResourceLimitExceededException",
    message: "at most 50 tags",
  },
];

test.each(wrong)("$what is refused", async ({ of, error, message }) => {
  const refused = await refusal(createCluster(fake.client, of));
  expect(refused.name).toBe(error);
  expect(refused.message).toContain(message);
});

test("a second of the same name is refused as in use, each with its own words", async () => {
  await activeCluster(fake);
  await createNodegroup(fake.client);
  await createAddon(fake.client, "vpc-cni");
  expect((await refusal(createCluster(fake.client))).message).toBe("Cluster already exists with name: shop");
  const group = await refusal(createNodegroup(fake.client));
  expect(group.message).toBe("NodeGroup already exists with name main and cluster name shop");
  expect(group).toMatchObject({ clusterName: "shop", nodegroupName: "main" });
  expect((await refusal(createAddon(fake.client, "vpc-cni"))).message).toBe("Addon already exists.");
});

test("versions move one minor at a time, and a change that changes nothing is refused", async () => {
  await activeCluster(fake, { version: "1.31" });
  const update = async (version: string) =>
    await refusal(fake.client.send(new sdk.UpdateClusterVersionCommand({ name, version })));
  expect((await update("1.33")).message).toBe("Unsupported Kubernetes minor version update from 1.31 to 1.33");
  expect((await update("1.31")).message).toBe("Unsupported Kubernetes minor version update from 1.31 to 1.31");
  const config = async (of: object) =>
    await refusal(fake.client.send(new sdk.UpdateClusterConfigCommand({ name, ...of })));
  const same = await config({ resourcesVpcConfig: { endpointPublicAccess: true } });
  expect(same.message).toMatch(/^Cluster is already at the desired configuration with endpointPublicAccess: true/);
  const two = await config({ deletionProtection: true, upgradePolicy: { supportType: "STANDARD" } });
  expect(two.message).toBe("Only one type of update can be allowed.");
  const release = await refusal(createNodegroup(fake.client, { releaseVersion: "1.32.9-20251016" }));
  expect(release.message).toBe("Requested release version 1.32.9-20251016 is not valid for kubernetes version 1.31.");
  const addon = { clusterName, addonName: "coredns", addonVersion: "v1.13.1-eksbuild.1" };
  const unsupported = await refusal(fake.client.send(new sdk.CreateAddonCommand(addon)));
  expect(unsupported.message).toBe("Addon version specified is not supported");
});

test("access entries do not work in a cluster with a config map alone, and groups only in standard ones", async () => {
  await activeCluster(fake, { accessConfig: { authenticationMode: "CONFIG_MAP" } });
  const create = async (type: string) =>
    await fake.client.send(
      new sdk.CreateAccessEntryCommand({ clusterName, principalArn: ROLE, type, kubernetesGroups: ["a"] }),
    );
  expect((await refusal(create("STANDARD"))).name).toBe("InvalidRequestException");
  const accessConfig = { authenticationMode: "API_AND_CONFIG_MAP" as const };
  await fake.client.send(new sdk.UpdateClusterConfigCommand({ name, accessConfig }));
  await passAll(fake.eks);
  expect((await refusal(create("EC2_LINUX"))).message).toBe(
    'This operation can only be performed on Access Entries with a type of "STANDARD".',
  );
  await create("STANDARD");
});

test("a token answers again what it answered, refuses other parameters, and is forgotten after a day", async () => {
  await createCluster(fake.client, { clientRequestToken: token });
  await createCluster(fake.client, { clientRequestToken: token });
  const other = await refusal(createCluster(fake.client, { clientRequestToken: token, version: "1.32" }));
  expect(other.name).toBe("InvalidParameterException");
  await pass(fake.eks, 3600);
  const { cluster } = await fake.client.send(
    new sdk.CreateClusterCommand({
      name,
      version: "1.33",
      roleArn: `arn:aws:iam::${ACCOUNT}:role/cluster`,
      resourcesVpcConfig: { subnetIds: ["subnet-a", "subnet-b"] },
      accessConfig: { authenticationMode: "API" },
      clientRequestToken: token,
    }),
  );
  expect(cluster?.status).toBe("CREATING");
  const outcomes = (await fake.eks.log("kind=effect")).map(({ outcome }) => outcome);
  expect(outcomes).toEqual(["new", "replay", "replay"]);
  await pass(fake.eks, 86_400);
  expect((await refusal(createCluster(fake.client, { clientRequestToken: token }))).name).toBe(
    "ResourceInUseException",
  );
});

test("readers see what was before for a while, and never go back", async () => {
  await reset(fake.eks, { lag: { "access-entry": 8 } });
  await activeCluster(fake);
  const of = { clusterName, principalArn: ROLE };
  await fake.client.send(new sdk.CreateAccessEntryCommand(of));
  const read = new sdk.DescribeAccessEntryCommand(of);
  expect((await refusal(fake.client.send(read))).name).toBe("ResourceNotFoundException");
  expect((await refusal(fake.client.send(new sdk.CreateAccessEntryCommand(of)))).name).toBe("ResourceInUseException");
  await pass(fake.eks, 8);
  await fake.client.send(read);
});

test("each account and region has its own clusters and its own buckets", async () => {
  const { eks, client } = fake;
  const throttle = { isOn: true, clock: "sim", reads: { perSecond: 1, burst: 3 }, writes: { perSecond: 1, burst: 2 } };
  await reset(eks, { ...QUIET, throttle });
  await createCluster(client);
  const stranger = eks.client({ accessKey: "AKIASTRANGER" });
  const abroad = eks.client({ region: "us-west-2" });
  await createCluster(stranger);
  await createCluster(abroad);
  const list = async () => await client.send(new sdk.ListClustersCommand({}));
  await Promise.all([list(), list(), list()]);
  const refused = await refusal(list());
  expect(refused).toBeInstanceOf(sdk.ThrottlingException);
  expect(refused).toMatchObject({ message: "Rate exceeded", $metadata: { httpStatusCode: 429 } });
  await abroad.send(new sdk.ListClustersCommand({}));
  await pass(eks, 1);
  await list();
});

test("roles can be assumed, and their keys act in the account of the role", async () => {
  const call = async (form: Record<string, string>, headers = {}) => {
    const response = await fetch(fake.eks.url, { method: "POST", body: new URLSearchParams(form), headers });
    return await response.text();
  };
  const RoleArn = "arn:aws:iam::999988887777:role/cell";
  const xml = await call({ Action: "AssumeRole", RoleArn, RoleSessionName: "worker" });
  const accessKey = /<AccessKeyId>(.+)<\/AccessKeyId>/.exec(xml)?.[1] ?? "";
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKey}/20260601/eu-west-1/sts/aws4_request`;
  const identity = await call({ Action: "GetCallerIdentity" }, { authorization });
  expect(identity).toContain("<Arn>arn:aws:sts::999988887777:assumed-role/cell/worker</Arn>");
  await createCluster(fake.eks.client({ accessKey }));
  expect(await fake.eks.log("kind=effect")).toMatchObject([{ account: "999988887777", operation: "CreateCluster" }]);
});

test("calls, polls and concurrent mutations are counted, and the page shows what there is", async () => {
  await activeCluster(fake);
  for (let count = 0; count < 3; count += 1) await fake.client.send(new sdk.DescribeClusterCommand({ name }));
  await refusal(createCluster(fake.client));
  const metrics = await fake.eks.sim("GET", "/metrics");
  expect(metrics).toMatchObject({
    operations: { CreateCluster: { ok: 1, ResourceInUseException: 1 }, DescribeCluster: { ok: 3 } },
    polls: { [`${ACCOUNT}/eu-west-1/cluster/shop`]: { total: 3, perMinuteMax: 3 } },
    controlPlaneMutationsMax: { [`${ACCOUNT}/eu-west-1/cluster/shop#1`]: 1 },
  });
  const page = await (await fetch(fake.eks.url)).text();
  expect(page).toContain("shop");
  expect(page).toContain("ACTIVE");
});
