import { z } from "zod";
import { Duration } from "../../../domain/schema/duration.ts";
import { StateMap } from "../../systems/servicenow/states.ts";

const Text = z.string().min(1).max(4_000);
const Reference = z.string().min(1).max(200);

/** `config` of a `servicenow-change` gate. */
export const ServiceNowChangeConfig = z
  .strictObject({
    connection: z.string().min(1).max(63).describe("Name of the connection to the instance."),
    type: z.enum(["normal", "standard", "emergency"]).default("normal").describe("Type of the change."),
    template: Reference.optional().describe("Template of a standard change: its sys_id, or its exact name."),
    model: Reference.optional().describe("Change model, in place of the shipped one of the type: its sys_id."),
    assignmentGroup: Reference.optional().describe(
      "Group that the change is assigned to: its sys_id, or its name. A change without one is not submitted.",
    ),
    configurationItem: Reference.optional().describe(
      "What is changed: sys_id of the configuration item, or its name. A supplied change must be for it.",
    ),
    window: z
      .strictObject({
        startsIn: Duration.optional().describe("Planned start, from the creation of the change on; absent: at once."),
        lasts: Duration.optional().describe("Length of the planned window; absent: it has no end."),
      })
      .optional()
      .describe("Planned dates of the change. Absent: no window, unless people plan one."),
    implement: z
      .enum(["we-implement", "person-implements"])
      .default("we-implement")
      .describe("Who moves an authorised change to Implement, which lets the promotion go on."),
    submit: z
      .enum(["auto-submit", "person-submits"])
      .default("auto-submit")
      .describe("Who submits a new change for approval."),
    onConflict: z
      .enum(["block", "ignore"])
      .default("block")
      .describe("What conflicts with blackouts, maintenance and other changes lead to."),
    closeTo: z
      .enum(["implement", "review", "closed"])
      .default("closed")
      .describe("How far the change is brought after the promotion; the rest is left to people."),
    closeCodes: z
      .strictObject({
        successful: Reference.default("successful").describe("Verified at the first attempt."),
        successfulIssues: Reference.default("successful_issues").describe("Verified after retries, or a failed step."),
        unsuccessful: Reference.default("unsuccessful").describe("Everything else."),
      })
      .prefault({})
      .describe("Values of `close_code` on this instance."),
    stateMap: StateMap.optional().describe("Numbers of states where they differ; over those of the connection."),
    proceedWithoutAuthorisation: z
      .array(z.string().min(1).max(200))
      .min(1)
      .max(50)
      .optional()
      .describe("For emergencies only: the people whose promotions need not wait for the authorisation."),
    shortDescription: z.string().min(1).max(130).optional().describe("Title, in place of the usual one."),
    description: Text.optional().describe("Description, in place of the usual one."),
    justification: Text.optional().describe("Justification; the reason of the promotion where it is absent."),
  })
  .superRefine(({ type, template, model, proceedWithoutAuthorisation }, issues) => {
    const refuse = (path: string, message: string) => issues.addIssue({ code: "custom", path: [path], message });
    if (type === "standard" && template === undefined && model === undefined)
      refuse("template", "a standard change needs a template");
    if (type !== "standard" && template !== undefined) refuse("template", "only a standard change has a template");
    if (template !== undefined && model !== undefined) refuse("model", "give a template or a model, not both");
    if (type !== "emergency" && proceedWithoutAuthorisation !== undefined)
      refuse("proceedWithoutAuthorisation", "only an emergency may go on without authorisation");
  });
/** Such a config, parsed. */
export type ServiceNowChangeConfig = z.infer<typeof ServiceNowChangeConfig>;
