import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ROLES, type Resource } from "../../domain/schema/access.ts";
import { visibleOf } from "../../domain/visible-of.ts";
import { apiUnderTest } from "../api/api-under-test.ts";
import { type Caller, callerWith } from "../api/callers.ts";
import { SHOP, WHOLE_SHOP } from "../api/shop-documents.ts";
import { storedApi } from "../api/stored-api.ts";
import { type Actor, environmentOf, everyActor, ORGANISATION, PLACES, projectOf } from "./places.ts";
import { mayByReference } from "./reference.ts";

type Item = Readonly<Record<string, unknown>>;
const PROD = SHOP.environment.replace("name: dev", "name: prod").replace("class: dev", "class: prod");

let api: Awaited<ReturnType<typeof storedApi>>;
const callers: { readonly actor: Actor; readonly caller: Caller }[] = [];
beforeAll(async () => {
  api = await storedApi();
  api.secrets.set("tool/key", "x");
  for (const project of ["shop", "tool"]) {
    const ofProject = (text: string) => text.replaceAll("shop", project);
    await api.apply(ofProject(`${WHOLE_SHOP}---\n${PROD}`));
  }
  await seed();
  const actors = everyActor(ROLES).filter(({ name }) => !/^(installation|operator|approver)/.test(name));
  for (const [place, actor] of actors.entries()) {
    const { grants, kind } = actor.principal;
    const name = `caller-${place}`;
    callers.push({ actor, caller: await callerWith(api.world.store, name, { kind: kind as "person", grants }) });
  }
  await api.world.store.sealEvents();
});
afterAll(async () => await api.world.close());

/** In each environment one of everything that lies in one, and in each project one of everything else. */
async function seed(): Promise<void> {
  const { rows } = api.world.postgres;
  await sql`insert into promotion (id, project, pipeline, pipeline_version, environment_uid, environment, kind, release, release_digest,
      attempt, state, actor, requested_at, admitted_at, ended_at)
    select 'pr-' || project || '-' || name, project, 'main', 1, uid, name, 'promote', '1.0.0', 'd', 1, 'Verified',
      '{"kind":"system","name":"s"}', now() - interval '3 hours', now() - interval '2 hours', now() - interval '1 hour' from environment`.execute(
    rows,
  );
  await sql`insert into snapshot (id, project, environment, environment_uid, component, component_uid, kind, location, operation_id)
    select 'snap-' || project || '-' || name, project, name, uid, 'database', uid, 'postgres', '', '' from environment`.execute(
    rows,
  );
  await sql`insert into veto (id, project, release, environment, reason, actor)
    select 'veto-' || project || '-' || name, project, '1.0.0', name, 'r', '{"kind":"system","name":"s"}'::json from environment
    union all select 'veto-' || name, name, '1.0.0', null, 'r', '{"kind":"system","name":"s"}' from project`.execute(
    rows,
  );
  const question = { binding: {}, rule: { from: "nobody", count: 1 }, excluded: [], expiresAt: 0 };
  const about = { requester: "", why: "", changes: [], migrations: [], links: [] };
  await sql`insert into approval (id, subject, project, environment_uid, environment, class, question, state, about, expires_at, remind_every_ms)
    select 'ap-' || project || '-' || name, 'delete', project, uid, name, class, ${JSON.stringify(question)}::json,
      '{"status":"pending","statusReason":"","votes":[]}', ${JSON.stringify(about)}::json, now() + interval '1 day', 0 from environment`.execute(
    rows,
  );
  const documentOf = sql`json_build_object('metadata', json_build_object('project', name, 'name', 'main'), 'spec', json_build_object('stages', '[]'::json))`;
  await sql`insert into connection (project, name, document, digest) select name, 'main', ${documentOf}, 'd' from project`.execute(
    rows,
  );
  await sql`insert into pipeline (project, name, version, document, digest) select name, 'main', 1, ${documentOf}, 'd' from project`.execute(
    rows,
  );
  await sql`insert into freeze_window (project, name, document, digest, actor)
    select name, 'main', ${documentOf}, 'd', '{"kind":"system","name":"s"}'::json from project
    union all select '', 'all', '{"metadata":{"name":"all"},"spec":{}}', 'd', '{"kind":"system","name":"s"}'`.execute(
    rows,
  );
  await sql`insert into component (uid, environment_uid, name, cell, kind) select gen_random_uuid(), uid, 'web', 'local', 'service' from environment`.execute(
    rows,
  );
  // Each environment lies in a place of its own.
  await sql`insert into baseline (component_uid, environment_uid, cell, account, region, kind, incarnation, version, hash)
    select c.uid, e.uid, 'local', e.project, e.name, c.kind, 1, 1, '' from component c join environment e on e.uid = c.environment_uid`.execute(
    rows,
  );
  await sql`insert into finding (id, component_uid, environment_uid, incarnation, fields, diff_digest, judged_digest)
    select 'fi-' || e.project || '-' || e.name, c.uid, e.uid, 1, '[]', 'd', 'd' from component c join environment e on e.uid = c.environment_uid`.execute(
    rows,
  );
  await sql`insert into sweep (id, begun_as, cell, account, region) select 'sw-' || project || '-' || name, 'sw-' || project || '-' || name, 'local', project, name from environment`.execute(
    rows,
  );
  for (const [project, digest] of [
    ["shop", "a"],
    ["tool", "b"],
  ] as const)
    await sql`update release set document = jsonb_set(document::jsonb, '{spec,artifacts}', ${JSON.stringify({ api: { digest } })}::jsonb)::json
      where project = ${project}`.execute(rows);
}

const textOf = (item: Item, ...path: readonly string[]): string =>
  path.reduce<unknown>((value, key) => (value as Item | undefined)?.[key], item)?.toString() ?? "";
const projectOfDocument = (item: Item): Resource => projectOf(textOf(item, "document", "metadata", "project"));

function environmentNamed(project: string, environment: string): Resource {
  const place = PLACES.find((one) => one.project === project && one.environment === environment);
  if (place === undefined) throw new Error(`there is no ${project}/${environment}`);
  return environmentOf(place);
}
const inNamed = (item: Item): Resource => environmentNamed(textOf(item, "project"), textOf(item, "environment"));
const inProjectOrEnvironment = (item: Item): Resource =>
  textOf(item, "environment") === "" ? projectOf(textOf(item, "project")) : inNamed(item);

/** What an item of each list is about; undefined: everybody sees it. */
const LISTS: Readonly<Record<string, { readonly path: string; readonly about: (item: Item) => Resource | undefined }>> =
  {
    listProjects: { path: "projects", about: (item) => projectOf(textOf(item, "document", "metadata", "name")) },
    listBlueprints: { path: "blueprints", about: projectOfDocument },
    listReleases: { path: "releases", about: projectOfDocument },
    listPipelines: { path: "pipelines", about: projectOfDocument },
    listConnections: { path: "connections", about: projectOfDocument },
    listFreezeWindows: {
      path: "freeze-windows",
      about: (item) => (textOf(item, "document", "metadata", "project") === "" ? undefined : projectOfDocument(item)),
    },
    listEnvironments: {
      path: "environments",
      about: (item) =>
        environmentNamed(textOf(item, "document", "metadata", "project"), textOf(item, "document", "metadata", "name")),
    },
    listOperations: { path: "operations", about: inNamed },
    listPromotions: { path: "promotions", about: inNamed },
    listSnapshots: { path: "snapshots", about: inNamed },
    listApprovals: { path: "approvals", about: inNamed },
    listFindings: { path: "findings", about: inNamed },
    listSweeps: {
      path: "sweeps",
      about: (item) => environmentNamed(textOf(item, "account"), textOf(item, "region")),
    },
    listVetoes: { path: "vetoes", about: inProjectOrEnvironment },
  };
/** Those that give no pages; each has a test of its own. */
const OTHERS = ["readEvents", "readDeliveryMetrics", "listArtifacts", "getSweep"];

async function pagesOf(path: string, headers: Readonly<Record<string, string>>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let next = ""; ;) {
    const separator = path.includes("?") ? "&" : "?";
    const page = (await api.get(`/v1/${path}${separator}limit=2${next}`, { headers })) as {
      readonly items: readonly Item[];
      readonly continue?: string;
    };
    items.push(...page.items);
    if (page.continue === undefined) return items;
    // Every page but the last is full: nothing that is hidden took a place on it.
    expect(page.items).toHaveLength(2);
    next = `&continue=${page.continue}`;
  }
}

it.each(Object.entries(LISTS))(
  "%s shows all that its reader may see, page by page, and nothing else",
  async (_, list) => {
    const all = await pagesOf(list.path, {});
    expect(all.length).toBeGreaterThan(1);
    for (const { actor, caller } of callers) {
      const mine = all.filter((item) => {
        const resource = list.about(item);
        return resource === undefined || mayByReference(actor.principal, "view", resource);
      });
      expect([actor.name, await pagesOf(list.path, caller.headers)]).toEqual([actor.name, mine]);
      const ofTool = await pagesOf(`${list.path}?project=tool`, caller.headers);
      expect(ofTool.every((item) => mine.some((one) => JSON.stringify(one) === JSON.stringify(item)))).toBe(true);
    }
  },
);

it("shows the events of what their reader may see, and those of no project to who sees everything", async () => {
  const read = async (headers: Readonly<Record<string, string>>) =>
    ((await api.get("/v1/events?limit=500", { headers })) as { items: readonly Item[] }).items;
  const all = await read({});
  expect(
    new Set(all.map((event) => `${textOf(event, "project")}/${textOf(event, "environment")}`)).size,
  ).toBeGreaterThan(6);
  for (const { actor, caller } of callers) {
    const mine = all.filter((event) => {
      const resource = textOf(event, "project") === "" ? ORGANISATION : inProjectOrEnvironment(event);
      return mayByReference(actor.principal, "view", resource);
    });
    expect([actor.name, (await read(caller.headers)).map(({ seq }) => seq)]).toEqual([
      actor.name,
      mine.map(({ seq }) => seq),
    ]);
  }
});

it("shows a sweep to who may see something where it looks", async () => {
  for (const { actor, caller } of callers) {
    const { status } = await api.send("/v1/sweeps/sw-shop-prod", { headers: caller.headers });
    const may = mayByReference(actor.principal, "view", environmentNamed("shop", "prod"));
    expect([actor.name, status]).toEqual([actor.name, may ? 200 : 404]);
  }
});

it("measures the delivery of what its reader may see", async () => {
  const ids = async (query: string, headers: Readonly<Record<string, string>>) => {
    const text = JSON.stringify(await api.get(`/v1/metrics/delivery?${query}`, { headers }));
    return [...new Set(text.match(/pr-[a-z]+-[a-z]+/g))].toSorted();
  };
  for (const environment of ["prod", "dev"]) {
    expect(await ids(`environment=${environment}`, {})).toEqual([`pr-shop-${environment}`, `pr-tool-${environment}`]);
    for (const { actor, caller } of callers) {
      const mine = ["shop", "tool"].filter((project) =>
        mayByReference(actor.principal, "view", environmentNamed(project, environment)),
      );
      const expected = mine.map((project) => `pr-${project}-${environment}`);
      expect([actor.name, await ids(`environment=${environment}`, caller.headers)]).toEqual([actor.name, expected]);
    }
  }
});

it("shows the artifacts that visible releases name, and every one to who sees everything", async () => {
  const stored = ["a", "b", "c"].map((digest) => ({ digest, files: 1, bytes: 1, storedAt: 0 }));
  const files = {
    list: async () => stored,
    has: async () => true,
    directory: async () => "",
    files: async () => [],
    manifest: async () => [],
  };
  const push = async () => ({ digest: "", files: 0, bytes: 0 });
  const under = apiUnderTest({ store: api.world.store, deps: { artifacts: { ...files, push } } });
  for (const { actor, caller } of callers) {
    const answer = await under.send("/v1/artifacts", { headers: caller.headers });
    const { items } = (await answer.json()) as { items: readonly { digest: string }[] };
    const may = (resource: Resource) => mayByReference(actor.principal, "view", resource);
    const named = [...(may(projectOf("shop")) ? ["a"] : []), ...(may(projectOf("tool")) ? ["b"] : [])];
    const expected = may(ORGANISATION) ? ["a", "b", "c"] : named;
    expect([actor.name, items.map(({ digest }) => digest)]).toEqual([actor.name, expected]);
  }
});

it("shows of a pipeline what runs in the stages that its reader may see, and of the others the names", async () => {
  const stages = JSON.stringify(["dev", "prod"].map((environment) => ({ environment, after: [], start: "manual" })));
  await sql`update pipeline set document = jsonb_set(document::jsonb, '{spec,stages}', ${stages}::jsonb)::json`.execute(
    api.world.postgres.rows,
  );
  for (const { actor, caller } of callers) {
    const answer = await api.send("/v1/pipelines/shop/main", { headers: caller.headers });
    if (!mayByReference(actor.principal, "view", projectOf("shop"))) {
      expect([actor.name, answer.status]).toEqual([actor.name, 404]);
      continue;
    }
    const status = (await answer.json()) as {
      stages: readonly { environment: string; runs?: unknown; last?: unknown }[];
    };
    const shown = status.stages.filter(({ runs, last }) => runs !== undefined && last !== undefined);
    const hidden = status.stages.filter(({ runs, last }) => runs === undefined && last === undefined);
    const mine = ["dev", "prod"].filter((name) =>
      mayByReference(actor.principal, "view", environmentNamed("shop", name)),
    );
    expect([actor.name, shown.map(({ environment }) => environment)]).toEqual([actor.name, mine]);
    expect(shown.length + hidden.length).toBe(2);
  }
});

it("lets documents refer to no snapshot that their sender may not see", async () => {
  for (const { actor } of callers) {
    const { snapshots } = await api.world.store.catalog(["shop", "tool"], visibleOf(actor.principal));
    const mine = PLACES.filter((place) => mayByReference(actor.principal, "view", environmentOf(place)));
    const ids = mine.map(({ project, environment }) => `snap-${project}-${environment}`);
    expect([actor.name, snapshots.map(({ id }) => id)]).toEqual([actor.name, ids]);
  }
});

it("tests every list that the API has", () => {
  const { paths = {} } = api.api.getOpenAPI31Document({ openapi: "3.1.0", info: { title: "API", version: "1" } });
  const lists = Object.values(paths).flatMap((methods) =>
    Object.values(methods as Record<string, { operationId: string; "x-holdfast-access": { on?: string } }>)
      .filter((operation) => operation["x-holdfast-access"].on === "visible")
      .map(({ operationId }) => operationId),
  );
  expect(lists.toSorted()).toEqual([...Object.keys(LISTS), ...OTHERS].toSorted());
});
