import { z } from "zod";
import { JsonValue } from "./json.ts";
import { ON_DELETE } from "./phases.ts";

/** The one version of the document format. */
export const API_VERSION = "holdfast.dev/v1";

const name = (longest: number) =>
  z
    .string()
    .max(longest, `at most ${longest} characters`)
    .regex(
      /^[a-z]([a-z0-9-]*[a-z0-9])?$/,
      "lower-case letters, digits and dashes; starts with a letter, ends with a letter or digit",
    );

/** Name of a project, blueprint or environment: at most 63 characters. */
export const Name = name(63);
/** Name of a component or artifact inside a blueprint: at most 40 characters. */
export const ComponentName = name(40);
/** A version label such as `1.0.0`: at most 64 characters, immutable once applied. */
export const Version = z
  .string()
  .max(64)
  .regex(/^[0-9A-Za-z]([0-9A-Za-z.+_-]*[0-9A-Za-z])?$/, "letters, digits, and . + _ - between them");
/** Digest of an immutable content. */
export const Digest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, 'write a digest as "sha256:" and 64 hexadecimal digits');
/** `name@version` of a blueprint. */
export const BlueprintReference = z
  .string()
  .regex(/^[a-z][a-z0-9-]*@[0-9A-Za-z][0-9A-Za-z.+_-]*$/, 'write it as "name@version"');

/** What an environment is for; defaults differ by class. */
export const EnvironmentClass = z.enum(["dev", "staging", "prod"]);

const ParameterSchema = z
  .strictObject({
    type: z.enum(["string", "integer", "number", "boolean", "array", "object"]),
    description: z.string().max(500).optional(),
    default: JsonValue.optional(),
    enum: z.array(JsonValue).min(1).max(100).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    minLength: z.int().min(0).optional(),
    maxLength: z.int().min(0).optional(),
    items: z.record(z.string(), JsonValue).optional(),
  })
  .describe(
    "A JSON Schema of the parameter's value: type, default, enum, minimum, maximum, minLength, maxLength, items.",
  );

/** One component of a blueprint. `config` is checked against its kind's own schema. */
export const ComponentSpec = z.strictObject({
  kind: z.string().min(1).max(63).describe("What it is made of: service, postgres, job, simulated."),
  artifact: ComponentName.optional().describe(
    "Which artifact of the release it runs; absent where its kind runs none.",
  ),
  config: z
    .record(z.string(), JsonValue)
    .default({})
    .describe("As its kind's schema says, and readyWithin. May hold ${…} expressions."),
  after: z
    .array(ComponentName)
    .max(200)
    .default([])
    .describe("Components that must be ready first, besides those it refers to."),
  onDelete: z.enum(ON_DELETE).default("delete").describe("What happens to it and its data when it is deleted."),
});

const envelope = <Kind extends string, Meta extends z.ZodRawShape, Spec extends z.ZodType>(
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

const labels = z.record(z.string().max(63), z.string().max(63)).default({}).describe("Labels to select by.");

/** A system owned by a team. */
export const ProjectDocument = envelope(
  "Project",
  { name: Name, labels },
  z.strictObject({ description: z.string().max(500).optional() }),
);

/** A versioned, immutable graph of components, with parameters. */
export const BlueprintDocument = envelope(
  "Blueprint",
  { project: Name, name: Name, version: Version, labels },
  z.strictObject({
    parameters: z.record(z.string().regex(/^[a-zA-Z][a-zA-Z0-9_]{0,39}$/), ParameterSchema).default({}),
    components: z.record(ComponentName, ComponentSpec).describe("By name. At least one, at most 5,000."),
  }),
);

/** A blueprint version and a set of artifact digests; its identity is the digest of both. */
export const ReleaseDocument = envelope(
  "Release",
  { project: Name, version: Version, labels },
  z.strictObject({
    blueprint: BlueprintReference,
    artifacts: z.record(ComponentName, z.strictObject({ digest: Digest })).default({}),
  }),
);

/** A release with parameters, in a cell, with a class. */
export const EnvironmentDocument = envelope(
  "Environment",
  { project: Name, name: Name, labels },
  z.strictObject({
    class: EnvironmentClass,
    cell: Name,
    release: Version,
    parameters: z.record(z.string(), JsonValue).default({}),
    protected: z
      .boolean()
      .optional()
      .describe("Refuses deletion while true. Default: true for class prod, false otherwise."),
    restoreFrom: z
      .record(ComponentName, z.string())
      .default({})
      .describe("Snapshot ids by component; used when the component is created."),
  }),
);

/** Any document, told apart by `kind`. */
export const Document = z.discriminatedUnion("kind", [
  ProjectDocument,
  BlueprintDocument,
  ReleaseDocument,
  EnvironmentDocument,
]);

/** The schema of each document kind. */
export const DOCUMENT_SCHEMAS = {
  Project: ProjectDocument,
  Blueprint: BlueprintDocument,
  Release: ReleaseDocument,
  Environment: EnvironmentDocument,
} as const;

/** A parsed document. */
export type Document = z.infer<typeof Document>;
/** A parsed project. */
export type ProjectDocument = z.infer<typeof ProjectDocument>;
/** A parsed blueprint. */
export type BlueprintDocument = z.infer<typeof BlueprintDocument>;
/** A parsed release. */
export type ReleaseDocument = z.infer<typeof ReleaseDocument>;
/** A parsed environment. */
export type EnvironmentDocument = z.infer<typeof EnvironmentDocument>;
/** A parsed component of a blueprint. */
export type ComponentSpec = z.infer<typeof ComponentSpec>;
/** The JSON Schema of one parameter. */
export type ParameterSchema = z.infer<typeof ParameterSchema>;
/** dev, staging or prod. */
export type EnvironmentClass = z.infer<typeof EnvironmentClass>;
