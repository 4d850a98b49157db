import { FIRST, SECOND } from "./app-files.ts";

type Spec = Readonly<Record<string, unknown>>;
/** Components by name. */
export type Components = Readonly<Record<string, Spec>>;

const DATABASE_URL = "${components.database.outputs.url}";

/** What a process of the system is given. `VERSION` makes each release another one. */
function environmentOf(component: string, more: Spec = {}): Spec {
  return {
    COMPONENT: component,
    VERSION: "${release.version}",
    GREETING: "${parameters.greeting}",
    PLACE: "${parameters.place}",
    ...more,
  };
}

function service(component: string, environment: Spec = {}, more: Spec = {}): Spec {
  return {
    kind: "service",
    artifact: "app",
    config: {
      command: ["node", "server.js"],
      environment: environmentOf(component, environment),
      health: { path: "/healthz", interval: "500ms" },
    },
    ...more,
  };
}

/** The same in every release but for how it is watched: it is updated in place. */
function meter(path: string): Spec {
  const environment = { COMPONENT: "meter", PLACE: "${parameters.place}" };
  const config = {
    command: ["node", "server.js"],
    environment,
    health: { path, interval: "500ms" },
  };
  return { kind: "service", artifact: "base", config };
}

const shared: Components = {
  database: { kind: "postgres", config: { database: "data" }, onDelete: "snapshot" },
  seed: {
    kind: "job",
    artifact: "app",
    config: { command: ["node", "seed.js"], environment: environmentOf("seed", { DATABASE_URL }), timeout: "20s" },
  },
  cache: service("cache"),
  api: service("api", { DATABASE_URL }, { after: ["seed"] }),
  worker: service("worker", { DATABASE_URL }, { after: ["seed"] }),
  web: service("web", { API_URL: "${components.api.outputs.url}" }, { after: ["cache"] }),
};

/**
 * The components of a release. The second replaces the job and every service but one, which it updates in place; it
 * creates `extra`, deletes `legacy`, and leaves the database as it is.
 */
export function componentsOf(version: typeof FIRST | typeof SECOND): Components {
  if (version === FIRST)
    return {
      ...shared,
      meter: meter("/healthz"),
      legacy: service("legacy", { API_URL: "${components.api.outputs.url}" }),
    };
  return {
    ...shared,
    meter: meter("/ready"),
    extra: service("extra", { WEB_URL: "${components.web.outputs.url}" }),
  };
}

/** A component with less time to become ready: what never does is to be found out soon. */
export function impatient(component: Spec): Spec {
  return { ...component, config: { ...(component["config"] as Spec), readyWithin: "2s" } };
}

/** One more database, for a release that brings it. */
export const REPORTS: Components = {
  reports: { kind: "postgres", config: { database: "reports" }, onDelete: "snapshot" },
};

/** The database under another name, which is another database. */
export function otherDatabase(onDelete: "snapshot" | "delete"): Components {
  return { database: { kind: "postgres", config: { database: "other" }, onDelete } };
}

/** The second release with another component in place of the database, which it deletes. */
export function withoutDatabase(): Components {
  const text = JSON.stringify(componentsOf(SECOND)).replaceAll("components.database.", "components.store.");
  const { database, ...others } = JSON.parse(text) as Components;
  return { ...others, store: { ...database } };
}
