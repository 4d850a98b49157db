import { Hono } from "hono";
import type { Context } from "hono";
import { z } from "zod";
import { createIssue } from "./create-issue.ts";
import { GATE_STATUSES, keyText } from "./deployment.ts";
import { editIssue } from "./edit-issue.ts";
import { projectOf } from "./find-issue.ts";
import { parse, readJson, send } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import type { Issue } from "./issue.ts";
import { moveIssue } from "./move-issue.ts";
import { Refused, issueNotFound, refused } from "./refused.ts";
import { relocateIssue } from "./relocate-issue.ts";
import { setGate } from "./set-gate.ts";
import { documentOf } from "./show-document.ts";
import type { Jira } from "./jira.ts";
import { PERMISSIONS } from "./user.ts";
import { addComment } from "./write-comment.ts";

const As = z.string().min(1).default("person@example.com").describe("Email of who does it.");
// A form sends one text, and an empty one for a field that was left alone.
const Labels = z.union([z.array(z.string()), z.string().transform((text) => text.split(/[\s,]+/))]);
const OptionalText = z.string().trim().optional();

const CreateVerb = z.strictObject({
  project: z.string().default("REL"),
  type: z.string().optional(),
  summary: z.string(),
  labels: Labels.default([]),
  as: As,
});
const MoveVerb = z.strictObject({
  status: z.string().min(1),
  fields: z.record(z.string(), z.unknown()).default({}),
  comment: OptionalText,
  as: As,
});
const CommentVerb = z.strictObject({ text: z.string().trim().min(1), as: As });
const LabelsVerb = z.strictObject({ labels: Labels, as: As });
const RelocateVerb = z.strictObject({ project: z.string().min(1), as: As });
const DeleteVerb = z.strictObject({ as: As });
const GateVerb = z.strictObject({
  pipelineId: z.string().min(1),
  environmentId: z.string().min(1),
  deploymentSequenceNumber: z.coerce.number().int(),
  status: z.enum(GATE_STATUSES),
  as: As,
});

/** The calls under `/__sim/jira` that do what people do in Jira. They take JSON, or a form of the page at `/`. */
export function personRoutes(jira: Jira): Hono<HttpEnvironment> {
  const { world } = jira;
  const routes = new Hono<HttpEnvironment>();

  routes.get("/issues", (context) => {
    return context.json([...world.issues.values()].filter(({ isDeleted }) => !isDeleted));
  });

  routes.post("/issues", async (context) => {
    return await answer(context, CreateVerb, async ({ project, type, summary, labels, as }) => {
      const name = type ?? world.projects.get(project)?.issueTypes[0];
      const fields = { project: { key: project }, issuetype: { name }, summary, labels: labels.filter(isText) };
      return await createIssue(jira, who(as), { fields, properties: {} });
    });
  });

  routes.post("/issues/:issue/move", async (context) => {
    return await answer(context, MoveVerb, async ({ status, fields, comment, as }) => {
      const issue = find(context.req.param("issue"));
      const moved = await moveIssue(jira, who(as).call, { issue, status, fields });
      if (comment === undefined || comment === "") return moved;
      await addComment(jira, who(as).call, { issue: find(moved.id), body: documentOf(comment) });
      return find(moved.id);
    });
  });

  routes.post("/issues/:issue/comment", async (context) => {
    return await answer(context, CommentVerb, async ({ text, as }) => {
      const issue = find(context.req.param("issue"));
      return await addComment(jira, who(as).call, { issue, body: documentOf(text) });
    });
  });

  routes.post("/issues/:issue/labels", async (context) => {
    return await answer(context, LabelsVerb, async ({ labels, as }) => {
      const issue = find(context.req.param("issue"));
      const fields = { labels: labels.filter(isText) };
      await editIssue(jira, { ...who(as), issue }, { fields, properties: {} });
      return find(issue.id);
    });
  });

  routes.post("/issues/:issue/relocate", async (context) => {
    return await answer(context, RelocateVerb, async ({ project, as }) => {
      const issue = find(context.req.param("issue"));
      return await relocateIssue(jira, who(as).call, { issue, projectKey: project });
    });
  });

  routes.post("/issues/:issue/delete", async (context) => {
    return await answer(context, DeleteVerb, async ({ as }) => {
      const issue = find(context.req.param("issue"));
      const { key, status } = issue;
      const issues = [{ ...issue, isDeleted: true }];
      return await jira.commit(who(as).call, {
        op: "issue.delete",
        effectId: key,
        issue: key,
        before: { status },
        issues,
      });
    });
  });

  routes.get("/deployments", (context) => {
    const texts = [...world.deployments.ids()];
    return context.json(
      texts.map((text) => ({ ...world.deployments.newest(text), gate: world.gates.get(text)?.status ?? null })),
    );
  });

  routes.post("/deployments/gate", async (context) => {
    return await answer(context, GateVerb, async ({ status, as, ...key }) => {
      if (world.deployments.newest(keyText(key)) === undefined) throw refused(404, "There is no such deployment.");
      return await setGate(jira, who(as).call, { key, status });
    });
  });

  routes.post("/index/release", async (context) => {
    return await answer(context, DeleteVerb, async ({ as }) => {
      return await jira.commit(who(as).call, { op: "index.release", effectId: "index", isIndexReleased: true });
    });
  });

  function find(idOrKey: string): Issue {
    const issue = world.findIssue(idOrKey);
    if (issue === undefined) throw issueNotFound();
    projectOf(world, issue);
    return issue;
  }

  return routes;
}

function isText(text: string): boolean {
  return text !== "";
}

/** A person, who may do everything. */
function who(email: string) {
  const user = { email, token: "", displayName: email, permissions: { "*": PERMISSIONS } };
  return { user, call: { actor: email, cause: "person" } } as const;
}

/** Does what JSON asks for and answers with what came of it; after a form, it shows the page again. */
async function answer<T>(
  context: Context<HttpEnvironment>,
  verb: z.ZodType<T>,
  act: (wish: T) => Promise<unknown>,
): Promise<Response> {
  const text = await context.req.text();
  const type = context.req.header("content-type") ?? "";
  // curl calls every body a form.
  const isForm = type.startsWith("application/x-www-form-urlencoded") && !text.startsWith("{");
  if (!isForm) {
    const body = text === "" ? {} : await readJson(context);
    return send(context, { status: 200, body: await act(parse(verb, body)) });
  }
  try {
    await act(parse(verb, Object.fromEntries(new URLSearchParams(text))));
  } catch (error) {
    if (error instanceof Refused) return context.redirect(`/?problem=${encodeURIComponent(problemOf(error))}`, 303);
    throw error;
  }
  return context.redirect("/", 303);
}

function problemOf({ answer: { body } }: Refused): string {
  const { errorMessages, errors } = body as { errorMessages: string[]; errors: Record<string, string> };
  const fields = Object.entries(errors).map(([field, message]) => `${field}: ${message}`);
  return [...errorMessages, ...fields].join(" ");
}
