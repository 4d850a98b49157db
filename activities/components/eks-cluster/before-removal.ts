import { callToken } from "../../../domain/eks/call-token.ts";
import { judgeStatus } from "../../../domain/eks/judge-status.ts";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { Asking, Removal } from "../eks/kind.ts";
import { unlessUnknown } from "../eks/refusals.ts";
import { wishDigest } from "../eks/wish-digest.ts";
import type { SeenCluster } from "./find-cluster.ts";
import { nodegroupsOf } from "./whats-inside.ts";

/**
 * Nothing may live in a cluster that is deleted, and its protection must be off. Node groups that go already are waited for;
 * what stays belongs to somebody else.
 *
 * @throws OrchestratorError `RESOURCE_IN_USE` with what lives in it, or with who has to switch its protection off
 */
export async function beforeClusterIsRemoved(ask: Asking, removal: Removal<SeenCluster>): Promise<"ready" | "later"> {
  const { seen, remembered, token } = removal;
  const { name = "" } = removal.target;
  const inside = await whatLivesIn(ask, name);
  if (inside.stays.length > 0) {
    const what = inside.stays.join(", ");
    throw new OrchestratorError("RESOURCE_IN_USE", `cluster "${name}" is not deleted: in it there are ${what}`);
  }
  if (inside.isAnyGoing) return "later";
  if (seen.cluster.deletionProtection !== true) return "ready";
  if (remembered["deletionProtection"] !== "on") {
    const whose =
      remembered["deletionProtection"] === "strict"
        ? "config.deletionProtection is strict"
        : "somebody has switched it on";
    throw new OrchestratorError(
      "RESOURCE_IN_USE",
      `cluster "${name}" is protected from deletion (${whose}): switch that off by hand`,
    );
  }
  const wish = { deletionProtection: false };
  const input = { ...wish, name, clientRequestToken: callToken(token, "unprotect", wishDigest(wish)) };
  await ask.eks.updateClusterConfig(input, ask.signal);
  return "later";
}

async function whatLivesIn(ask: Asking, clusterName: string) {
  const stays: string[] = [];
  let isAnyGoing = false;
  for (const nodegroupName of await nodegroupsOf(ask, clusterName)) {
    const asked = ask.eks.describeNodegroup({ clusterName, nodegroupName }, ask.signal);
    const found = (await unlessUnknown(asked))?.nodegroup;
    if (found === undefined) continue;
    if (judgeStatus("nodegroup", found.status) === "deleting") isAnyGoing = true;
    else stays.push(`node group "${nodegroupName}"`);
  }
  for (const profile of await fargateProfilesOf(ask, clusterName)) stays.push(`Fargate profile "${profile}"`);
  return { stays, isAnyGoing };
}

async function fargateProfilesOf({ eks, signal }: Asking, clusterName: string): Promise<readonly string[]> {
  const found: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await eks.listFargateProfiles({ clusterName, nextToken }, signal);
    found.push(...(page.fargateProfileNames ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}
