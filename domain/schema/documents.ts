import { z } from "zod";
import { ChatChannels } from "./chat-channels.ts";
import { DeletionApproval } from "./deletion-approval.ts";
import { ComponentReactions, EnvironmentReactions } from "./drift.ts";
import { API_VERSION, envelope, EnvironmentClass, labels, Name, nameOfLength } from "./envelope.ts";
import { JsonValue } from "./json.ts";
import { ON_DELETE } from "./phases.ts";
import { SleepCalendar } from "./sleep.ts";
import { SubscriptionDocument } from "./subscription.ts";

export { API_VERSION, EnvironmentClass, Name, SubscriptionDocument };

/** Name of a component or artifact inside a blueprint: at most 40 characters. */
export const ComponentName = nameOfLength(40);
/** A version label such as `1.0.0`: at most 64 characters, immutable once applied. */
export const Version = z
  .string()
  .max(64)
  .regex(/^[0-9A-Za-z]([0-9A-Za-z.+_-]*[0-9A-Za-z])?$/, "letters, digits, and . + _ - between them");
/** Digest of an immutable content. */
export const Digest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, 'write a digest as "sha256:" and 64 hexadecimal digits');
/** An image by its digest. A tag alone is refused: what it names may change. */
export const ImageReference = z
  .string()
  .max(500)
  .regex(
    /^[a-z0-9][a-zA-Z0-9._:/-]*@sha256:[0-9a-f]{64}$/,
    'write an image as "registry/repository@sha256:" and 64 hexadecimal digits; a tag alone may move',
  );
/** `name@version` of a blueprint. */
export const BlueprintReference = z
  .string()
  .regex(/^[a-z][a-z0-9-]*@[0-9A-Za-z][0-9A-Za-z.+_-]*$/, 'write it as "name@version"');

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
  onDrift: ComponentReactions.optional().describe(
    "What is done when it differs from what was applied: revert, propose, notify, ignore. Absent: as its environment says.",
  ),
});

/** A system owned by a team. */
export const ProjectDocument = envelope(
  "Project",
  { name: Name, labels },
  z.strictObject({
    description: z.string().max(500).optional(),
    slack: ChatChannels.optional().describe("Where its approvals are told in Slack; absent: nowhere."),
  }),
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

/** An artifact of a release: the digest of what was pushed, or an image, whose digest it then has. */
const ReleaseArtifact = z
  .strictObject({
    digest: Digest.optional().describe("What holdfast artifact push answered. Of an image it is the image's own."),
    image: ImageReference.optional().describe("An image by its digest; it stays in its registry."),
  })
  .transform(({ digest, image }, context) => {
    const imageDigest = image?.slice(image.indexOf("@") + 1);
    const found = digest ?? imageDigest;
    if (found === undefined || (imageDigest !== undefined && imageDigest !== found)) {
      const message = found === undefined ? "give a digest or an image" : "it is not the digest of its image";
      context.addIssue({ code: "custom", path: ["digest"], message });
      return z.NEVER;
    }
    return image === undefined ? { digest: found } : { digest: found, image };
  });

/** A blueprint version and a set of artifact digests; its identity is the digest of both. */
export const ReleaseDocument = envelope(
  "Release",
  { project: Name, version: Version, labels },
  z.strictObject({
    blueprint: BlueprintReference,
    artifacts: z.record(ComponentName, ReleaseArtifact).default({}),
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
    sleep: SleepCalendar.optional().describe("When its components are stopped, week by week; absent: never."),
    expires: z.iso
      .datetime({ offset: true })
      .optional()
      .describe("When it is deleted, with Z or an offset: 2026-12-24T18:00:00Z; absent, and without ttl: never."),
    ttl: z
      .string()
      .regex(/^[1-9]\d{0,4}(m|h|d)$/, 'write a time to live as "90m", "8h" or "14d"')
      .optional()
      .describe("In the place of expires: how long after it was first applied, or ttl was changed, it is deleted."),
    onDrift: EnvironmentReactions.optional().describe(
      "What is done when a component differs from what was applied. Absent: revert in dev, propose in staging and prod.",
    ),
  }),
);

/** What steps and gates are called in `steps.<as>` and `gates.<as>`. */
const As = z
  .string()
  .max(40)
  .regex(/^[a-z][a-zA-Z0-9_]*$/, "letters, digits and underscores; starts with a lower-case letter");
const KindName = z.string().min(1).max(63);
const DurationText = z
  .string()
  .regex(/^\d{1,9}(ms|s|m|h|d)$/, 'write a duration as "500ms", "60s", "10m", "2h" or "3d"');
const ConfigSpec = z.record(z.string(), JsonValue).default({});

/** A question asked before the environment's turn. `config` is checked against its kind's own schema. */
export const GateSpec = z.strictObject({
  kind: KindName.describe("What is asked: verified-upstream, soak, servicenow-change, jira-issue, http-request."),
  as: As.optional().describe("Its name in gates.<as>; the kind where it is absent."),
  config: ConfigSpec.describe(
    "As its kind's schema says. May hold ${…} expressions over parameters, environment, release.",
  ),
  every: DurationText.optional().describe("How often it is asked while it waits; its kind knows where it is absent."),
});

/** One action before or after the components. `config` is checked against its kind's own schema. */
export const StepSpec = z.strictObject({
  kind: KindName.describe("What it does: http-check, command, http-request, wait, database-migration and more."),
  as: As.optional().describe("Its name in steps.<as>; the kind where it is absent."),
  config: ConfigSpec.describe("As its kind's schema says. May hold ${…} expressions."),
  if: z.string().max(2_000).optional().describe("A ${…} expression; the step is skipped where it gives false."),
  retries: z.int().min(0).max(20).default(0).describe("How often it is tried again after it failed."),
  timeout: DurationText.optional().describe("After it the step has failed, retries included; its kind has a default."),
  continueOnFailure: z.boolean().default(false).describe("True: its failure is told, and fails nothing."),
  always: z.boolean().default(false).describe("True: it runs after a failure, too."),
});

/** What happens when the deploy of a stage fails. */
export const OnFailure = z.strictObject({
  components: z
    .enum(["restore", "hold"])
    .default("restore")
    .describe("restore: put back what ran before. hold: wait for a person."),
  data: z
    .enum(["keep", "restore"])
    .optional()
    .describe("Whether a snapshot taken before a migration is put back. Default: keep for prod, restore otherwise."),
});

/** One position of a pipeline: an environment, what is asked before its turn, and what runs around its components. */
export const StageSpec = z.strictObject({
  environment: Name,
  after: z.array(Name).max(50).default([]).describe("Stages in which a release must be verified first."),
  start: z
    .enum(["automatic", "manual"])
    .default("manual")
    .describe("automatic: a release comes by itself once it is verified in every stage before."),
  queue: z
    .enum(["newest", "each"])
    .default("newest")
    .describe(
      "newest: a release whose gates have passed supersedes older ones that wait. each: all of them, in order.",
    ),
  gates: z.array(GateSpec).max(20).default([]),
  beforeDeploy: z.array(StepSpec).max(50).default([]),
  afterDeploy: z.array(StepSpec).max(50).default([]).describe("Verification: a failure here fails the promotion."),
  onFailure: OnFailure.default({ components: "restore" }),
  onDelete: z
    .strictObject({ approval: DeletionApproval.describe("Who is asked first.") })
    .optional()
    .describe("What is asked before its environment is deleted; absent: nothing."),
});

/** The order in which a release passes through environments. Each change of it is a new version. */
export const PipelineDocument = envelope(
  "Pipeline",
  { project: Name, name: Name, labels },
  z.strictObject({ stages: z.array(StageSpec).min(1).max(50) }),
);

/** A span in which promotions wait. Without a project it holds for every project. */
export const FreezeWindowDocument = envelope(
  "FreezeWindow",
  { project: Name.optional(), name: Name, labels },
  z.strictObject({
    reason: z.string().min(1).max(500),
    scope: z
      .strictObject({ class: EnvironmentClass.optional(), environment: Name.optional() })
      .default({})
      .describe("Narrows it to a class, or to one environment of its project."),
    timeZone: z.string().min(1).max(64).default("UTC").describe("IANA name, as Europe/Berlin."),
    from: z.string().max(40).optional().describe("First instant of a one-off window; absent: already."),
    to: z.string().max(40).optional().describe("First instant after it; absent: until it is lifted."),
    recurrence: z
      .strictObject({
        rule: z.string().min(1).max(500).describe("RRULE of RFC 5545, without DTSTART: FREQ=WEEKLY;BYDAY=FR."),
        start: z.string().max(40).describe("Local date and time of the first occurrence: 2026-12-04T16:00."),
        duration: DurationText,
        except: z.array(z.string().max(40)).max(500).default([]).describe("Starts that are left out."),
      })
      .optional(),
  }),
);

/** How gates and steps reach an outside system. Credentials are names of secrets of the project. */
export const ConnectionDocument = envelope(
  "Connection",
  { project: Name, name: Name, labels },
  z.strictObject({
    system: z.enum(["servicenow", "jira", "http"]),
    url: z.url({ protocol: /^https?$/ }).max(500),
    credentials: z
      .strictObject({
        username: z.string().min(1).max(200).optional(),
        passwordSecret: z.string().max(100).optional().describe("Name of the secret with the password or API token."),
        clientId: z.string().min(1).max(200).optional(),
        clientSecretSecret: z.string().max(100).optional().describe("Name of the secret with the OAuth client secret."),
        tokenSecret: z.string().max(100).optional().describe("Name of the secret with a bearer token."),
      })
      .default({}),
    options: ConfigSpec.describe("What the system needs besides, as its guide says."),
  }),
);

/** Any document, told apart by `kind`. */
export const Document = z.discriminatedUnion("kind", [
  ProjectDocument,
  BlueprintDocument,
  ReleaseDocument,
  EnvironmentDocument,
  ConnectionDocument,
  PipelineDocument,
  FreezeWindowDocument,
  SubscriptionDocument,
]);

/** The schema of each document kind. */
export const DOCUMENT_SCHEMAS = {
  Project: ProjectDocument,
  Blueprint: BlueprintDocument,
  Release: ReleaseDocument,
  Environment: EnvironmentDocument,
  Connection: ConnectionDocument,
  Pipeline: PipelineDocument,
  FreezeWindow: FreezeWindowDocument,
  Subscription: SubscriptionDocument,
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
/** A parsed connection. */
export type ConnectionDocument = z.infer<typeof ConnectionDocument>;
/** A parsed pipeline. */
export type PipelineDocument = z.infer<typeof PipelineDocument>;
/** A parsed freeze window. */
export type FreezeWindowDocument = z.infer<typeof FreezeWindowDocument>;
/** A parsed stage of a pipeline. */
export type StageSpec = z.infer<typeof StageSpec>;
/** A parsed gate of a stage. */
export type GateSpec = z.infer<typeof GateSpec>;
/** A parsed step of a stage. */
export type StepSpec = z.infer<typeof StepSpec>;
/** A parsed component of a blueprint. */
export type ComponentSpec = z.infer<typeof ComponentSpec>;
/** The JSON Schema of one parameter. */
export type ParameterSchema = z.infer<typeof ParameterSchema>;
