import { expect, test } from "vitest";
import { iamAction, iamPolicy } from "./iam-policy.ts";

test("an operation needs the permission of its name", () => {
  expect(iamAction("describeCluster")).toBe("eks:DescribeCluster");
});

test("a policy allows the operations that are used, in one account and region, and no others", () => {
  const place = { account: "111122223333", region: "eu-west-1", secretsPrefix: "holdfast/" };
  const policy = iamPolicy(["describeCluster", "createCluster"], place);
  expect(policy).toMatchObject({
    Statement: [
      {
        Action: ["eks:CreateCluster", "eks:DescribeCluster"],
        Resource: expect.arrayContaining(["arn:aws:eks:eu-west-1:111122223333:cluster/*"]),
      },
      {
        Action: ["iam:PassRole"],
        Condition: {
          StringEquals: { "iam:PassedToService": ["ec2.amazonaws.com", "eks.amazonaws.com", "pods.eks.amazonaws.com"] },
        },
      },
      { Action: ["iam:GetRole"] },
      { Action: ["iam:CreateServiceLinkedRole"] },
      {
        Action: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
        Resource: ["arn:aws:secretsmanager:eu-west-1:111122223333:secret:holdfast/*"],
      },
    ],
  });
  expect(JSON.stringify(policy)).not.toMatch(/eks:\*|"\*"/);
});

test("what EKS offers is no resource: to see it is allowed apart, everywhere", () => {
  const { Statement } = iamPolicy(["describeCluster", "describeAddonVersions"], {
    account: "111122223333",
    region: "eu-west-1",
    secretsPrefix: "holdfast/",
  });
  expect(Statement).toContainEqual(
    expect.objectContaining({ Action: ["eks:DescribeAddonVersions"], Resource: ["*"], Sid: "SeeWhatEksOffers" }),
  );
  expect(Statement).toContainEqual(expect.objectContaining({ Sid: "DriveEks", Action: ["eks:DescribeCluster"] }));
});
