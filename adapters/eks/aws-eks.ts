import * as sdk from "@aws-sdk/client-eks";
import { OrchestratorError } from "../../domain/errors.ts";
import { checkNames } from "./check-names.ts";
import { asOrchestratorError } from "./map-error.ts";
import type { Eks, EksOperation } from "./port.ts";
import { tokenBucket, type Rate, type TokenBucket } from "./token-bucket.ts";

/** Where EKS is, and how much may be asked of it. */
export interface AwsEksOptions {
  readonly region: string;
  /** Absent for the SDK's default chain. */
  readonly credentials?: sdk.EKSClientConfig["credentials"];
  /** Address of something that speaks the protocol of EKS; absent for AWS. */
  readonly endpoint?: string;
  /** Calls that look. What AWS allows is not published: this leaves room for others of the account. */
  readonly reads?: Rate;
  /** Calls that change. */
  readonly writes?: Rate;
  /** Time for one answer, milliseconds. */
  readonly answerMs?: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

/** EKS, and the end of it. */
export interface AwsEks {
  readonly calls: Eks;
  close(): void;
}

const CONNECT_MS = 3_000;
const ANSWER_MS = 10_000;
// As many at once as are thought to be allowed would be refused where one of them arrives a little late.
const READS: Rate = { perSecond: 10, burst: 36 };
const WRITES: Rate = { perSecond: 2, burst: 8 };
/** An attempt at a component must be able to end before its activity is given up. */
const PLACE_MS_MAX = 8_000;
const SOCKETS = 50;

const COMMANDS = {
  describeCluster: sdk.DescribeClusterCommand,
  createCluster: sdk.CreateClusterCommand,
  updateClusterConfig: sdk.UpdateClusterConfigCommand,
  deleteCluster: sdk.DeleteClusterCommand,
  describeUpdate: sdk.DescribeUpdateCommand,
  listNodegroups: sdk.ListNodegroupsCommand,
  describeNodegroup: sdk.DescribeNodegroupCommand,
  createNodegroup: sdk.CreateNodegroupCommand,
  updateNodegroupConfig: sdk.UpdateNodegroupConfigCommand,
  deleteNodegroup: sdk.DeleteNodegroupCommand,
  listFargateProfiles: sdk.ListFargateProfilesCommand,
  describeFargateProfile: sdk.DescribeFargateProfileCommand,
  describeAddon: sdk.DescribeAddonCommand,
  createAddon: sdk.CreateAddonCommand,
  updateAddon: sdk.UpdateAddonCommand,
  deleteAddon: sdk.DeleteAddonCommand,
  describeAccessEntry: sdk.DescribeAccessEntryCommand,
  createAccessEntry: sdk.CreateAccessEntryCommand,
  updateAccessEntry: sdk.UpdateAccessEntryCommand,
  deleteAccessEntry: sdk.DeleteAccessEntryCommand,
  listAssociatedAccessPolicies: sdk.ListAssociatedAccessPoliciesCommand,
  associateAccessPolicy: sdk.AssociateAccessPolicyCommand,
  disassociateAccessPolicy: sdk.DisassociateAccessPolicyCommand,
  listPodIdentityAssociations: sdk.ListPodIdentityAssociationsCommand,
  describePodIdentityAssociation: sdk.DescribePodIdentityAssociationCommand,
  createPodIdentityAssociation: sdk.CreatePodIdentityAssociationCommand,
  updatePodIdentityAssociation: sdk.UpdatePodIdentityAssociationCommand,
  deletePodIdentityAssociation: sdk.DeletePodIdentityAssociationCommand,
  updateClusterVersion: sdk.UpdateClusterVersionCommand,
  updateNodegroupVersion: sdk.UpdateNodegroupVersionCommand,
  listAddons: sdk.ListAddonsCommand,
  listInsights: sdk.ListInsightsCommand,
  startInsightsRefresh: sdk.StartInsightsRefreshCommand,
  describeInsightsRefresh: sdk.DescribeInsightsRefreshCommand,
  describeClusterVersions: sdk.DescribeClusterVersionsCommand,
  describeAddonVersions: sdk.DescribeAddonVersionsCommand,
  tagResource: sdk.TagResourceCommand,
  untagResource: sdk.UntagResourceCommand,
} as const satisfies Record<EksOperation, unknown>;

/** Every operation that is used. */
export const EKS_OPERATIONS: readonly string[] = Object.keys(COMMANDS);

/** A command whose input and output are forgotten: the port says what they are. */
type AnyCommand = new (input: object) => sdk.DescribeClusterCommand;

/**
 * EKS through the SDK, one client for an account and region. The SDK makes one attempt and waits for nothing: who calls
 * looks again.
 */
export function awsEks(options: AwsEksOptions): AwsEks {
  const now = options.now ?? (() => performance.now());
  const client = new sdk.EKSClient({
    region: options.region,
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: options.answerMs ?? ANSWER_MS,
      throwOnRequestTimeout: true,
      httpsAgent: { maxSockets: SOCKETS },
      httpAgent: { maxSockets: SOCKETS },
    },
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
  });
  const buckets = {
    read: tokenBucket(options.reads ?? READS, { waitMsMax: PLACE_MS_MAX, now }),
    write: tokenBucket(options.writes ?? WRITES, { waitMsMax: PLACE_MS_MAX, now }),
  };

  const callOf = (operation: EksOperation) => {
    const Command = COMMANDS[operation] as unknown as AnyCommand;
    const bucket = buckets[isRead(operation) ? "read" : "write"];
    return async (input: object, signal: AbortSignal, turn?: string) => {
      checkNames(operation, input);
      await place(bucket, operation, { signal, turn });
      const sentAt = now();
      try {
        return await client.send(new Command(input), { abortSignal: signal });
      } catch (error) {
        // A cancelled call says nothing about EKS.
        signal.throwIfAborted();
        const known = asOrchestratorError(operation, error);
        if (known.code === "CLOUD_THROTTLED") bucket.slowDown(sentAt);
        throw known;
      }
    };
  };
  const calls = Object.keys(COMMANDS).map((name) => [name, callOf(name as EksOperation)]);
  return { calls: Object.fromEntries(calls) as Eks, close: () => client.destroy() };
}

function isRead(operation: EksOperation): boolean {
  return operation.startsWith("describe") || operation.startsWith("list");
}

async function place(
  bucket: TokenBucket,
  operation: EksOperation,
  { signal, turn }: { readonly signal: AbortSignal; readonly turn: string | undefined },
): Promise<void> {
  const retryAfterMs = await bucket.take(signal, turn);
  if (retryAfterMs === undefined) return;
  const message = `${operation} waits for its place among the cell's calls of EKS`;
  throw new OrchestratorError("CLOUD_THROTTLED", message, { details: { retryAfterMs, isSent: false } });
}
