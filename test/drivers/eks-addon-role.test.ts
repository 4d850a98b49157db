import { DescribeAddonCommand } from "@aws-sdk/client-eks";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { eksAddonDriver } from "../../activities/components/eks-addon/driver.ts";
import { makeSubject, newToken } from "../contracts/driver.ts";
import { converge } from "./eks-converging.ts";
import { eksWorld, type EksWorld } from "./eks-world.ts";

vi.setConfig({ testTimeout: 60_000 });
const ROLE = "arn:aws:iam::111122223333:role/cni";
/** As EKS says it of a role that IAM has made a moment ago. */
const UNKNOWN = {
  do: "error",
  name: "InvalidParameterException",
  status: 400,
  message: `Role with arn: ${ROLE}, could not be assumed because it does not exist or the trusted entity is not correct`,
};

let world: EksWorld;
beforeAll(async () => void (world = await eksWorld()));
afterAll(async () => await world.close());

test("a role of an add-on is waited for while IAM tells it around, and another one is sent", async () => {
  await world.makeCluster("main");
  const driver = eksAddonDriver(world.ports);
  const config = (more: object) => driver.config.parse({ cluster: "main", name: "vpc-cni", ...more });
  const roleNow = async () => {
    const found = await world.other.send(new DescribeAddonCommand({ clusterName: "main", addonName: "vpc-cni" }));
    return found.addon?.serviceAccountRoleArn;
  };
  const subject = makeSubject(config({ serviceAccountRoleArn: ROLE, version: "v1.20.4-eksbuild.2" }));
  await world.spoil("CreateAddon", UNKNOWN, { times: 2 });
  expect(await converge(driver, subject)).toMatchObject({ end: { state: "ready" }, busy: 2 });
  expect(await roleNow()).toBe(ROLE);

  await world.spoil("UpdateAddon", UNKNOWN, { times: 2 });
  const other = { ...subject, token: newToken(), config: { ...subject.config, serviceAccountRoleArn: `${ROLE}-2` } };
  expect(await converge(driver, other)).toMatchObject({ end: { state: "ready" }, busy: 2 });
  expect(await roleNow()).toBe(`${ROLE}-2`);

  const newer = { ...subject, token: newToken(), config: config({ version: "v1.21.1-eksbuild.3" }) };
  expect(await converge(driver, newer)).toMatchObject({ end: { state: "ready" } });
  expect(await roleNow()).toBe(`${ROLE}-2`);
});
