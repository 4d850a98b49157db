import { expect, it, test } from "vitest";
import type { Document } from "../../domain/schema/documents.ts";
import { inAllowedClasses, needsOfDocuments } from "./needs-of-documents.ts";

const document = (kind: string, project: string | undefined = "shop") =>
  ({
    kind,
    metadata: { name: "main", ...(project === undefined ? {} : { project }) },
    spec: { class: "dev" },
  }) as Document;
const nowhere = {
  placeOfEnvironment: async () => undefined,
  saidOfEnvironment: async () => undefined,
  chatOfProject: async () => undefined,
};

test.each([
  ["Release", "apply"],
  ["Blueprint", "apply"],
  ["Pipeline", "operate"],
  ["Connection", "operate"],
  ["Subscription", "operate"],
  ["FreezeWindow", "operate"],
])("to store a %s is to %s: who makes releases does not change what they have to pass", async (kind, action) => {
  expect(await needsOfDocuments([document(kind)], nowhere)).toMatchObject([
    { action, resource: { kind: "project", project: "shop" } },
  ]);
});

it("needs the right in both classes where an environment moves from one to the other", async () => {
  const stored = { project: "shop", environment: "main", class: "prod", isGone: false } as const;
  const needs = await needsOfDocuments([document("Environment")], {
    ...nowhere,
    placeOfEnvironment: async () => stored,
  });
  expect(needs.map(({ resource }) => "class" in resource && resource.class)).toEqual(["prod", "dev"]);
});

it("stores an environment in the classes that were asked for only", async () => {
  const documents = [document("Environment"), document("Environment", "other"), document("Release")];
  const needs = await needsOfDocuments(documents, nowhere);
  const apply = { documents: documents.map((one) => ({ document: one, digest: "d" })) };
  expect(inAllowedClasses(apply, needs.slice(0, 1)).documents.map(({ allowedIn }) => allowedIn)).toEqual([
    ["dev"],
    [],
    undefined,
  ]);
});

const channels = { channels: { prod: "C0RELEASES" }, mode: "link-only" };
test.each([
  { does: "says nothing of Slack, as before", action: "apply" },
  { does: "names the channels that it had", slack: channels, stored: channels, action: "apply" },
  { does: "names its first channels", slack: channels, action: "operate" },
  {
    does: "moves its approvals",
    slack: { ...channels, channels: { prod: "C0MINE" } },
    stored: channels,
    action: "operate",
  },
  { does: "lets Slack decide", slack: { ...channels, mode: "decide" }, stored: channels, action: "operate" },
  { does: "leaves out what it said of Slack", stored: channels, action: "operate" },
])("to store a Project document that $does is to $action", async ({ slack, stored, action }) => {
  const project = { kind: "Project", metadata: { name: "shop" }, spec: slack === undefined ? {} : { slack } };
  const store = { ...nowhere, chatOfProject: async () => stored as never };
  expect(await needsOfDocuments([project as unknown as Document], store)).toMatchObject([
    { action, resource: { kind: "project", project: "shop" } },
  ]);
});

const DAY_MS = 86_400_000;
const inIso = (ms: number) => new Date(Date.now() + ms).toISOString();
const sleepTimes = { timeZone: "UTC", times: [{ days: ["monday"], from: "00:00", to: "07:00" }] };
test.each([
  { does: "says as before when it ends", said: { ttl: "3d" }, says: { ttl: "3d" }, more: [] },
  { does: "ends later", said: { ttl: "3d" }, says: { ttl: "14d" }, more: [] },
  { does: "ends no more", said: { ttl: "3d" }, says: {}, more: [] },
  { does: "ends sooner", said: { ttl: "3d" }, says: { ttl: "1m" }, more: ["delete"] },
  {
    does: "ends sooner than a person has said",
    said: { ttl: "1m" },
    says: { expires: inIso(DAY_MS) },
    more: ["delete"],
  },
  { does: "ends, and did not", said: {}, endless: true, says: { expires: inIso(99 * DAY_MS) }, more: ["delete"] },
  { does: "answers to drift", said: {}, says: { onDrift: "ignore" }, more: ["answer-drift"] },
  { does: "reacts to drift as before", said: { onDrift: "notify" }, says: { onDrift: "notify" }, more: [] },
  { does: "sleeps in staging", said: {}, says: { sleep: sleepTimes }, more: [] },
  { does: "sleeps in prod", of: "prod", said: {}, says: { sleep: sleepTimes }, more: ["operate"] },
  { does: "does not sleep in prod any more", of: "prod", said: { sleep: sleepTimes }, says: {}, more: ["operate"] },
])(
  "to store an environment that $does is to apply, and $more",
  async ({ said, says, more, endless, of = "staging" }) => {
    const stored = { project: "shop", environment: "main", class: of as "prod", isGone: false };
    const document = { kind: "Environment", metadata: { project: "shop", name: "main" }, spec: { class: of, ...says } };
    const needs = await needsOfDocuments([document as unknown as Document], {
      ...nowhere,
      placeOfEnvironment: async () => stored,
      saidOfEnvironment: async () =>
        ({ spec: said, ...(endless === true ? {} : { expiresAt: Date.now() + 3 * DAY_MS }) }) as never,
    });
    expect(needs.map(({ action }) => action)).toEqual(["apply", ...more]);
  },
);

it("asks for nothing more where an environment is new: what it says of itself was never otherwise", async () => {
  const document = {
    kind: "Environment",
    metadata: { project: "shop", name: "pr-1" },
    spec: { class: "dev", ttl: "1m" },
  };
  const needs = await needsOfDocuments([document as unknown as Document], nowhere);
  expect(needs.map(({ action }) => action)).toEqual(["apply"]);
});
