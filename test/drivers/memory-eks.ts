import { randomUUID } from "node:crypto";
import { asOrchestratorError } from "../../adapters/eks/map-error.ts";
import type { Cluster, Eks, EksOperation, Nodegroup } from "../../adapters/eks/port.ts";

/** One call as it came in. */
interface Sent {
  readonly operation: EksOperation;
  readonly input: Readonly<Record<string, unknown>>;
}

/** An error as the SDK throws it. */
export function sdkError(name: string, message: string, httpStatusCode?: number): Error {
  return Object.assign(new Error(message), {
    name,
    ...(httpStatusCode === undefined ? {} : { $metadata: { httpStatusCode } }),
  });
}

interface MemoryUpdate {
  readonly status: string;
  readonly type: string;
  readonly params?: readonly { readonly type: string; readonly value: string }[];
  readonly createdAt?: Date;
  readonly errors?: readonly object[];
}

/** Clusters and node groups in memory, for what a process of its own cannot be brought to do at a certain point. */
export interface MemoryEks {
  readonly eks: Eks;
  readonly clusters: Map<string, Cluster>;
  readonly nodegroups: Map<string, Nodegroup>;
  /** Statuses of Fargate profiles, by name. */
  readonly profiles: Map<string, string>;
  readonly updates: Map<string, MemoryUpdate>;
  readonly sent: Sent[];
  /** Calls that change something, by name. */
  writes(): readonly string[];
  /** Called before a call is carried out, and after; what it throws is what the caller gets. */
  before: (sent: Sent) => void;
  after: (sent: Sent) => void;
}

/** Makes one. Whatever is made is there at once; whatever is updated waits until the test ends its update. */
export function memoryEks(): MemoryEks {
  const clusters = new Map<string, Cluster>();
  const nodegroups = new Map<string, Nodegroup>();
  const profiles: MemoryEks["profiles"] = new Map();
  const updates: MemoryEks["updates"] = new Map();
  const answers = new Map<string, unknown>();
  const sent: Sent[] = [];
  const notFound = (what: string) => sdkError("ResourceNotFoundException", `No ${what}.`, 404);
  const clusterOf = (name: unknown) => {
    const found = clusters.get(String(name));
    if (found === undefined) throw notFound(`cluster found for name: ${String(name)}`);
    return found;
  };
  const begin = (type: string, { name: _name, clientRequestToken: _token, ...asked }: Sent["input"]) => {
    const id = randomUUID();
    const params = Object.entries(asked).map(([member, value]) => ({ type: member, value: JSON.stringify(value) }));
    const update = { status: "InProgress", type, params, createdAt: new Date(1_700_000_000_000) };
    updates.set(id, update);
    return { update: { id, ...update } };
  };

  const operations: Partial<Record<EksOperation, (input: Readonly<Record<string, unknown>>) => unknown>> = {
    describeCluster: ({ name }) => ({ cluster: clusterOf(name) }),
    createCluster(input) {
      const { name, clientRequestToken: _, upgradePolicy, ...rest } = input;
      if (clusters.has(String(name))) {
        throw sdkError("ResourceInUseException", `Cluster already exists with name: ${String(name)}`, 409);
      }
      const cluster = {
        ...rest,
        name: String(name),
        arn: `arn:aws:eks:eu-central-1:111122223333:cluster/${String(name)}`,
        createdAt: new Date(1_700_000_000_000 + sent.length * 1_000),
        status: "ACTIVE",
        endpoint: "https://x.example",
        certificateAuthority: { data: "Y2E=" },
        ...(upgradePolicy === undefined ? {} : { upgradePolicy }),
      } as Cluster;
      clusters.set(String(name), cluster);
      return { cluster };
    },
    updateClusterConfig(input) {
      clusterOf(input["name"]);
      if (input["logging"] !== undefined) return begin("LoggingUpdate", input);
      if (input["deletionProtection"] !== undefined) return begin("DeletionProtectionUpdate", input);
      return begin("EndpointAccessUpdate", input);
    },
    deleteCluster({ name }) {
      clusterOf(name);
      clusters.delete(String(name));
      return {};
    },
    describeUpdate({ updateId }) {
      const update = updates.get(String(updateId));
      if (update === undefined) throw notFound("update");
      return { update };
    },
    listNodegroups: () => ({ nodegroups: [...nodegroups.keys()] }),
    listFargateProfiles: () => ({ fargateProfileNames: [...profiles.keys()] }),
    describeFargateProfile({ fargateProfileName }) {
      const status = profiles.get(String(fargateProfileName));
      if (status === undefined) throw notFound("Fargate profile");
      return { fargateProfile: { fargateProfileName, status } };
    },
    describeNodegroup({ nodegroupName }) {
      const nodegroup = nodegroups.get(String(nodegroupName));
      if (nodegroup === undefined) throw notFound("node group");
      return { nodegroup };
    },
    tagResource: () => ({}),
    untagResource: () => ({}),
  };

  const made: MemoryEks = {
    clusters,
    nodegroups,
    profiles,
    updates,
    sent,
    writes: () =>
      sent.map(({ operation }) => operation).filter((name) => !name.startsWith("describe") && !name.startsWith("list")),
    before: () => undefined,
    after: () => undefined,
    eks: new Proxy({} as Eks, {
      get: (_, name) => async (input: Readonly<Record<string, unknown>>, signal: AbortSignal) => {
        signal.throwIfAborted();
        const operation = name as EksOperation;
        const call = { operation, input };
        sent.push(call);
        try {
          made.before(call);
          const token = input["clientRequestToken"];
          const answer = answers.get(String(token)) ?? operations[operation]?.(input);
          if (token !== undefined) answers.set(String(token), answer);
          made.after(call);
          return answer;
        } catch (error) {
          throw asOrchestratorError(operation, error);
        }
      },
    }),
  };
  return made;
}
