import {
  connectionDocuments,
  environmentDocuments,
  FIRST_RELEASE,
  migrationFiles,
  pipelineDocument,
  PROJECT,
  projectDocument,
  releaseDocuments,
} from "./documents.ts";
import { DRY_LANE, WIRE_POINTS, type Lane } from "./lanes.ts";
import type { Scenario } from "./scenarios.ts";
import type { World } from "./world.ts";
import type { Way } from "./wire-deaths.ts";

/** Name under which the API's token acts. */
const ACTOR = "local";
const PASSWORD = "holdfast";

/** Makes the project and, in each lane, the environments in their first release, and the pipeline in front of them. */
export async function prepareLanes(
  world: World,
  lanes: readonly Lane[],
  scenariosOf: (lane: Lane) => readonly Scenario[],
): Promise<void> {
  const { api, jira } = world;
  await api.apply([projectDocument]);
  await api.setSecret(PROJECT, "password", PASSWORD);
  await Promise.all(
    lanes.map(async (lane) => {
      await prepareRelease(world, lane, FIRST_RELEASE);
      const ways = waysOf(world, lane);
      await api.apply([
        ...connectionDocuments(lane, ways, jira.email),
        ...environmentDocuments(lane, scenariosOf(lane)),
      ]);
      await api.apply([pipelineDocument({ lane, actor: ACTOR, receiverUrl: ways.receiver }, scenariosOf(lane))]);
    }),
  );
}

/** Stores a release of a lane. */
export async function prepareRelease({ api }: World, lane: Lane, release: number): Promise<void> {
  // The first one is never promoted, but an artifact is not empty.
  const digest = await api.push(migrationFiles(Math.max(release, FIRST_RELEASE + 1)));
  await api.apply(releaseDocuments(lane, release, digest));
}

/** Addresses of the outside systems for a lane: through the relay where its calls are looked at. */
function waysOf({ wire, serviceNow, jira, receiver }: World, lane: Lane) {
  const isLookedAt = lane.id === DRY_LANE.id || WIRE_POINTS.some((point) => point === lane.deaths);
  const way = (one: Omit<Way, "lane">) => (isLookedAt ? wire.address({ lane, ...one }) : one.target);
  return {
    serviceNow: way({ system: "servicenow", role: "orchestrator", target: serviceNow.url }),
    jira: way({ system: "jira", role: "orchestrator", target: jira.url }),
    jiraOfSteps: way({ system: "jira", role: "cell", target: jira.url }),
    receiver: way({ system: "http", role: "cell", target: receiver.url }),
  };
}
