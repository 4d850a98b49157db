import { expect, test } from "vitest";
import { EksAccessEntryConfig } from "./schema.ts";

const VIEW = { policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy" };
const config = (more: object) => ({ cluster: "shop", principalArn: "arn:aws:iam::111122223333:role/nodes", ...more });

test.each([
  { type: "EC2_LINUX" },
  { type: "STANDARD", username: "a", groups: ["b"], policies: [VIEW] },
  { type: "EC2", policies: [VIEW] },
])("an access entry can be $type with what EKS lets it have", (more) => {
  expect(EksAccessEntryConfig.safeParse(config(more)).error).toBeUndefined();
});

test.each([
  { more: { type: "EC2_LINUX", groups: ["a"] }, says: "type STANDARD can be given a username and groups" },
  { more: { type: "FARGATE_LINUX", username: "a" }, says: "type STANDARD can be given a username and groups" },
  { more: { type: "EC2_LINUX", policies: [VIEW] }, says: "type STANDARD or EC2 can be given policies" },
])("what EKS gives by itself or refuses cannot be stated: $more", ({ more, says }) => {
  expect(EksAccessEntryConfig.safeParse(config(more)).error?.issues).toMatchObject([
    { path: ["type"], message: expect.stringContaining(says) },
  ]);
});
