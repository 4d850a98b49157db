import type { Lane } from "./lanes.ts";
import type { Scenario, StageGround } from "./scenarios.ts";

/** The project of everything. */
export const PROJECT = "effects";
/** Name of the database of an environment that has one. */
export const DATABASE = "shop";
/** How many migrations each release adds. */
export const MIGRATIONS_OF_RELEASE = 3;

/** Where the outside systems of a lane are called: by its gates, and by its steps. */
export interface LaneAddresses {
  readonly serviceNow: string;
  readonly jira: string;
  readonly jiraOfSteps: string;
}

/** The release in which a lane's environments begin. */
export const FIRST_RELEASE = 1;

/** Version of a release of a lane, by its number. */
export function versionOf(lane: Lane, release: number): string {
  return `${release}.0.0-${lane.id}`;
}

/** Name of a lane's environment for a scenario. */
export function environmentOf({ name }: Scenario, lane: Lane): string {
  return `${name}-${lane.id}`;
}

/** How one lane reaches the outside systems. */
export function connectionDocuments(lane: Lane, addresses: LaneAddresses, jiraUser: string): readonly object[] {
  const connection = (name: string, system: string, { url, username }: { url: string; username: string }) => ({
    kind: "Connection",
    metadata: { project: PROJECT, name: `${name}-${lane.id}` },
    spec: { system, url, credentials: { username, passwordSecret: "password" }, options: { simulator: true } },
  });
  return [
    connection("itsm", "servicenow", { url: addresses.serviceNow, username: "holdfast" }),
    connection("tracker", "jira", { url: addresses.jira, username: jiraUser }),
    connection("tracker-cell", "jira", { url: addresses.jiraOfSteps, username: jiraUser }),
  ];
}

/** The project. */
export const projectDocument = { kind: "Project", metadata: { name: PROJECT }, spec: {} };

/** A release of a lane with its blueprints: each release changes something everywhere. */
export function releaseDocuments(lane: Lane, release: number, schemaDigest: string): readonly object[] {
  const version = versionOf(lane, release);
  const thing = { kind: "simulated", config: { type: "thing", seconds: 1, properties: { release: String(release) } } };
  const database = { kind: "postgres", config: { database: DATABASE } };
  return [
    {
      kind: "Blueprint",
      metadata: { project: PROJECT, name: "app", version },
      spec: { components: { thing, [`database-${lane.id}`]: database } },
    },
    {
      kind: "Blueprint",
      metadata: { project: PROJECT, name: "plain", version },
      spec: { components: { thing } },
    },
    ...["app", "plain"].map((blueprint) => ({
      kind: "Release",
      metadata: { project: PROJECT, version: releaseOf(blueprint, version) },
      spec: { blueprint: `${blueprint}@${version}`, artifacts: { schema: { digest: schemaDigest } } },
    })),
  ];
}

/** The release that an environment of a scenario gets. */
export function releaseFor({ hasDatabase }: Scenario, lane: Lane, release: number): string {
  return releaseOf(hasDatabase ? "app" : "plain", versionOf(lane, release));
}

const releaseOf = (blueprint: string, version: string) => `${version}-${blueprint}`;

/** A lane's environments in its first release. */
export function environmentDocuments(lane: Lane, scenarios: readonly Scenario[]): readonly object[] {
  return scenarios.map((scenario) => ({
    kind: "Environment",
    metadata: { project: PROJECT, name: environmentOf(scenario, lane) },
    spec: { class: "prod", cell: "local", release: releaseFor(scenario, lane, FIRST_RELEASE), parameters: {} },
  }));
}

/** The pipeline of a lane: its stages do not depend on each other. */
export function pipelineDocument(ground: StageGround, scenarios: readonly Scenario[]): object {
  return {
    kind: "Pipeline",
    metadata: { project: PROJECT, name: `line-${ground.lane.id}` },
    spec: {
      stages: scenarios.map((scenario) => ({
        environment: environmentOf(scenario, ground.lane),
        ...scenario.stage(ground),
      })),
    },
  };
}

/** Files of the schema up to a release. What each does can be counted, and the second takes a moment. */
export function migrationFiles(release: number): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  for (let number = MIGRATIONS_OF_RELEASE; number < release * MIGRATIONS_OF_RELEASE; number += 1) {
    const name = migrationName(number);
    files[`migrations/${name}`] = [
      "create table if not exists made (file text not null);",
      `insert into made (file) values ('${name}');`,
      `create table made_${number} as select generate_series(1, 20000) as n;`,
      "select pg_sleep(0.3);",
      `insert into made (file) values ('${name} behind the pause');`,
      "",
    ].join("\n");
  }
  return files;
}

/** Names of the files that a release adds. */
export function migrationsOf(release: number): readonly string[] {
  const first = (release - 1) * MIGRATIONS_OF_RELEASE;
  return Array.from({ length: MIGRATIONS_OF_RELEASE }, (_, index) => migrationName(first + index));
}

const migrationName = (number: number) => `${String(number).padStart(4, "0")}_make.sql`;
