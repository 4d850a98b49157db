import { z } from "zod";

/** Name of a cluster. */
export const ClusterName = z
  .string()
  .max(100)
  .regex(
    /^[0-9A-Za-z][A-Za-z0-9_-]*$/,
    "a name has letters, digits, hyphens and underscores, and starts with a letter or digit",
  );

/** Name of a node group. */
export const NodegroupName = z
  .string()
  .max(63)
  .regex(
    /^[0-9A-Za-z][A-Za-z0-9_-]*$/,
    "a name has letters, digits, hyphens and underscores, and starts with a letter or digit",
  );

/** An ARN of IAM, of a role or of a user. */
export const PrincipalArn = z
  .string()
  .max(2_048)
  .regex(/^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/\S+$/, 'write an ARN as "arn:aws:iam::111122223333:role/name"');

/** An ARN of a role. */
export const RoleArn = z
  .string()
  .max(2_048)
  .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/, 'write a role as "arn:aws:iam::111122223333:role/name"');

/** A version of Kubernetes. */
export const KubernetesVersion = z.string().regex(/^\d{1,2}\.\d{1,3}$/, 'write a version as "1.31"');

/** Subnets of a VPC. */
export const SubnetIds = z.array(z.string().min(1).max(100)).min(1).max(16);

/** Tags that a blueprint gives. Those of Holdfast are added. */
export const Tags = z
  .record(
    z
      .string()
      .min(1)
      .max(128)
      .regex(/^(?!aws:|holdfast:)/i, 'tags that begin with "aws:" or "holdfast:" are not for blueprints'),
    z.string().max(256),
  )
  .default({})
  .refine((tags) => Object.keys(tags).length <= 40, "at most 40 tags")
  .describe("Tags of the resource, besides those that Holdfast puts on it.");
