import { judgeStatus } from "../../../domain/eks/judge-status.ts";
import { asProtectionWish, protectionAtRemoval } from "../../../domain/eks/protection-at-removal.ts";
import { OrchestratorError } from "../../../domain/errors.ts";
import { followUpdate } from "../eks/follow-update.ts";
import type { Asking, Change, Removal, Target } from "../eks/kind.ts";
import { unlessUnknown } from "../eks/refusals.ts";
import { sendChange } from "../eks/send-change.ts";
import type { SeenCluster } from "./find-cluster.ts";
import { nodegroupsOf } from "./whats-inside.ts";

/**
 * Nothing may live in a cluster that is deleted, its protection must be off, and no update of ours runs. Node groups and
 * Fargate profiles that go already are waited for; what stays belongs to somebody else. The update that takes the protection
 * off is followed to its end.
 *
 * @throws OrchestratorError `RESOURCE_IN_USE` with what lives in it, or with who has to switch its protection off;
 *   `CLOUD_UPDATE_FAILED` where the protection could not be taken off
 */
export async function beforeClusterIsRemoved(ask: Asking, removal: Removal<SeenCluster>): Promise<"ready" | "later"> {
  const { seen, token } = removal;
  const { name = "" } = removal.target;
  const inside = await whatLivesIn(ask, name);
  if (inside.stays.length > 0) {
    const what = inside.stays.join(", ");
    throw new OrchestratorError("RESOURCE_IN_USE", `cluster "${name}" is not deleted: in it there are ${what}`);
  }
  if (inside.isAnyGoing) return "later";
  const update = await followUpdate(ask, CLUSTER, removal);
  if (update?.state === "running") return "later";
  const protection = protectionAtRemoval({
    wanted: asProtectionWish(removal.forRemoval["deletionProtection"]),
    reached: asProtectionWish(removal.remembered["deletionProtection"]),
    isOn: seen.cluster.deletionProtection === true,
  });
  if (protection.is === "free") return "ready";
  if (protection.is === "kept") {
    throw new OrchestratorError("RESOURCE_IN_USE", `cluster "${name}" is protected from deletion: ${protection.why}`);
  }
  const { notebook, now } = removal;
  await sendChange(ask, CLUSTER, { change: unprotect(name), subject: { token, config: undefined }, notebook, now });
  return "later";
}

/** How updates of a cluster are found. */
const CLUSTER = { updateOf: ({ name = "" }: Target) => ({ name }) };

function unprotect(name: string): Change {
  const request = { deletionProtection: false };
  return {
    step: "unprotect",
    updateType: "DeletionProtectionUpdate",
    fields: ["config.deletionProtection"],
    shows: { "config.deletionProtection": true },
    request,
    async send({ eks, signal }, token) {
      return (await eks.updateClusterConfig({ ...request, name, clientRequestToken: token }, signal)).update?.id;
    },
  };
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
  for (const fargateProfileName of await fargateProfilesOf(ask, clusterName)) {
    const asked = ask.eks.describeFargateProfile({ clusterName, fargateProfileName }, ask.signal);
    const found = (await unlessUnknown(asked))?.fargateProfile;
    if (found === undefined) continue;
    if (judgeStatus("fargate profile", found.status) === "deleting") isAnyGoing = true;
    else stays.push(`Fargate profile "${fargateProfileName}"`);
  }
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
