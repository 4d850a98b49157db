import { Hono } from "hono";
import { z } from "zod";
import { problemOfDocument } from "./check-document.ts";
import { findIssueFor, projectOf } from "./find-issue.ts";
import { baseOf, callOf, readBody } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import type { Issue, JsonObject } from "./issue.ts";
import { statusJson } from "./issue-json.ts";
import { statusNamed, transitionsFrom } from "./project.ts";
import type { Transition } from "./project.ts";
import { fieldsRefused, refused } from "./refused.ts";
import type { Jira } from "./jira.ts";
import { allowedValueId, transitionIssue } from "./transition-issue.ts";
import { isAllowed } from "./user.ts";
import type { User } from "./user.ts";

const TransitionBody = z.object({
  transition: z.looseObject({ id: z.coerce.string() }),
  fields: z.record(z.string(), z.unknown()).default({}),
  update: z
    .strictObject({
      comment: z.array(z.strictObject({ add: z.object({ body: z.record(z.string(), z.unknown()) }) })).max(1),
    })
    .optional(),
});

/** Listing and doing the transitions of an issue. */
export function transitionRoutes(jira: Jira): Hono<HttpEnvironment> {
  const { world } = jira;
  const routes = new Hono<HttpEnvironment>();

  // Without the permission there are none, which is all that Jira says about it.
  function transitionsFor(user: User, issue: Issue): readonly Transition[] {
    if (!isAllowed(user, issue.projectKey, "TRANSITION_ISSUES")) return [];
    return transitionsFrom(projectOf(world, issue), issue.status);
  }

  routes.get("/issue/:issue/transitions", (context) => {
    const issue = findIssueFor(context.var.user, world, { idOrKey: context.req.param("issue") });
    const areFieldsWanted = (context.req.query("expand") ?? "").split(",").includes("transitions.fields");
    const transitions = transitionsFor(context.var.user, issue).map((transition) => {
      const status = statusNamed(projectOf(world, issue), transition.to);
      const json = transitionJson(transition, statusJson(status, baseOf(context)));
      return areFieldsWanted ? { ...json, fields: screenJson(transition) } : json;
    });
    return context.json({ expand: "transitions", transitions });
  });

  routes.post("/issue/:issue/transitions", async (context) => {
    const { transition: wanted, fields, update } = await readBody(context, TransitionBody);
    const issue = findIssueFor(context.var.user, world, { idOrKey: context.req.param("issue") });
    const transition = transitionsFor(context.var.user, issue).find(({ id }) => id === wanted.id);
    if (transition === undefined) {
      const why = "You might not have permission, or the issue is not in a status from which this is possible.";
      throw refused(400, `Can't move (${issue.key}). ${why}`);
    }
    const comment = update?.comment[0]?.add.body;
    const wish = { issue, transition, fields, ...(comment === undefined ? {} : { comment: checked(comment) }) };
    await transitionIssue(jira, callOf(context), wish);
    return context.body(null, 204);
  });

  return routes;
}

function checked(comment: JsonObject): JsonObject {
  const problem = problemOfDocument(comment);
  if (problem !== undefined) throw fieldsRefused({ comment: problem });
  return comment;
}

function transitionJson({ id, name, screen }: Transition, to: unknown) {
  const flags = { isGlobal: false, isInitial: false, isConditional: false, isLooped: false };
  return { id, name, to, hasScreen: Object.keys(screen).length > 0, isAvailable: true, ...flags };
}

function screenJson({ screen }: Transition) {
  const fields = Object.entries(screen).map(([id, { name, isRequired, allowedValues }]) => {
    const schema = id === "resolution" ? { type: "resolution", system: "resolution" } : { type: "any", custom: id };
    const json = { required: isRequired, schema, name, key: id, hasDefaultValue: false, operations: ["set"] };
    if (allowedValues === undefined) return [id, json];
    const values = allowedValues.map((value, index) => ({ id: allowedValueId(index), name: value }));
    return [id, { ...json, allowedValues: values }];
  });
  return Object.fromEntries(fields);
}
