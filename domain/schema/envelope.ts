import { z } from "zod";

/** The one version of the document format. */
export const API_VERSION = "holdfast.dev/v1";

/** A name of at most so many characters. */
export const nameOfLength = (longest: number) =>
  z
    .string()
    .max(longest, `at most ${longest} characters`)
    .regex(
      /^[a-z]([a-z0-9-]*[a-z0-9])?$/,
      "lower-case letters, digits and dashes; starts with a letter, ends with a letter or digit",
    );

/** Name of a project, blueprint or environment: at most 63 characters. */
export const Name = nameOfLength(63);

/** What an environment is for; defaults differ by class. */
export const EnvironmentClass = z.enum(["dev", "staging", "prod"]);
/** dev, staging or prod. */
export type EnvironmentClass = z.infer<typeof EnvironmentClass>;

/** The schema of a kind of document, of what differs: its metadata and its spec. */
export const envelope = <Kind extends string, Meta extends z.ZodRawShape, Spec extends z.ZodType>(
  kind: Kind,
  metadata: Meta,
  spec: Spec,
) =>
  z.strictObject({
    apiVersion: z.literal(API_VERSION),
    kind: z.literal(kind),
    metadata: z.strictObject(metadata),
    spec,
  });

/** Labels of a document. */
export const labels = z.record(z.string().max(63), z.string().max(63)).default({}).describe("Labels to select by.");
