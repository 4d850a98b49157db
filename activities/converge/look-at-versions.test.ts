import { expect, test } from "vitest";
import type { CellPorts } from "./cell-ports.ts";
import { lookAtVersions } from "./look-at-versions.ts";

const { signal } = new AbortController();
const kept: unknown[] = [];
const ports = {
  upgrades: {
    clusterToLookAt: async () => await Promise.resolve({ name: "main", kind: "eks-cluster", incarnation: 1 }),
    recordLook: async (_uid: string, look: unknown) => void kept.push(await Promise.resolve(look)),
  },
  drivers: new Map([["eks-cluster", { upgrade: { look: async () => await Promise.resolve(undefined) } }]]),
  now: () => 0,
} as unknown as CellPorts;

test("a cluster that is not there is told to the operation that asks for it, and to nobody else", async () => {
  const asked = lookAtVersions(ports, { componentUid: "u1", cause: "op1", signal });
  await expect(asked).rejects.toMatchObject({ code: "COMPONENT_FAILED", message: expect.stringContaining('"main"') });
  await lookAtVersions(ports, { componentUid: "u1", signal });
  expect(kept).toEqual([]);
});
