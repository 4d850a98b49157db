import { expect, test } from "vitest";
import { z } from "zod";
import { celExpressions } from "../../adapters/expressions/cel-expressions.ts";
import type { PromotionBasis } from "../../adapters/store/promotions-port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { sources } from "../../test/setup/plan-world.ts";
import { defineGate, type GateAnswer } from "../gates/gate.ts";
import { askGates } from "./ask-gates.ts";
import { finishGates } from "./finish-gates.ts";
import type { PromotionPorts } from "./promotion-ports.ts";

const TOKEN = "connection-token";
const telling = `no entry for ${TOKEN}, or ${encodeURIComponent(`${TOKEN} &`)}`;

/** A promotion whose one gate reads a connection, and then answers or ends so. */
function gateThat(evaluate: () => GateAnswer) {
  const told: unknown[] = [];
  const gate = defineGate({
    kind: "tracker",
    summary: "Tells what it knows.",
    config: z.strictObject({}),
    outputs: {},
    examples: [{}],
    concerns: "tickets",
    async evaluate(_config, context) {
      expect((await context.connection("tracker")).credentials).toEqual({ token: TOKEN });
      return evaluate();
    },
    async finish(_config, context) {
      await context.connection("tracker");
      evaluate();
    },
  });
  const { environment, blueprint, release } = sources({});
  const basis = {
    promotion: {
      id: "pr-1",
      kind: "promote",
      project: "shop",
      environment: "shop-dev",
      gates: [],
      actor: { name: "ada" },
    },
    supplied: {},
    memory: {},
    upstream: [],
    stage: { after: [], gates: [{ kind: "tracker", config: {} }] },
    environment: { runs: "1.0.0" },
    wanted: { document: environment, blueprint: { document: blueprint }, release, basis: { applied: [] } },
    approvals: { newest: {}, excluded: [], requesters: [] },
  } as unknown as PromotionBasis;
  const ports = {
    store: {
      connection: async () => ({
        spec: { system: "http", url: "https://tracker.example", credentials: { tokenSecret: "token" }, options: {} },
      }),
      gateLedger: () => ({}),
      recordGateFinish: async (...recorded: readonly unknown[]) => void told.push(recorded),
    },
    tools: { expressions: celExpressions(), digest: () => "" },
    gates: new Map([[gate.kind, gate]]),
    secrets: { read: async () => ({ value: TOKEN, version: "1" }) },
    now: () => 0,
  } as unknown as PromotionPorts;
  return { ports, basis, told, signal: new AbortController().signal };
}

test.each<{ name: string; evaluate: () => GateAnswer }>([
  { name: "passes", evaluate: () => ({ verdict: "pass", reasons: [telling], output: { said: telling } }) },
  { name: "waits", evaluate: () => ({ verdict: "wait", reasons: [telling], waitsOn: telling }) },
  { name: "rejects", evaluate: () => ({ verdict: "reject", reasons: [telling] }) },
  {
    name: "fails",
    evaluate: () => {
      throw new OrchestratorError("REMOTE_REFUSED", telling);
    },
  },
])("of a gate that $name no credential of its connection is recorded", async ({ evaluate }) => {
  const { ports, basis, signal } = gateThat(evaluate);
  const records = await askGates(ports, { basis, plan: undefined, binding: undefined, waits: [], signal });
  expect(records).toHaveLength(1);
  expect(records[0]?.reasons).toEqual([expect.stringContaining("no entry for ***")]);
  expect(JSON.stringify(records)).not.toContain(TOKEN);
});

test("a gate that breaks waits and says so, without a secret: the others are asked all the same", async () => {
  const { ports, basis, signal } = gateThat(() => {
    throw new TypeError(telling);
  });
  const [record] = await askGates(ports, { basis, plan: undefined, binding: undefined, waits: [], signal });
  expect(record).toMatchObject({ verdict: "wait", isAlarming: true });
  expect(record?.reasons.join()).toContain("it broke: no entry for ***");
  expect(JSON.stringify(record)).not.toContain(TOKEN);
});

test("of a gate that cannot close what it opened no credential is recorded", async () => {
  const { ports, basis, told, signal } = gateThat(() => {
    throw new OrchestratorError("REMOTE_UNCLEAR", telling);
  });
  await finishGates(ports, { basis, signal });
  expect(told).toEqual([["pr-1", "tracker", { reason: expect.stringContaining("no entry for ***"), isFinal: false }]]);
  expect(JSON.stringify(told)).not.toContain(TOKEN);
});
