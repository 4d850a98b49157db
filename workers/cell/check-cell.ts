import { askCaller } from "../../adapters/eks/aws-identity.ts";
import { missingPermissions } from "../../adapters/eks/missing-permissions.ts";
import type { Eks } from "../../adapters/eks/port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { CellFinding } from "../../domain/schema/cell-check.ts";
import type { AwsConfig } from "../aws-config.ts";
import { credentialsOfCell } from "./credentials-of-cell.ts";

/** What of a cell is checked. */
export interface CheckedCell {
  readonly cell: string;
  readonly aws: AwsConfig | undefined;
  readonly eks: Eks;
}

const PAGE = "docs/reference/eks-permissions.md";

/** Looks at what is between a cell and AWS: whose credentials it has, and each permission that its drivers use and it lacks. */
export function checkCell({ cell, aws, eks }: CheckedCell): (signal: AbortSignal) => Promise<readonly CellFinding[]> {
  if (aws === undefined) return async () => await Promise.resolve([]);
  const credentials = credentialsOfCell(cell, aws, () => undefined);
  return async (signal) => {
    const { region, eksUrl } = aws;
    try {
      const place = { region, ...(eksUrl === undefined ? {} : { endpoint: eksUrl }) };
      const caller = await askCaller(place, await credentials());
      const found = `${caller.arn} in account ${caller.account}, ${region}`;
      return [{ name: "credentials", ok: true, found }, ...(await permissions(eks, aws, signal))];
    } catch (error) {
      signal.throwIfAborted();
      return [{ name: "credentials", ok: false, found: inWords(error), next: nextFor(error) }];
    }
  };
}

async function permissions(
  eks: Eks,
  { account, region }: AwsConfig,
  signal: AbortSignal,
): Promise<readonly CellFinding[]> {
  try {
    const missing = await missingPermissions(eks, { account, region, which: "all", signal });
    if (missing.length === 0) return [{ name: "permissions", ok: true, found: "all of EKS that the drivers use" }];
    const next = `allow it to the role that the cell acts with: ${PAGE}`;
    return missing.map((permission) => ({ name: `permission ${permission}`, ok: false, found: "is missing", next }));
  } catch (error) {
    signal.throwIfAborted();
    return [{ name: "permissions", ok: false, found: inWords(error), next: nextFor(error) }];
  }
}

function inWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function nextFor(error: unknown): string {
  const isDenied = error instanceof OrchestratorError && error.code === "CLOUD_DENIED";
  return isDenied ? "correct what it names, and ask again" : "check the worker's way to AWS and its credentials";
}
