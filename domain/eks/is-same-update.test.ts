import { expect, test } from "vitest";
import { isSameUpdate, type LostChange, type RunningUpdate } from "./is-same-update.ts";

const sentAt = 1_700_000_000_000;
const lost: LostChange = {
  updateType: "EndpointAccessUpdate",
  request: {
    resourcesVpcConfig: { endpointPublicAccess: true, endpointPrivateAccess: false, publicAccessCidrs: ["a", "b"] },
  },
  sentAt,
};
const running: RunningUpdate = {
  type: "EndpointAccessUpdate",
  params: [
    { type: "EndpointPublicAccess", value: "true" },
    { type: "EndpointPrivateAccess", value: "false" },
    { type: "PublicAccessCidrs", value: '["b","a"]' },
  ],
  createdAt: new Date(sentAt + 500),
};

test("an update with what was asked for, that began after it, is the one", () => {
  expect(isSameUpdate(running, lost)).toBe(true);
});

test.each<{ what: string; other: RunningUpdate; is: boolean }>([
  { what: "of another type", other: { type: "LoggingUpdate" }, is: false },
  { what: "that began well before", other: { createdAt: new Date(sentAt - 61_000) }, is: false },
  { what: "that began a little before, by another clock", other: { createdAt: new Date(sentAt - 59_000) }, is: true },
  { what: "that does not tell when it began", other: { createdAt: undefined }, is: false },
  { what: "for something else", other: { params: [{ type: "EndpointPublicAccess", value: "false" }] }, is: false },
  { what: "from elsewhere", other: { params: [{ type: "PublicAccessCidrs", value: '["c"]' }] }, is: false },
  { what: "that tells no parameters", other: { params: [] }, is: true },
  { what: "with parameters that nobody knows", other: { params: [{ type: "Speed", value: "9" }] }, is: true },
])("an update $what: $is", ({ other, is }) => {
  expect(isSameUpdate({ ...running, ...other }, lost)).toBe(is);
});

test.each([
  { name: "ClusterLogging", value: '{"clusterLogging":[{"enabled":true,"types":["audit","api"]}]}', is: true },
  { name: "ClusterLogging", value: '{"clusterLogging":[{"types":["api"],"enabled":true}]}', is: false },
  { name: "Logging", value: '{"clusterLogging":[{"types":["api","audit"],"enabled":true}]}', is: true },
])("a parameter may be written in another way: $value is $is", ({ name, value, is }) => {
  const request = { logging: { clusterLogging: [{ types: ["api", "audit"], enabled: true }] } };
  const found = { ...running, type: "LoggingUpdate", params: [{ type: name, value }] };
  expect(isSameUpdate(found, { updateType: "LoggingUpdate", request, sentAt })).toBe(is);
});

test("sizes of a node group are compared one by one", () => {
  const ours = { updateType: "ConfigUpdate", request: { scalingConfig: { minSize: 1, maxSize: 5 } }, sentAt };
  const of = (params: RunningUpdate["params"]) => ({ ...running, type: "ConfigUpdate", params });
  expect(isSameUpdate(of([{ type: "ScalingConfig", value: '{"minSize":1,"maxSize":5,"desiredSize":2}' }]), ours)).toBe(
    true,
  );
  expect(isSameUpdate(of([{ type: "MaxSize", value: "9" }]), ours)).toBe(false);
});
