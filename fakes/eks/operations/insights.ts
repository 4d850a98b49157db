import { z } from "zod";
import { label } from "../call.ts";
import type { Operation } from "../call.ts";
import { bodyOf } from "../check-input.ts";
import { seenCluster, unlockedCluster } from "../find-resource.ts";
import { currentInsights } from "../machines/insights.ts";
import { listBody, pageOf } from "../paginate.ts";
import { notFound } from "../refused.ts";
import type { Insight } from "../shapes.ts";

const ListBody = z.looseObject({
  filter: z
    .looseObject({
      categories: z.array(z.string()).optional(),
      kubernetesVersions: z.array(z.string()).optional(),
      statuses: z.array(z.string()).optional(),
    })
    .default({}),
  maxResults: z.number().optional(),
  nextToken: z.string().optional(),
});

export const listInsights: Operation = {
  name: "ListInsights",
  method: "POST",
  path: ["clusters", ":cluster", "insights"],
  access: "read",
  takesToken: false,
  run(world, call) {
    const { filter, ...asked } = bodyOf(ListBody, call);
    const insights = currentInsights(world, seenCluster(world, call)).filter(
      ({ category, kubernetesVersion, insightStatus }) =>
        (filter.categories?.includes(category) ?? true) &&
        (filter.kubernetesVersions?.includes(kubernetesVersion) ?? true) &&
        (filter.statuses?.includes(insightStatus.status) ?? true),
    );
    const page = pageOf<Insight>(insights, asked, ({ name }) => name);
    return { body: listBody("insights", page, (insight) => insight) };
  },
};

export const describeInsight: Operation = {
  name: "DescribeInsight",
  method: "GET",
  path: ["clusters", ":cluster", "insights", ":id"],
  access: "read",
  takesToken: false,
  run(world, call) {
    const id = label(call, "id");
    const insight = currentInsights(world, seenCluster(world, call)).find((other) => other.id === id);
    if (insight === undefined) throw notFound(`No insight found for ID: ${id}`);
    return { body: { insight: { ...insight, recommendation: "", additionalInfo: {}, resources: [] } } };
  },
};

export const startInsightsRefresh: Operation = {
  name: "StartInsightsRefresh",
  method: "POST",
  path: ["clusters", ":cluster", "insights-refresh"],
  access: "write",
  takesToken: false,
  run(world, call) {
    const cluster = unlockedCluster(world, call, "other");
    const body = { message: "Insights refresh is in progress", status: "IN_PROGRESS" };
    if (cluster.inner.insightsRefreshing === true) return { body };
    const ordinal = world.nextCount(`insights/${cluster.incarnation}`);
    const seconds = world.takes("insights refresh", cluster.incarnation, ordinal);
    world.schedule(cluster, { verb: "insights", ending: "done", seconds });
    world.put({ ...cluster, inner: { ...cluster.inner, insightsRefreshing: true } });
    return { body, resource: cluster.key };
  },
};

export const describeInsightsRefresh: Operation = {
  name: "DescribeInsightsRefresh",
  method: "GET",
  path: ["clusters", ":cluster", "insights-refresh"],
  access: "read",
  takesToken: false,
  run(world, call) {
    const { inner } = seenCluster(world, call);
    if (inner.insightsRefreshing === true) {
      return { body: { message: "Insights refresh is in progress", status: "IN_PROGRESS" } };
    }
    const endedAt = inner.insightsAt === undefined ? {} : { endedAt: inner.insightsAt / 1000 };
    return { body: { message: "Insights refresh is complete", status: "COMPLETED", ...endedAt } };
  },
};
