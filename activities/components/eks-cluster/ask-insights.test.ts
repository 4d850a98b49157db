import { expect, test } from "vitest";
import type { Eks } from "../../../adapters/eks/port.ts";
import type { Notebook } from "../eks/life-notes.ts";
import type { Move } from "../version-moves.ts";
import { askInsights } from "./ask-insights.ts";

/** Asks of the step that moves a control plane from 1.34 to 1.35, with insights that were refreshed for it already. */
async function asked(insight: object, accepted: readonly string[] = [], insightsOf = "operation step") {
  const cause = "operation step";
  const move: Move = { cause, phase: "control-plane", from: "1.34", to: "1.35", accepted, mayForce: false };
  const eks = {
    listInsights: async () => await Promise.resolve({ insights: [{ name: "Deprecated APIs", ...insight }] }),
    startInsightsRefresh: async () => await Promise.resolve({}),
    describeInsightsRefresh: async () => await Promise.resolve({ status: "COMPLETED" }),
  } as unknown as Eks;
  const notebook = { notes: { insightsOf }, write: async () => await Promise.resolve() } as unknown as Notebook;
  const { signal } = new AbortController();
  return await askInsights({ eks, signal }, { target: { name: "main" }, move, notebook });
}

const saysNo = { insightStatus: { status: "ERROR", reason: "somebody uses what is gone" } };

test("an insight that says no keeps a control plane, also one that names no version: it is about the next", async () => {
  const no = { state: "failed", code: "UPGRADE_NOT_READY" };
  expect(await asked({ ...saysNo, kubernetesVersion: "1.35" })).toMatchObject(no);
  expect(await asked(saysNo)).toMatchObject(no);
  expect(await asked({ ...saysNo, kubernetesVersion: "1.36" })).toEqual({ state: "differs" });
});

test("an insight that a person has accepted is got past by force, whether it names the version or not", async () => {
  const accepted = ["Deprecated APIs"];
  expect(await asked({ ...saysNo, kubernetesVersion: "1.35" }, accepted)).toEqual({
    state: "differs",
    mustForce: true,
  });
  expect(await asked(saysNo, accepted)).toEqual({ state: "differs", mustForce: true });
});

test("nothing is forced by insights that were not refreshed for the step", async () => {
  const accepted = ["Deprecated APIs"];
  const changing = { state: "changing", reason: "insights about 1.35 are asked again" };
  expect(await asked(saysNo, accepted, "an earlier step")).toEqual(changing);
  expect(await asked({ insightStatus: { status: "PASSING" } }, accepted, "an earlier step")).toEqual({
    state: "differs",
  });
});
