import { expect, it, vi } from "vitest";
import { celExpressions } from "../../adapters/expressions/cel-expressions.ts";
import type { FindingAnswer } from "../../adapters/store/drift-port.ts";
import type { StoreOfApi } from "../../adapters/store/port.ts";
import type { Accepted, RequestIdentity } from "../../adapters/store/requests-port.ts";
import type { BlueprintDocument, EnvironmentDocument, ReleaseDocument } from "../../domain/schema/documents.ts";
import type { FindingView } from "../../domain/schema/drift.ts";
import { apiUnderTest } from "../../test/api/api-under-test.ts";
import { fakeStore, someEnvironment } from "../../test/api/fake-store.ts";
import { productKinds } from "../../test/setup/product-kinds.ts";
import { someFinding } from "../../test/setup/some-finding.ts";

const apiVersion = "holdfast.dev/v1" as const;
const blueprint: BlueprintDocument = {
  apiVersion,
  kind: "Blueprint",
  metadata: { project: "shop", name: "shop", version: "1.0.0", labels: {} },
  spec: {
    parameters: { size: { type: "integer", default: 1, maximum: 9 } },
    components: {
      web: {
        kind: "simulated",
        config: { type: "web", seconds: 1, properties: { size: "${parameters.size}", note: "text" } },
        after: [],
        onDelete: "delete",
      },
    },
  },
};
const release: ReleaseDocument = {
  apiVersion,
  kind: "Release",
  metadata: { project: "shop", version: "1.0.0", labels: {} },
  spec: { blueprint: "shop@1.0.0", artifacts: {} },
};
const differs = (path: string, seen: number) =>
  someFinding({ fields: [{ path, class: "changed", wanted: 1, seen }], environment: "shop-dev", class: "dev" });
const SIZE = "config.properties.size";

/** An API whose store keeps the answers that it gets. */
function world(finding: FindingView = someFinding(), over: Partial<StoreOfApi> = {}) {
  const accepted: Accepted = { results: [], isReplay: false };
  const answerFinding = vi.fn<(request: RequestIdentity, answer: FindingAnswer) => Promise<Accepted>>(
    async () => accepted,
  );
  const base = fakeStore();
  const { send } = apiUnderTest({
    deps: { ...productKinds, expressions: celExpressions() },
    store: {
      answerFinding,
      getFinding: async () => finding,
      getEnvironment: async () => someEnvironment(),
      catalog: async (projects) => ({
        ...(await base.catalog(projects)),
        projects: ["shop"],
        blueprints: [{ document: blueprint, digest: "d" }],
        releases: [{ document: release, digest: "d" }],
        environments: [{ document: someEnvironment().document, uid: "e1", phase: "Ready", generation: 7 }],
      }),
      ...over,
    },
  });
  const answer = async (body: object) =>
    await send(`/v1/findings/${finding.id}/answer`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", "idempotency-key": "once" },
    });
  return { answer, answerFinding, given: () => answerFinding.mock.calls[0]?.[1] };
}

const diffDigest = "sha256:diff";

it.each([
  { body: { do: "revert", diffDigest }, status: 202, given: { do: "revert", reason: "" } },
  { body: { do: "accept", diffDigest, reason: "wanted" }, status: 200, given: { do: "accept", reason: "wanted" } },
])("hands $body.do on, with the difference that was seen", async ({ body, status, given: expected }) => {
  const { answer, given, answerFinding } = world();
  expect((await answer(body)).status).toBe(status);
  expect(given()).toEqual({ ...expected, diffDigest, findingId: "fi-abcdefghijklmnop" });
  expect(answerFinding.mock.calls[0]?.[0].key).toBe("once");
});

it("leaves one alone until an instant within 90 days", async () => {
  const until = Date.now() + 60_000;
  const { answer, given } = world();
  expect((await answer({ do: "snooze", diffDigest, reason: "later", until })).status).toBe(200);
  expect(given()).toMatchObject({ do: "snooze", until });
});

it.each([
  ["without the difference that was seen", { do: "revert" }],
  ["that there is not", { do: "ignore", diffDigest, reason: "x" }],
  ["that accepts without a reason", { do: "accept", diffDigest }],
  ["that snoozes into the past", { do: "snooze", diffDigest, reason: "x", until: 1 }],
  ["that snoozes for ever", { do: "snooze", diffDigest, reason: "x", until: Date.now() + 91 * 86_400_000 }],
  ["that snoozes without an end", { do: "snooze", diffDigest, reason: "x" }],
])("refuses an answer %s", async (_, body) => {
  const { answer, answerFinding } = world();
  expect((await answer(body)).status).toBe(400);
  expect(answerFinding).not.toHaveBeenCalled();
});

it("adopts what was seen as the parameter that it comes from, planned as an apply", async () => {
  const { answer, given } = world(differs(SIZE, 3));
  const response = await answer({ do: "adopt", diffDigest });
  expect([response.status, response.status === 202 ? "" : await response.text()]).toEqual([202, ""]);
  const adopted = given() as Extract<FindingAnswer, { do: "adopt" }>;
  expect(adopted).toMatchObject({ parameters: { size: 3 }, ifGeneration: 7, change: { allowedIn: ["dev"] } });
  const { document } = adopted.change as { document: EnvironmentDocument };
  expect(document.spec.parameters).toEqual({ size: 3 });
  expect(adopted.change.plan?.components.map(({ name }) => name)).toEqual(["web"]);
});

it.each([
  [SIZE, 10, "more than 9"],
  ["config.properties.note", 3, "not exactly one parameter"],
])("adopts no %s of %s", async (path, seen, why) => {
  const { answer, answerFinding } = world(differs(path, seen));
  const response = await answer({ do: "adopt", diffDigest });
  expect([response.status, await response.json()]).toMatchObject([
    409,
    { code: "FINDING_NOT_ADOPTABLE", detail: expect.stringContaining(why) as string },
  ]);
  expect(answerFinding).not.toHaveBeenCalled();
});

it("adopts neither another difference than was seen, nor one that has ended", async () => {
  const changed = await world(differs(SIZE, 3)).answer({ do: "adopt", diffDigest: "sha256:other" });
  expect(await changed.json()).toMatchObject({ code: "FINDING_CHANGED" });
  const ended = await world({ ...differs(SIZE, 3), status: "resolved" }).answer({ do: "adopt", diffDigest });
  expect(await ended.json()).toMatchObject({ code: "FINDING_CLOSED" });
});

it("answers a repeated adoption as the first time, although it is adopted by now", async () => {
  const earlier: Accepted = {
    isReplay: true,
    results: [{ kind: "Finding", project: "shop", name: "fi-a", result: "adopted", promotionId: "pr-1" }],
  };
  const { answer, answerFinding } = world(
    { ...differs(SIZE, 3), status: "adopted" },
    { findAnswer: async () => earlier },
  );
  const response = await answer({ do: "adopt", diffDigest });
  expect([response.status, response.headers.get("location")]).toEqual([202, "/v1/promotions/pr-1"]);
  expect(answerFinding).not.toHaveBeenCalled();
});
