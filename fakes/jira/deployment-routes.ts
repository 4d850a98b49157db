import { Hono } from "hono";
import { acceptDeployments } from "./accept-deployments.ts";
import { keyText } from "./deployment.ts";
import { BulkBody } from "./deployment-body.ts";
import { baseOf, callOf, readJson } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import { Refused } from "./refused.ts";
import type { Jira } from "./jira.ts";

const STORED = "/pipelines/:pipeline/environments/:environment/deployments/:number";

/** The Deployments API. What was accepted is read some time later, as the queue gets to it. */
export function deploymentRoutes(jira: Jira): Hono<HttpEnvironment> {
  const { world } = jira;
  const routes = new Hono<HttpEnvironment>();

  routes.post("/bulk", async (context) => {
    const body = BulkBody.safeParse(await readJson(context));
    if (!body.success) {
      const messages = body.error.issues.map(({ path, message }) => ({ message: `${path.join(".")}: ${message}` }));
      throw new Refused({ status: 400, body: messages });
    }
    return context.json(await acceptDeployments(jira, callOf(context), body.data.deployments), 202);
  });

  routes.get(STORED, (context) => {
    const { pipeline, environment, number } = context.req.param();
    const text = keyText(keyOf(pipeline, environment, number));
    const deployment = world.deployments.visible(text, Date.now());
    if (deployment === undefined) throw notFound();
    return context.json(deployment.data);
  });

  routes.get(`${STORED}/gating-status`, (context) => {
    const { pipeline, environment, number } = context.req.param();
    const key = keyOf(pipeline, environment, number);
    const text = keyText(key);
    if (world.deployments.newest(text) === undefined) throw notFound();
    const deployment = world.deployments.visible(text, Date.now());
    const gate = deployment === undefined ? undefined : world.gates.get(text);
    const issueKeys = gate === undefined || gate.status === "invalid" ? [] : (deployment?.issueKeys ?? []);
    return context.json({
      ...key,
      updatedTimestamp: new Date(gate?.updatedAt ?? Date.now()).toISOString(),
      gatingStatus: gate?.status ?? "invalid",
      details: issueKeys.map((issueKey) => {
        return { type: "issue", issueKey, issueLink: `${baseOf(context)}/browse/${issueKey}` };
      }),
    });
  });

  return routes;
}

function keyOf(pipelineId: string, environmentId: string, number: string) {
  return { pipelineId, environmentId, deploymentSequenceNumber: Number(number) };
}

function notFound(): Refused {
  return new Refused({ status: 404, body: [{ message: "No deployment found for the given keys." }] });
}
