import { afterEach, expect, test, vi } from "vitest";
import { eksClusterDriver } from "../../activities/components/eks-cluster/driver.ts";
import { makeSubject, removal } from "../contracts/driver.ts";
import { converge, convergeAway } from "./eks-converging.ts";
import { eksWorld, type EksWorld } from "./eks-world.ts";
import { memoryNotes } from "./memory-notes.ts";

const ROLE = "arn:aws:iam::111122223333:role/eks";
const CLUSTER = { name: "main", version: "1.35", roleArn: ROLE, subnetIds: ["subnet-1", "subnet-2"] };

vi.setConfig({ testTimeout: 120_000 });
const worlds: EksWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

async function start() {
  const world = await eksWorld();
  worlds.push(world);
  const clusters = eksClusterDriver(world.ports);
  const subject = makeSubject(clusters.config.parse(CLUSTER));
  return { world, clusters, subject };
}

test("looks that are spoilt lose nothing", async () => {
  const { world, clusters, subject } = await start();
  await world.spoil("DescribeCluster", { do: "html", status: 503 }, { times: 3, after: 1 });
  await world.spoil("DescribeCluster", { do: "error", name: "ThrottlingException" }, { times: 1, after: 2 });
  await world.spoil("DescribeCluster", { do: "null-lists" }, { times: 2, after: 4 });
  expect(await converge(clusters, subject)).toMatchObject({ end: { state: "ready" } });
  expect(await world.done()).toEqual(["CreateCluster"]);
});

test("another parameter that is wrong is a failure at once", async () => {
  const { world, clusters, subject } = await start();
  const wrong = { ...subject, config: { ...subject.config, version: "1.99" } };
  expect(await converge(clusters, wrong)).toMatchObject({
    end: { state: "refused", code: "COMPONENT_FAILED" },
    busy: 0,
  });
  expect(await world.done()).toEqual([]);
});

test("notes that are lost are made up from the tags", async () => {
  const { world, clusters, subject } = await start();
  await converge(clusters, subject);
  const forgetful = eksClusterDriver({ ...world.ports, notes: memoryNotes() });
  expect(await converge(forgetful, subject)).toMatchObject({ end: { state: "ready" } });
  await convergeAway(forgetful, removal(subject, "component"));
  expect(await world.done()).toEqual(["CreateCluster", "DeleteCluster"]);
});
