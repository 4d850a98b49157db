import { afterAll, beforeAll, expect, test } from "vitest";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { ReleaseDocument } from "../../domain/schema/documents.ts";
import { digestOf, request, storeWorld, type StoreWorld } from "../setup/store-world.ts";

let world: StoreWorld;
beforeAll(async () => {
  world = await storeWorld();
  await world.bringUp("dev");
}, 60_000);
afterAll(async () => await world.close());

const D1 = `sha256:${"1".repeat(64)}`;
const D2 = `sha256:${"2".repeat(64)}`;

async function release(version: string, buildId: string | undefined, digest = D1): Promise<Accepted> {
  const document: ReleaseDocument = {
    apiVersion: "holdfast.dev/v1",
    kind: "Release",
    metadata: { project: "shop", version, labels: {} },
    spec: { blueprint: "shop@1.0.0", artifacts: { api: { digest } } },
  };
  const item = { document, digest: digestOf(document.spec), ...(buildId === undefined ? {} : { buildId }) };
  return await world.store.acceptApply(request(), { documents: [item] });
}

const resultOf = ({ results }: Accepted) => results[0]?.result;

test("a build is found by the release that it made", async () => {
  expect(resultOf(await release("2.0.0", "build-2"))).toBe("created");
  expect(await world.store.releaseOfBuild("shop", "build-2")).toMatchObject({ version: "2.0.0" });
  expect(await world.store.releaseOfBuild("shop", "build-3")).toBeUndefined();
  expect(await world.store.releaseOfBuild("other", "build-2")).toBeUndefined();
});

test("the same build with the same content is unchanged, also where its version was stored before the build was known", async () => {
  expect(resultOf(await release("2.0.0", "build-2"))).toBe("unchanged");
  await release("2.1.0", undefined);
  expect(resultOf(await release("2.1.0", "build-21"))).toBe("unchanged");
  expect(await world.store.releaseOfBuild("shop", "build-21")).toMatchObject({ version: "2.1.0" });
});

test("a build makes one release only, also when two come at once", async () => {
  await expect(release("2.0.1", "build-2")).rejects.toMatchObject({ code: "VERSION_IMMUTABLE" });
  await expect(release("2.0.0", "build-2", D2)).rejects.toMatchObject({ code: "VERSION_IMMUTABLE" });
  const both = await Promise.allSettled([release("4.0.0", "build-4"), release("4.0.1", "build-4")]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "VERSION_IMMUTABLE" } });
});

test("a component says which artifact it is to run", async () => {
  const components = await world.store.listComponents(await world.uidOf("dev"));
  expect(components.map(({ name, artifactDigest }) => [name, artifactDigest])).toEqual([
    ["api", `sha256:${"0".repeat(64)}`],
    ["database", undefined],
    ["web", undefined],
  ]);
});
