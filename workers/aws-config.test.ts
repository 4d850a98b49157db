import { expect, test } from "vitest";
import { readAwsConfig } from "./aws-config.ts";

const PLACE = { HOLDFAST_AWS_ACCOUNT: "111122223333", HOLDFAST_AWS_REGION: "eu-west-1" };

test("a cell without any of the variables has no account of AWS", () => {
  expect(readAwsConfig({ PATH: "/bin", HOLDFAST_AWS_REGION: " " })).toBeUndefined();
});

test("a cell is an account and a region, and may act with a role", () => {
  const roleArn = "arn:aws:iam::111122223333:role/holdfast";
  expect(readAwsConfig(PLACE)).toEqual({ account: "111122223333", region: "eu-west-1" });
  expect(readAwsConfig({ ...PLACE, HOLDFAST_AWS_ROLE_ARN: roleArn })).toMatchObject({ roleArn });
});

test("a cell may have its secrets below another name, or in a simulator", () => {
  const secretsUrl = "http://127.0.0.1:7085";
  const variables = { HOLDFAST_AWS_SECRETS_PREFIX: "teams/holdfast/", HOLDFAST_SECRETS_MANAGER_URL: secretsUrl };
  expect(readAwsConfig({ ...PLACE, ...variables })).toMatchObject({ secretsPrefix: "teams/holdfast/", secretsUrl });
});

test.each([
  { variables: { HOLDFAST_AWS_REGION: "eu-west-1" }, says: "HOLDFAST_AWS_ACCOUNT" },
  { variables: { ...PLACE, HOLDFAST_AWS_ACCOUNT: "1" }, says: "is no account: 12 digits" },
  { variables: { ...PLACE, HOLDFAST_AWS_REGION: "Frankfurt" }, says: "is no region" },
  { variables: { ...PLACE, HOLDFAST_EKS_URL: "eks" }, says: "HOLDFAST_EKS_URL" },
  { variables: { ...PLACE, HOLDFAST_AWS_SECRETS_PREFIX: "a b" }, says: "is no beginning of a secret's name" },
  {
    variables: { ...PLACE, HOLDFAST_AWS_ROLE_ARN: "arn:aws:iam::999999999999:role/holdfast" },
    says: "is a role of account 999999999999, not of 111122223333",
  },
])("$variables are refused: $says", ({ variables, says }) => {
  expect(() => readAwsConfig(variables)).toThrow(says);
});
