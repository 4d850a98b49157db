import { z } from "zod";

const reference = z.strictObject({ id: z.string().min(1), source: z.string().min(1).optional() });
const environmentContent = z.strictObject({ name: z.string().optional(), url: z.string().optional() });
const runContent = z.strictObject({ pipelineName: z.string().optional(), url: z.string().optional() });
const serviceContent = z.strictObject({
  environment: reference,
  artifactId: z.string().regex(/^pkg:[a-z]+\/[^@?:]+@[^@:]+$/, "a package URL, colons of its version encoded"),
});
const incidentContent = z.strictObject({
  description: z.string().optional(),
  environment: reference,
  service: reference.optional(),
  artifactId: z.string().min(1).optional(),
});

/** The types of CDEvents 0.5.1 that are used, with what their subjects must hold. */
export const CDEVENT_CONTENTS: Readonly<Record<string, z.ZodType>> = {
  "dev.cdevents.environment.created.0.3.0": environmentContent,
  "dev.cdevents.environment.modified.0.3.0": environmentContent,
  "dev.cdevents.environment.deleted.0.3.0": environmentContent,
  "dev.cdevents.service.upgraded.0.3.0": serviceContent,
  "dev.cdevents.service.rolledback.0.3.0": serviceContent,
  "dev.cdevents.pipelinerun.queued.0.3.0": runContent,
  "dev.cdevents.pipelinerun.started.0.3.0": runContent,
  "dev.cdevents.pipelinerun.finished.0.3.0": runContent.extend({
    outcome: z.enum(["success", "failure", "error"]).optional(),
    errors: z.string().optional(),
  }),
  "dev.cdevents.incident.detected.0.3.0": incidentContent,
  "dev.cdevents.incident.resolved.0.3.0": incidentContent,
};

/** A CDEvent: what happened, to what. */
export const CdEvent = z.strictObject({
  context: z.strictObject({
    specversion: z.literal("0.5.1"),
    id: z.string().min(1),
    source: z.string().min(1),
    type: z
      .string()
      .regex(
        /^dev\.(cdevents\.[a-z]+\.[a-z]+|cdeventsx\.holdfast-[a-z-]+\.[a-z-]+)\.\d+\.\d+\.\d+$/,
        "dev.cdevents.… or dev.cdeventsx.holdfast-…, and a version",
      ),
    timestamp: z.iso.datetime(),
  }),
  subject: z.strictObject({
    id: z.string().min(1),
    source: z.string().min(1),
    content: z.record(z.string(), z.unknown()),
  }),
  customData: z.record(z.string(), z.unknown()).optional(),
  customDataContentType: z.literal("application/json").optional(),
});

/** A CloudEvent 1.0 in structured mode whose data is a CDEvent. Names of extensions are small letters and digits. */
export const CloudEvent = z.strictObject({
  specversion: z.literal("1.0"),
  id: z.string().regex(/^[a-z0-9-]+$/, "no dot: what is signed is divided by dots"),
  source: z.string().min(1),
  type: z.string().min(1),
  subject: z.string().min(1),
  time: z.iso.datetime(),
  datacontenttype: z.literal("application/json"),
  hfseq: z.string().regex(/^\d+$/).optional(),
  hfpromotion: z.string().min(1).optional(),
  data: CdEvent,
});
/** A CloudEvent that is sent. */
export type CloudEvent = z.infer<typeof CloudEvent>;
