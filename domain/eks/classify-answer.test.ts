import { expect, test } from "vitest";
import { classifyAnswer, type EksRefusal } from "./classify-answer.ts";

const UPDATE = "6c5b3065-849c-40ea-a2f6-49ab265e4ffc";
const IN_USE = "ResourceInUseException";
const PARAMETER = "InvalidParameterException";
const REQUEST = "InvalidRequestException";

const cases: readonly { name: string; message: string; httpStatus?: number; means: EksRefusal }[] = [
  {
    name: "ResourceNotFoundException",
    message: "No cluster found for name: x.",
    httpStatus: 404,
    means: { is: "not found" },
  },
  { name: "ClientException", message: "No cluster found for name: x", httpStatus: 400, means: { is: "not found" } },
  { name: "NotFoundException", message: "no such resource", httpStatus: 404, means: { is: "not found" } },
  { name: IN_USE, message: "Cluster already exists with name: x", httpStatus: 409, means: { is: "exists" } },
  { name: IN_USE, message: "Addon already exists.", httpStatus: 409, means: { is: "exists" } },
  {
    name: IN_USE,
    message: "The specified access entry resource is already in use on this cluster.",
    means: { is: "exists" },
  },
  {
    name: IN_USE,
    message: "Association already exists: a-0123456789abcdefg",
    means: { is: "exists", associationId: "a-0123456789abcdefg" },
  },
  {
    name: IN_USE,
    message: `Cannot EndpointAccessUpdate because cluster x currently has update ${UPDATE} in progress`,
    means: { is: "busy", updateId: UPDATE },
  },
  {
    name: IN_USE,
    message: "Cannot delete because cluster x currently has an update in progress",
    means: { is: "busy" },
  },
  {
    name: IN_USE,
    message: "Addon vpc-cni cannot be updated as it is currently in CREATING state",
    means: { is: "busy" },
  },
  { name: IN_USE, message: "something that nobody has seen", httpStatus: 409, means: { is: "busy" } },
  { name: IN_USE, message: "Cluster has nodegroups attached", httpStatus: 409, means: { is: "has children" } },
  { name: REQUEST, message: "Cluster 'x' is not in ACTIVE status", httpStatus: 400, means: { is: "busy" } },
  { name: REQUEST, message: "Deletion protection is on", httpStatus: 400, means: { is: "protected" } },
  {
    name: PARAMETER,
    message: "Cluster is already at the desired configuration with logging",
    means: { is: "no change" },
  },
  { name: PARAMETER, message: "The specified principalArn is invalid: invalid principal.", means: { is: "not yet" } },
  {
    name: PARAMETER,
    message: "Role with arn: x, could not be assumed because it does not exist",
    means: { is: "not yet" },
  },
  { name: PARAMETER, message: "The subnet ID 'subnet-1' does not exist", httpStatus: 400, means: { is: "refused" } },
  { name: PARAMETER, message: "unsupported Kubernetes version", httpStatus: 400, means: { is: "refused" } },
  { name: "ResourcePropagationDelayException", message: "", httpStatus: 428, means: { is: "not yet" } },
  { name: "ThrottlingException", message: "Rate exceeded", httpStatus: 400, means: { is: "throttled" } },
  { name: "Unknown", message: "", httpStatus: 429, means: { is: "throttled" } },
  { name: "ResourceLimitExceededException", message: "", httpStatus: 400, means: { is: "limit" } },
  { name: "AccessDeniedException", message: "not authorized", httpStatus: 403, means: { is: "denied" } },
  { name: "Unknown", message: "", httpStatus: 403, means: { is: "denied" } },
  { name: "ExpiredTokenException", message: "", httpStatus: 403, means: { is: "no credentials" } },
  { name: "CredentialsProviderError", message: "Could not load credentials", means: { is: "no credentials" } },
  { name: "ServerException", message: "", httpStatus: 500, means: { is: "unclear" } },
  { name: "SyntaxError", message: "Unexpected token <", httpStatus: 502, means: { is: "unclear" } },
  { name: "TypeError", message: "Invalid timestamp", httpStatus: 200, means: { is: "unclear" } },
  { name: "TimeoutError", message: "socket hang up", means: { is: "unclear" } },
  { name: "SomethingNewException", message: "", httpStatus: 400, means: { is: "refused" } },
];

const THROTTLED = [
  "Throttling",
  "ThrottlingException",
  "ThrottledException",
  "RequestThrottled",
  "RequestThrottledException",
  "TooManyRequestsException",
  "RequestLimitExceeded",
  "SlowDown",
];

test.each(THROTTLED)("%s is too many calls, whatever the status", (name) => {
  for (const httpStatus of [400, 429, 503]) {
    expect(classifyAnswer({ name, message: "", httpStatus })).toEqual({ is: "throttled" });
  }
});

test.each(["RequestTimeout", "RequestTimeoutException", "TimeoutError", "SyntaxError"])(
  "%s says nothing of what was asked for, whatever the status",
  (name) => {
    for (const httpStatus of [400, 403, 408, 500, 502]) {
      expect(classifyAnswer({ name, message: "Unexpected token <", httpStatus })).toEqual({ is: "unclear" });
    }
  },
);

test.each([408, 425, 500, 502, 503, 504, 520])(
  "a %i of an unknown name says nothing of what was asked for",
  (httpStatus) => {
    expect(classifyAnswer({ name: "Unknown", message: "", httpStatus })).toEqual({ is: "unclear" });
  },
);

test.each(cases)('"$name: $message" means $means', ({ means, ...problem }) => {
  expect(classifyAnswer(problem)).toEqual(means);
});
