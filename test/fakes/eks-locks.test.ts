import * as sdk from "@aws-sdk/client-eks";
import { expect, test } from "vitest";
import {
  activeCluster,
  createAddon,
  createCluster,
  createNodegroup,
  pass,
  passAll,
  refusal,
  reset,
  ROLE,
  useFakeEks,
} from "./eks-calls.ts";

const fake = useFakeEks();
const clusterName = "shop";
const name = "shop";

type Send = () => Promise<unknown>;

/** What can be asked while something runs. */
const asked: Readonly<Record<string, Send>> = {
  "cluster version": async () => await fake.client.send(new sdk.UpdateClusterVersionCommand({ name, version: "1.34" })),
  "cluster config": async () =>
    await fake.client.send(new sdk.UpdateClusterConfigCommand({ name, deletionProtection: true })),
  "delete cluster": async () => await fake.client.send(new sdk.DeleteClusterCommand({ name })),
  "create node group": async () => await createNodegroup(fake.client, { nodegroupName: "new" }),
  "update node group": async () =>
    await fake.client.send(
      new sdk.UpdateNodegroupConfigCommand({ clusterName, nodegroupName: "main", labels: { removeLabels: ["x"] } }),
    ),
  "create add-on": async () => await createAddon(fake.client, "metrics-server"),
  "update add-on": async () =>
    await fake.client.send(new sdk.UpdateAddonCommand({ clusterName, addonName: "kube-proxy" })),
  "create entry": async () =>
    await fake.client.send(new sdk.CreateAccessEntryCommand({ clusterName, principalArn: `${ROLE}-person` })),
};

/** What runs, on top of an active cluster unless it begins with the cluster itself. */
const running: Readonly<Record<string, Send>> = {
  "cluster creating": async () => await createCluster(fake.client),
  "cluster updating": async () => {
    await activeCluster(fake);
    await createNodegroup(fake.client);
    await passAll(fake.eks);
    await asked["cluster version"]?.();
  },
  "cluster deleting": async () => {
    await activeCluster(fake);
    await asked["delete cluster"]?.();
  },
  "node group creating": async () => {
    await activeCluster(fake);
    await createNodegroup(fake.client);
  },
  "add-on creating": async () => {
    await activeCluster(fake);
    await createAddon(fake.client, "kube-proxy");
  },
};

const IR = "InvalidRequestException";
const RIU = "ResourceInUseException";
const RNF = "ResourceNotFoundException";

const matrix: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  [
    "cluster creating",
    {
      "cluster version": RIU,
      "cluster config": RIU,
      "delete cluster": "ok",
      "create node group": IR,
      "update node group": RNF,
      "create add-on": IR,
      "create entry": IR,
    },
  ],
  [
    "cluster updating",
    {
      "cluster version": RIU,
      "cluster config": RIU,
      "delete cluster": RIU,
      "create node group": IR,
      "update node group": RIU,
      "create add-on": "ok",
      "create entry": "ok",
    },
  ],
  [
    "cluster deleting",
    {
      "cluster version": RIU,
      "cluster config": RIU,
      "delete cluster": "ok",
      "create node group": IR,
      "create add-on": IR,
      "create entry": IR,
    },
  ],
  [
    "node group creating",
    {
      "cluster version": RIU,
      "cluster config": "ok",
      "delete cluster": RIU,
      "create node group": "ok",
      "update node group": RIU,
      "create add-on": "ok",
      "create entry": "ok",
    },
  ],
  [
    "add-on creating",
    {
      "cluster version": "ok",
      "delete cluster": "ok",
      "create node group": "ok",
      "create add-on": "ok",
      "update add-on": RIU,
      "create entry": "ok",
    },
  ],
];

const cells = matrix.flatMap(([what, answers]) =>
  Object.entries(answers).map(([question, answer]) => [what, question, answer] as const),
);

test.each(cells)("while %s, %s is answered %s", async (what, question, answer) => {
  await running[what]?.();
  const call = asked[question]?.() ?? Promise.reject(new Error(question));
  if (answer === "ok") return void (await call);
  expect((await refusal(call)).name).toBe(answer);
});

test("a running update is named in the refusal, whatever status a reader sees", async () => {
  await reset(fake.eks, { lag: { cluster: 10 } });
  await activeCluster(fake);
  const { update } = await fake.client.send(new sdk.UpdateClusterVersionCommand({ name, version: "1.34" }));
  const { cluster } = await fake.client.send(new sdk.DescribeClusterCommand({ name }));
  expect(cluster?.status).toBe("ACTIVE");
  const resourcesVpcConfig = { endpointPrivateAccess: true };
  const refused = await refusal(fake.client.send(new sdk.UpdateClusterConfigCommand({ name, resourcesVpcConfig })));
  expect(refused.message).toBe(
    `Cannot EndpointAccessUpdate because cluster shop currently has update ${update?.id} in progress`,
  );
  await pass(fake.eks, 10);
  const later = await fake.client.send(new sdk.DescribeClusterCommand({ name }));
  expect(later.cluster?.status).toBe("UPDATING");
});

test("after an update a cluster refuses for a while although it is active", async () => {
  await reset(fake.eks, { hiddenLock: true, durations: { "hidden lock": [900, 900, 900] } });
  await activeCluster(fake);
  await fake.client.send(new sdk.UpdateClusterConfigCommand({ name, deletionProtection: true }));
  await passAll(fake.eks);
  const { cluster } = await fake.client.send(new sdk.DescribeClusterCommand({ name }));
  expect(cluster).toMatchObject({ status: "ACTIVE", deletionProtection: true });
  const off = new sdk.UpdateClusterConfigCommand({ name, deletionProtection: false });
  expect((await refusal(fake.client.send(off))).name).toBe(RIU);
  await createNodegroup(fake.client);
  await pass(fake.eks, 240 + 901);
  await fake.client.send(off);
});

test("another node group or add-on may move while one does", async () => {
  await activeCluster(fake);
  await createNodegroup(fake.client);
  await createNodegroup(fake.client, { nodegroupName: "second" });
  await createAddon(fake.client, "kube-proxy");
  await createAddon(fake.client, "vpc-cni");
  const twice = await refusal(fake.client.send(new sdk.DeleteAddonCommand({ clusterName, addonName: "vpc-cni" })));
  expect(twice.message).toBe("Addon vpc-cni cannot be deleted as it is currently in CREATING state");
  await passAll(fake.eks);
  expect(await fake.eks.sim("GET", "/check")).toEqual({ problems: [] });
});
