import { expect, test } from "vitest";
import { ERROR_CODES, type ErrorCode } from "../../domain/errors.ts";
import { asOrchestratorError } from "./map-error.ts";

/** As the SDK throws it. */
function thrown(name: string, message: string, httpStatusCode: number): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode, requestId: "r-1" } });
}

const cases: readonly { name: string; message: string; status: number; code: ErrorCode; isTriedAgain: boolean }[] = [
  { name: "ResourceNotFoundException", message: "none", status: 404, code: "CLOUD_BUSY", isTriedAgain: true },
  {
    name: "ResourceInUseException",
    message: "Addon already exists.",
    status: 409,
    code: "NOT_OURS",
    isTriedAgain: false,
  },
  {
    name: "ResourceInUseException",
    message: "Cluster has nodegroups attached",
    status: 409,
    code: "RESOURCE_IN_USE",
    isTriedAgain: false,
  },
  { name: "ThrottlingException", message: "Rate exceeded", status: 429, code: "CLOUD_THROTTLED", isTriedAgain: true },
  { name: "ServerException", message: "oops", status: 500, code: "CLOUD_UNREACHABLE", isTriedAgain: true },
  { name: "SyntaxError", message: "<html>", status: 502, code: "CLOUD_UNREACHABLE", isTriedAgain: true },
  {
    name: "ResourceLimitExceededException",
    message: "30 managed node groups",
    status: 400,
    code: "CLOUD_LIMIT",
    isTriedAgain: false,
  },
  { name: "AccessDeniedException", message: "no", status: 403, code: "CLOUD_DENIED", isTriedAgain: false },
  {
    name: "InvalidParameterException",
    message: "unsupported Kubernetes version",
    status: 400,
    code: "COMPONENT_FAILED",
    isTriedAgain: false,
  },
];

test.each(cases)("$name ($message) is $code", ({ name, message, status, code, isTriedAgain }) => {
  const error = asOrchestratorError("createNodegroup", thrown(name, message, status));
  expect(error.code).toBe(code);
  expect(error.message).toContain(`${name}: ${message}`);
  expect(typeof error.details["retryAfterMs"] === "number").toBe(isTriedAgain);
  expect(error.details["requestId"]).toBe("r-1");
});

test.each([
  ["Throttling", 400],
  ["RequestThrottled", 400],
  ["RequestThrottledException", 400],
  ["TooManyRequestsException", 429],
  ["RequestLimitExceeded", 503],
  ["SlowDown", 503],
  ["RequestTimeout", 400],
  ["RequestTimeoutException", 408],
  ["SyntaxError", 503],
  ["Unknown", 408],
  ["Unknown", 429],
  ["Unknown", 500],
  ["SomethingNew", 599],
])("%s with status %i is tried again", (name, status) => {
  const { code, details } = asOrchestratorError("createCluster", thrown(name, "", status));
  expect(ERROR_CODES[code].retryable).toBe(true);
  expect(details["retryAfterMs"]).toEqual(expect.any(Number));
});

test("a permission that is missing is named as IAM names it", () => {
  const error = asOrchestratorError("createNodegroup", thrown("AccessDeniedException", "no", 403));
  expect(error.message).toContain("eks:CreateNodegroup");
});

test("what is no error of the SDK is an answer that nobody can read", () => {
  expect(asOrchestratorError("describeCluster", "what").code).toBe("CLOUD_UNREACHABLE");
});
