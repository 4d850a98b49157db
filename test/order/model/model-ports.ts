import { z } from "zod";
import type { Driver } from "../../../activities/components/driver.ts";
import type { OrchestratorPorts } from "../../../activities/orchestrator-ports.ts";
import type { PlanTools } from "../../../activities/plan-tools.ts";
import { defineStep, type Step } from "../../../activities/steps/step.ts";
import type { Authorization } from "../../../adapters/authorization/port.ts";
import { rruleTemporalCalendar } from "../../../adapters/calendar/rrule-temporal-calendar.ts";
import { celExpressions } from "../../../adapters/expressions/cel-expressions.ts";
import { OrchestratorError } from "../../../domain/errors.ts";
import { digestJson } from "../../../workers/digest.ts";
import { gateByKind } from "../../../workers/gates-and-steps.ts";
import type { Lane } from "./lane.ts";
import type { ModelCloud } from "./model-cloud.ts";
import type { WorkflowPorts } from "./workflows.ts";
import { noUpgrades } from "../../setup/no-upgrades.ts";

/** What the ports of a sequence are made from. */
export interface PortSources {
  readonly lane: Lane;
  readonly cloud: ModelCloud;
  readonly now: () => number;
  readonly workflowState: OrchestratorPorts["workflowState"];
  /** Decides of each step, and of each undo, whether it fails. */
  readonly isFailing: () => boolean;
}

const expressions = celExpressions();
const calendar = rruleTemporalCalendar();
const secrets = {
  version: async () => await Promise.resolve(undefined),
  names: async () => await Promise.resolve([]),
  read: async (_project: string, name: string) =>
    await Promise.reject(new OrchestratorError("SECRET_NOT_FOUND", `there is no secret "${name}"`)),
};
const sealed = {
  seal: async () => await Promise.resolve(),
  unseal: async () => await Promise.resolve({}),
  forget: async () => await Promise.resolve(),
  keyedHash: (value: string) => digestJson(value),
  token: (parts: readonly string[]) => digestJson([...parts]).slice(0, 60),
};

const authorization: Authorization = { decide: () => ({ isAllowed: true, policies: [] }) };

/** The real activities' ports: the real store and records, and a cloud and steps in memory. */
export function modelPorts({ lane, cloud, now, workflowState, isFailing }: PortSources): WorkflowPorts {
  const steps = new Map([["probe", probe(isFailing) as Step]]);
  const drivers = new Map([[cloud.driver.kind, cloud.driver as Driver]]);
  const tools: PlanTools = { kinds: { simulated: cloud.driver }, expressions, secrets, digest: digestJson };
  const inCell = { sealed, secrets, expressions, drivers, digest: digestJson, now, mask: (text: string) => text };
  const drift = { baselines: async () => await Promise.resolve(new Map()) };
  const nothing = async () => await Promise.reject(new Error("a model has no such thing"));
  return {
    orchestrator: (gate) => ({ store: gate(lane.store), tools, workflowState, calendar, authorization, steps, now }),
    promotion: (gate) => ({
      store: gate(lane.store),
      tools,
      calendar,
      gates: gateByKind,
      secrets,
      authorization,
      artifacts: { files: async () => await Promise.resolve([]) },
      fetch: nothing,
      now,
    }),
    cell: (gate) => ({ ...inCell, drift, upgrades: noUpgrades, records: gate(lane.records), reached: () => undefined }),
    step: (gate) => ({
      ...inCell,
      records: gate(lane.stepRecords),
      steps,
      cell: { steps: "", artifacts: { directory: nothing }, environment: {} },
      fetch: nothing,
    }),
  };
}

function probe(isFailing: () => boolean) {
  const act = async (reason: string) =>
    await Promise.resolve(isFailing() ? ({ status: "failed", reason } as const) : ({ status: "succeeded" } as const));
  return defineStep({
    kind: "probe",
    summary: "Succeeds or fails by chance.",
    config: z.strictObject({}),
    outputs: {},
    examples: [],
    timeoutMs: 3_600_000,
    run: async () => await act("the probe failed"),
    undo: async () => await act("the probe was not taken back"),
  });
}
