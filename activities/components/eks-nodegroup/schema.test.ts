import { expect, test } from "vitest";
import { EksNodegroupConfig } from "./schema.ts";

const config = (version: string) => ({
  cluster: "shop",
  name: "general",
  nodeRoleArn: "arn:aws:iam::111122223333:role/nodes",
  subnetIds: ["subnet-1"],
  scaling: { min: 1, max: 3 },
  launchTemplate: { id: "lt-1", version },
});

test("a version of a launch template is a number", () => {
  expect(EksNodegroupConfig.safeParse(config("12")).success).toBe(true);
});

test.each(["$Latest", "$Default", "latest", "0", ""])(
  '"%s" as the version of a launch template is refused',
  (version) => {
    const { error } = EksNodegroupConfig.safeParse(config(version));
    expect(error?.issues).toMatchObject([
      { path: ["launchTemplate", "version"], message: expect.stringContaining('the number of a version, as "3"') },
    ]);
  },
);
