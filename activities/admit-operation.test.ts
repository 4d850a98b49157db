import { expect, test } from "vitest";
import { OrchestratorError } from "../domain/errors.ts";
import { admitOperation } from "./admit-operation.ts";
import type { OrchestratorPorts } from "./orchestrator-ports.ts";

/** An operation whose plan names a secret that its cell, which is away, never spoke of. */
function silentCell({ mustStop }: { readonly mustStop: boolean }) {
  const refused: string[] = [];
  const component = { kind: "service", config: { key: "${secrets.KEY}" }, after: [], onDelete: "delete" };
  const basis = {
    kind: "deploy",
    project: "shop",
    admittedPlan: null,
    promotion: null,
    repair: [],
    components: [],
    basis: { applied: [], outputs: {}, expectedMs: {}, expectedMsByKind: {} },
    document: { metadata: { project: "shop", name: "eu" }, spec: { cell: "aws-eu", parameters: {}, restoreFrom: {} } },
    blueprint: {
      document: { metadata: { project: "shop" }, spec: { parameters: {}, components: { api: component } } },
    },
    release: { document: { metadata: {}, spec: { artifacts: {} } }, digest: "r" },
  };
  const ports = {
    store: {
      admissionBasis: async () => await Promise.resolve(basis),
      mustStopStarting: async () => await Promise.resolve(mustStop),
      refuse: async (_id: string, reason: string) => void refused.push(await Promise.resolve(reason)),
    },
    tools: {
      kinds: {},
      digest: String,
      expressions: { references: () => ({ components: [], secrets: ["KEY"], names: [] }) },
      secrets: {
        version: async () => await Promise.reject(new OrchestratorError("CELL_SILENT", 'cell "aws-eu" does not say')),
      },
    },
  } as unknown as OrchestratorPorts;
  return { ports, refused };
}

test("an operation whose cell does not speak of a secret waits for it, until it is cancelled", async () => {
  const waiting = silentCell({ mustStop: false });
  await expect(admitOperation(waiting.ports, "op1")).rejects.toMatchObject({ code: "CELL_SILENT" });
  const cancelled = silentCell({ mustStop: true });
  expect(await admitOperation(cancelled.ports, "op1")).toEqual({ isAdmitted: false });
  expect(cancelled.refused).toEqual(['it is to start nothing more; CELL_SILENT: cell "aws-eu" does not say']);
  expect(waiting.refused).toEqual([]);
});
