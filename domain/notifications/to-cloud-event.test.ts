import { expect, test } from "vitest";
import { CDEVENT_CONTENTS, CloudEvent } from "../schema/cloud-event.ts";
import { EVENT_TYPES } from "./event-types.ts";
import type { NotifiedEvent } from "./notified-event.ts";
import { toCloudEvent } from "./to-cloud-event.ts";

const ID = "hf-0123456789abcdef";
const DIGEST = `sha256:${"a".repeat(64)}`;

function event(type: string, more: Partial<NotifiedEvent> = {}): NotifiedEvent {
  return {
    seq: 48,
    type,
    time: "2026-11-29T20:14:09.000Z",
    actor: { kind: "person", name: "ada" },
    project: "shop",
    environment: "shop-prod",
    component: "api",
    operationId: "op-1",
    promotionId: "pr-1",
    message: "something happened",
    data: { kind: "promote", release: "1.2.0", releaseDigest: DIGEST, runs: "1.1.0" },
    ...more,
  };
}

/** The least that an event may have. */
const bare = (type: string): NotifiedEvent => ({
  type,
  time: "2026-11-29T20:14:09Z",
  actor: { kind: "system", name: "holdfast" },
  project: "",
  message: "",
  data: {},
});

test.each([...EVENT_TYPES, "noun-of-tomorrow.came-about"])("%s is a sound CloudEvent and a sound CDEvent", (type) => {
  const kinds = ["promote", "rollback", "change"].map((kind) => event(type, { data: { ...event(type).data, kind } }));
  for (const each of [...kinds, event(type, { data: { endsHold: true } }), bare(type)]) {
    const sent = CloudEvent.parse(JSON.parse(JSON.stringify(toCloudEvent(each, ID))));
    const { context, subject } = sent.data;
    expect([context.id, context.source, context.type, context.timestamp, subject.id]).toEqual([
      sent.id,
      sent.source,
      sent.type,
      sent.time,
      sent.subject,
    ]);
    if (sent.type.startsWith("dev.cdeventsx.")) expect(sent.type).toBe(`dev.cdeventsx.holdfast-${type}.0.1.0`);
    else expect(CDEVENT_CONTENTS[sent.type]?.safeParse(subject.content)).toMatchObject({ success: true });
    expect(sent.data.customData).toMatchObject({ event: type });
  }
});

test.each([
  ["environment.created", {}, "dev.cdevents.environment.created.0.3.0", "shop-prod"],
  ["environment.changed", {}, "dev.cdevents.environment.modified.0.3.0", "shop-prod"],
  ["environment.held", {}, "dev.cdevents.incident.detected.0.3.0", "shop-prod/hold"],
  ["environment.resumed", { data: { endsHold: true } }, "dev.cdevents.incident.resolved.0.3.0", "shop-prod/hold"],
  ["environment.resumed", { data: {} }, "dev.cdevents.environment.modified.0.3.0", "shop-prod"],
  ["operation.requested", {}, "dev.cdevents.pipelinerun.queued.0.3.0", "op-1"],
  ["operation.failed", {}, "dev.cdevents.pipelinerun.finished.0.3.0", "op-1"],
  ["promotion.verified", {}, "dev.cdevents.service.upgraded.0.3.0", "shop-prod/shop"],
  [
    "promotion.verified",
    { data: { kind: "rollback", release: "1.0.0" } },
    "dev.cdevents.service.rolledback.0.3.0",
    "shop-prod/shop",
  ],
  [
    "promotion.verified",
    { data: { kind: "change", release: "1.0.0" } },
    "dev.cdevents.environment.modified.0.3.0",
    "shop-prod",
  ],
  ["promotion.restored", {}, "dev.cdevents.service.rolledback.0.3.0", "shop-prod/shop"],
  ["promotion.held", {}, "dev.cdeventsx.holdfast-promotion.held.0.1.0", "pr-1"],
  ["approval.requested", { data: { approval: "ap-1" } }, "dev.cdeventsx.holdfast-approval.requested.0.1.0", "ap-1"],
] as const)("%s with %o is %s of %s", (type, more, ...sent) => {
  const { type: found, subject } = toCloudEvent(event(type, more as Partial<NotifiedEvent>), ID);
  expect([found, subject]).toEqual(sent);
});

test("an upgrade names its release as a package URL, and a restore what runs again", () => {
  const artifactOf = (type: string) => toCloudEvent(event(type), ID).data.subject.content["artifactId"];
  expect(artifactOf("promotion.verified")).toBe(`pkg:generic/shop@1.2.0?checksum=sha256%3A${"a".repeat(64)}`);
  expect(artifactOf("promotion.restored")).toBe("pkg:generic/shop@1.1.0");
});

test("its place in the record and its promotion are extensions", () => {
  expect(toCloudEvent(event("promotion.held"), ID)).toMatchObject({ hfseq: "48", hfpromotion: "pr-1" });
});

test.each([
  ["data", { data: { text: "x".repeat(100_000) } }],
  ["message", { message: "ü".repeat(60_000) }],
])("a %s that is too long is cut, and the event says so", (_, more) => {
  const sent = toCloudEvent(event("promotion.held", more), ID);
  expect(Buffer.byteLength(JSON.stringify(sent))).toBeLessThanOrEqual(64 * 1024);
  expect(CloudEvent.safeParse(sent).error).toBeUndefined();
  expect(sent.data.customData).toMatchObject({ isCut: true, event: "promotion.held", promotionId: "pr-1" });
});
