import { afterAll, beforeAll, expect, test } from "vitest";
import { seededRandom } from "../crash/random.ts";
import { testInstallation, type Installation } from "../setup/installation.ts";
import { simulatedDocuments } from "../setup/simulated-documents.ts";
import { cloudTruth, componentNames, type ComponentEffect } from "./cloud-truth.ts";
import { randomGraph, referringTo, type GraphNode } from "./random-graph.ts";

const TIME_SCALE = 0.002;
const SEEDS = Array.from({ length: 20 }, (_, index) => `graph-${index + 1}`);

let holdfast: Installation;
beforeAll(async () => {
  holdfast = await testInstallation({ cloudArguments: ["--time-scale", String(TIME_SCALE)] });
  await holdfast.start();
});
afterAll(async () => await holdfast.close());

/** Applies a graph as an environment named after its seed, and waits for the end of what that starts. */
async function applyGraph(seed: string, nodes: readonly GraphNode[], version: string) {
  const components = Object.fromEntries(
    nodes.map(({ name, after = [], seconds = 1, properties = {} }) => [name, { after, seconds, properties }]),
  );
  const { results } = await holdfast.apply(simulatedDocuments({ environment: seed, components, version }));
  const operationId = results.find(({ kind }) => kind === "Environment")?.operationId ?? "";
  expect(await holdfast.ended(operationId)).toBe("Succeeded");
  const view = await holdfast.store.getEnvironment(seed, "lab");
  return { operationId, uid: view?.uid ?? "" };
}

async function deleteGraph(seed: string): Promise<void> {
  const answer = await holdfast.call("DELETE", `/v1/environments/lab/${seed}`);
  const { results } = (await answer.json()) as { results: { operationId: string }[] };
  expect(await holdfast.ended(results[0]?.operationId ?? "")).toBe("Succeeded");
}

const only = (effects: readonly ComponentEffect[], kind: ComponentEffect["effect"]) =>
  new Map(effects.filter(({ effect }) => effect === kind).map((effect) => [effect.component, effect]));

/** Every edge of the graph at which the second effect came before the first had ended. */
function brokenEdges(
  nodes: readonly GraphNode[],
  effects: ReadonlyMap<string, ComponentEffect>,
  order: "as needed" | "reversed",
) {
  const edges = nodes.flatMap(({ name, needs }) =>
    needs.map((need) => (order === "reversed" ? { first: name, second: need } : { first: need, second: name })),
  );
  return edges.filter(({ first, second }) => (effects.get(second)?.at ?? 0) < (effects.get(first)?.endsAt ?? Infinity));
}

// Several at a time: side by side they share the workers, as environments do.
test.concurrent.each(SEEDS)(
  "%s is created in order, changed only where it must, and deleted in reverse order",
  async (seed) => {
    const nodes = randomGraph(seed);
    const names = nodes.map(({ name }) => name).toSorted();
    const { uid } = await applyGraph(seed, nodes, "1.0.0");
    const phases = (await holdfast.store.listComponents(uid)).map(({ name, phase }) => `${name} ${phase}`);
    expect(phases.toSorted()).toEqual(names.map((name) => `${name} Ready`));
    const byUid = await componentNames(holdfast, uid);
    const set = await cloudTruth(holdfast, byUid, TIME_SCALE);
    expect(set.map(({ component, effect }) => `${effect} ${component}`).toSorted()).toEqual(
      names.map((name) => `create ${name}`).toSorted(),
    );
    expect(brokenEdges(nodes, only(set, "create"), "as needed")).toEqual([]);

    const { name: changed } = seededRandom(`${seed}/change`).pick(nodes);
    const others = nodes.map((node) =>
      node.name === changed ? { ...node, properties: { ...node.properties, size: "large" } } : node,
    );
    const { operationId } = await applyGraph(seed, others, "2.0.0");
    const operation = await holdfast.store.getOperation(operationId);
    const referring = referringTo(nodes, changed);
    const expected = names.map((name) => {
      if (name === changed) return `${name} update`;
      return referring.has(name) ? `${name} may change` : `${name} keep`;
    });
    expect(operation?.plan?.components.map(({ name, action }) => `${name} ${action}`).toSorted()).toEqual(
      expected.toSorted(),
    );
    const sinceSet = (await cloudTruth(holdfast, byUid, TIME_SCALE)).slice(set.length);
    expect(sinceSet).toMatchObject([{ component: changed, effect: "update", incarnation: 1 }]);

    await deleteGraph(seed);
    const sinceChange = (await cloudTruth(holdfast, byUid, TIME_SCALE)).slice(set.length + 1);
    expect(sinceChange.map(({ component, effect }) => `${effect} ${component}`).toSorted()).toEqual(
      names.map((name) => `delete ${name}`).toSorted(),
    );
    expect(brokenEdges(nodes, only(sinceChange, "delete"), "reversed")).toEqual([]);
  },
  120_000,
);

test("twenty graphs of up to sixty components leave nothing behind", async () => {
  const { body } = await holdfast.cloud.call("GET", "/resources?limit=1");
  expect(body["items"]).toEqual([]);
});
