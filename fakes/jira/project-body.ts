import { z } from "zod";
import { DEFAULT_PROJECT, RESOLUTIONS } from "./project.ts";
import type { Project, ScreenField } from "./project.ts";

const Name = z.string().min(1).max(60);

const Screen = z.record(
  z.string().min(1),
  z.strictObject({
    name: Name.optional(),
    isRequired: z.boolean().default(true),
    allowedValues: z.array(Name).min(1).optional(),
  }),
);

/** Body of `PUT /__sim/jira/projects/:project`. What is absent stays; a new project is like REL. */
export const ProjectBody = z.strictObject({
  name: Name.optional(),
  issueTypes: z.array(Name).min(1).optional(),
  statuses: z
    .array(z.strictObject({ name: Name, category: z.enum(["new", "indeterminate", "done"]) }))
    .min(1)
    .optional()
    .describe("New issues start in the first one."),
  transitions: z
    .array(
      z.strictObject({
        id: z.string().min(1).optional(),
        name: Name,
        from: z.union([z.array(Name).min(1), z.literal("any")]),
        to: Name,
        screen: Screen.default({}),
      }),
    )
    .optional(),
  customFields: z.record(z.string().regex(/^customfield_\d+$/), z.enum(["text", "textarea"])).optional(),
});

/** A project after a change of its workflow; `existing` is absent when it is new. */
export function changedProject(
  body: z.infer<typeof ProjectBody>,
  { id, key, existing }: { readonly id: string; readonly key: string; readonly existing: Project | undefined },
): Project {
  const before = existing ?? { ...DEFAULT_PROJECT, name: key };
  const statuses = body.statuses?.map((status, index) => ({ id: String(index + 1), ...status })) ?? before.statuses;
  const names = statuses.map(({ name }) => name);
  const transitions = body.transitions?.map((transition, index) => ({
    id: transition.id ?? String(10 * index + 11),
    name: transition.name,
    from: transition.from === "any" ? names.filter((name) => name !== transition.to) : transition.from,
    to: transition.to,
    screen: Object.fromEntries(Object.entries(transition.screen).map(([id, field]) => [id, screenField(id, field)])),
  }));
  return {
    id,
    key,
    name: body.name ?? before.name,
    issueTypes: body.issueTypes ?? before.issueTypes,
    statuses,
    transitions: transitions ?? before.transitions,
    customFields: body.customFields ?? before.customFields,
  };
}

function screenField(
  id: string,
  { name = id, isRequired, allowedValues }: z.infer<typeof Screen>[string],
): ScreenField {
  if (id === "resolution") return { name: "Resolution", isRequired, allowedValues: allowedValues ?? RESOLUTIONS };
  return allowedValues === undefined ? { name, isRequired } : { name, isRequired, allowedValues };
}
