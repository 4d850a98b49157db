import { EKSClient } from "@aws-sdk/client-eks";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { awsEks } from "../../adapters/eks/aws-eks.ts";
import type { Eks, EksOperation } from "../../adapters/eks/port.ts";
import { awsSecretsManager, type SecretsManager } from "../../adapters/secrets/secrets-manager.ts";

/** Something that speaks the protocols of AWS, and what of it was used. */
export interface Wire {
  readonly name: string;
  /** EKS through the adapter of the product. */
  readonly eks: Eks;
  /** Secrets Manager through the adapter of the product. */
  readonly secrets: SecretsManager;
  /** Somebody else in the same account. */
  readonly other: { readonly eks: EKSClient; readonly secrets: SecretsManagerClient };
  /** Where STS answers. */
  readonly sts: { readonly region: string; readonly endpoint: string };
  /** Version of Kubernetes that clusters are made with. */
  readonly kubernetes: string;
  readonly used: ReadonlyMap<string, Used>;
  close(): void;
}

/** How an operation was answered. */
export interface Used {
  answered: number;
  /** Errors by their meaning. */
  readonly refused: Map<string, number>;
}

/** Where the services of a wire are. */
export interface WireAddresses {
  readonly name: string;
  readonly eksUrl: string;
  readonly secretsUrl: string;
  readonly kubernetes: string;
  /** Answers that stand in for what the wire does not serve. */
  readonly standIns?: Partial<Eks>;
}

const REGION = "eu-west-1";
const CREDENTIALS = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
const RATE = { perSecond: 1_000, burst: 1_000 };

/** Makes the clients of a wire. */
export function wireTo({ name, eksUrl, secretsUrl, kubernetes, standIns = {} }: WireAddresses): Wire {
  const at = { region: REGION, credentials: CREDENTIALS };
  const eks = awsEks({ ...at, endpoint: eksUrl, reads: RATE, writes: RATE });
  const secrets = awsSecretsManager({ ...at, endpoint: secretsUrl });
  const other = {
    eks: new EKSClient({ ...at, endpoint: eksUrl, maxAttempts: 1 }),
    secrets: new SecretsManagerClient({ ...at, endpoint: secretsUrl, maxAttempts: 1 }),
  };
  const used = new Map<string, Used>();
  return {
    name,
    eks: { ...counted(eks.calls, { service: "eks", used }), ...standIns },
    secrets: counted(secrets.calls, { service: "secretsmanager", used }),
    other,
    sts: { region: REGION, endpoint: eksUrl },
    kubernetes,
    used,
    close() {
      eks.close();
      secrets.close();
      other.eks.destroy();
      other.secrets.destroy();
    },
  };
}

function counted<Calls extends object>(
  calls: Calls,
  { service, used }: { readonly service: string; readonly used: Map<string, Used> },
): Calls {
  const entries = Object.entries(calls).map(([operation, call]: [string, Eks[EksOperation]]) => {
    const key = `${service} ${operation}`;
    return [
      operation,
      async (input: never, signal: AbortSignal) => {
        const count = used.get(key) ?? { answered: 0, refused: new Map() };
        used.set(key, count);
        try {
          const answer = await call(input, signal);
          count.answered += 1;
          return answer;
        } catch (error) {
          const meaning = meaningOf(error);
          count.refused.set(meaning, (count.refused.get(meaning) ?? 0) + 1);
          throw error;
        }
      },
    ];
  });
  return Object.fromEntries(entries) as Calls;
}

function meaningOf(error: unknown): string {
  const { code = "unknown", details } = error as { code?: string; details?: { refusal?: { is?: string } } };
  return details?.refusal?.is ?? code;
}
