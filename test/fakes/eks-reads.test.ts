import * as sdk from "@aws-sdk/client-eks";
import { expect, test } from "vitest";
import { activeCluster, passAll, PLACE, refusal, useFakeEks } from "./eks-calls.ts";

const fake = useFakeEks();
const clusterName = "shop";
const name = "shop";

test("the catalogue tells versions of Kubernetes and of add-ons", async () => {
  const { client } = fake;
  const { clusterVersions } = await client.send(new sdk.DescribeClusterVersionsCommand({}));
  expect(clusterVersions?.map(({ clusterVersion }) => clusterVersion)).toEqual([
    "1.31",
    "1.32",
    "1.33",
    "1.34",
    "1.35",
    "1.36",
  ]);
  expect(clusterVersions?.[0]?.releaseDate).toBeInstanceOf(Date);
  const defaults = await client.send(new sdk.DescribeClusterVersionsCommand({ defaultOnly: true }));
  expect(defaults.clusterVersions).toHaveLength(1);
  const query = { kubernetesVersion: "1.31", addonName: "coredns" };
  const { addons } = await client.send(new sdk.DescribeAddonVersionsCommand(query));
  expect(addons?.[0]?.addonVersions?.map(({ addonVersion }) => addonVersion)).toEqual([
    "v1.11.4-eksbuild.24",
    "v1.11.3-eksbuild.1",
  ]);
  expect(addons?.[0]?.addonVersions?.[0]?.compatibilities).toMatchObject([
    { clusterVersion: "1.31", defaultVersion: true },
  ]);
  const of = { addonName: "coredns", addonVersion: "v1.11.4-eksbuild.24" };
  const { configurationSchema } = await client.send(new sdk.DescribeAddonConfigurationCommand(of));
  expect(JSON.parse(configurationSchema ?? "")).toMatchObject({ type: "object" });
});

test("insights tell what is in the way of the next version, and are refreshed on request", async () => {
  const { eks, client } = fake;
  await activeCluster(fake, { version: "1.32" });
  await client.send(
    new sdk.CreateAddonCommand({ clusterName, addonName: "vpc-cni", addonVersion: "v1.18.6-eksbuild.1" }),
  );
  await passAll(eks);
  const started = await client.send(new sdk.StartInsightsRefreshCommand({ clusterName }));
  expect(started.status).toBe("IN_PROGRESS");
  await passAll(eks);
  expect((await client.send(new sdk.DescribeInsightsRefreshCommand({ clusterName }))).status).toBe("COMPLETED");
  const filter = { categories: ["UPGRADE_READINESS" as const], statuses: ["ERROR" as const] };
  const { insights } = await client.send(new sdk.ListInsightsCommand({ clusterName, filter }));
  expect(insights).toMatchObject([{ name: "EKS add-on version compatibility", kubernetesVersion: "1.33" }]);
  const id = insights?.[0]?.id ?? "";
  const { insight } = await client.send(new sdk.DescribeInsightCommand({ clusterName, id }));
  expect(insight?.insightStatus?.reason).toBe("Incompatible: vpc-cni.");
  const blocked = await refusal(client.send(new sdk.UpdateClusterVersionCommand({ name, version: "1.33" })));
  expect(blocked).toBeInstanceOf(sdk.InvalidStateException);
  await client.send(new sdk.UpdateClusterVersionCommand({ name, version: "1.33", force: true }));
});

test("the paginators of the SDK see every item once", async () => {
  const { eks, client } = fake;
  await activeCluster(fake);
  const { resources } = (await eks.sim("GET", "/state")) as { resources: { kind: string; doc: object }[] };
  const shop = resources.find(({ kind }) => kind === "cluster");
  const names = Array.from({ length: 250 }, (_, index) => `c${String(index).padStart(3, "0")}`);
  const copies = names.map((each) => ({
    ...shop,
    key: `${PLACE}/cluster/${each}`,
    cluster: each,
    name: each,
    incarnation: `${PLACE}/cluster/${each}#1`,
    doc: { ...shop?.doc, name: each },
  }));
  await eks.sim("PUT", "/state", { resources: copies });
  const seen: string[] = [];
  const pages: number[] = [];
  for await (const { clusters = [] } of sdk.paginateListClusters({ client }, {})) {
    pages.push(clusters.length);
    seen.push(...clusters);
  }
  expect(pages).toEqual([100, 100, 51]);
  expect(seen).toEqual([...names, "shop"]);
  const insights: string[] = [];
  for await (const page of sdk.paginateListInsights({ client, pageSize: 1 }, { clusterName })) {
    insights.push(...(page.insights ?? []).map((insight) => insight.name ?? ""));
  }
  expect(new Set(insights).size).toBe(4);
  expect(insights).toHaveLength(4);
});
