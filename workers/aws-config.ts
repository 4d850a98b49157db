import { z } from "zod";

/** The account and region of AWS that a cell is. */
export interface AwsConfig {
  readonly account: string;
  readonly region: string;
  readonly roleArn?: string;
  /** Address of a simulator; absent for AWS. */
  readonly eksUrl?: string;
  /** Address of a simulator of Secrets Manager; absent for AWS. */
  readonly secretsUrl?: string;
  /** What the names of the cell's secrets begin with; `holdfast/` when absent. */
  readonly secretsPrefix?: string;
}

const Variables = z.object({
  HOLDFAST_AWS_ACCOUNT: z.string().regex(/^\d{12}$/, "is no account: 12 digits"),
  HOLDFAST_AWS_REGION: z.string().regex(/^[a-z]{2,3}(-[a-z]+)+-\d$/, "is no region, as eu-west-1"),
  HOLDFAST_AWS_ROLE_ARN: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/, "is no role, as arn:aws:iam::111122223333:role/holdfast")
    .optional(),
  HOLDFAST_EKS_URL: z.url({ protocol: /^https?$/, error: "is no address of http or https" }).optional(),
  HOLDFAST_SECRETS_MANAGER_URL: z.url({ protocol: /^https?$/, error: "is no address of http or https" }).optional(),
  HOLDFAST_AWS_SECRETS_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9/_+=.@-]{1,128}$/, "is no beginning of a secret's name, as holdfast/")
    .optional(),
});
const NAMES = Object.keys(Variables.shape);

/**
 * Reads which account and region of AWS a cell is. Undefined where none of its variables is set: the cell has none.
 * @throws Error with one message that lists every problem
 */
export function readAwsConfig(variables: Readonly<Record<string, string | undefined>>): AwsConfig | undefined {
  const given = NAMES.map((name) => [name, variables[name]?.trim() ?? ""]).filter(([, value]) => value !== "");
  if (given.length === 0) return undefined;
  const parsed = Variables.safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `  ${path.join(".")}: ${message}`);
    throw new Error(`the account of AWS is not complete:\n${problems.join("\n")}`);
  }
  const { data } = parsed;
  const inRole = /^arn:aws[a-z-]*:iam::(\d{12})/.exec(data.HOLDFAST_AWS_ROLE_ARN ?? "")?.[1];
  if (inRole !== undefined && inRole !== data.HOLDFAST_AWS_ACCOUNT) {
    throw new Error(`HOLDFAST_AWS_ROLE_ARN is a role of account ${inRole}, not of ${data.HOLDFAST_AWS_ACCOUNT}`);
  }
  return {
    account: data.HOLDFAST_AWS_ACCOUNT,
    region: data.HOLDFAST_AWS_REGION,
    ...(data.HOLDFAST_AWS_ROLE_ARN === undefined ? {} : { roleArn: data.HOLDFAST_AWS_ROLE_ARN }),
    ...(data.HOLDFAST_EKS_URL === undefined ? {} : { eksUrl: data.HOLDFAST_EKS_URL }),
    ...(data.HOLDFAST_SECRETS_MANAGER_URL === undefined ? {} : { secretsUrl: data.HOLDFAST_SECRETS_MANAGER_URL }),
    ...(data.HOLDFAST_AWS_SECRETS_PREFIX === undefined ? {} : { secretsPrefix: data.HOLDFAST_AWS_SECRETS_PREFIX }),
  };
}
