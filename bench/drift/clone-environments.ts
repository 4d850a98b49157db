import type pg from "pg";
import type { NewBaseline } from "../../domain/schema/drift.ts";
import { FLEET, PATTERN } from "./fleet-documents.ts";

/** A component whose rows are to be. */
export interface SeededComponent {
  readonly componentUid: string;
  readonly environmentUid: string;
  readonly environment: string;
  readonly component: string;
  readonly baseline: NewBaseline;
}

// Rows of the pattern with some columns replaced: whatever other columns there are hold what is usual.
const ENVIRONMENTS = `insert into environment select made.* from json_array_elements($1) as patch
  join environment e on e.project = '${FLEET}' and e.name = '${PATTERN}' and e.rest_phase = 'Ready'
  cross join lateral json_populate_record(e, patch) as made`;
const COMPONENTS = `insert into component select made.* from json_array_elements($1) as patch
  join environment e on e.project = '${FLEET}' and e.name = '${PATTERN}' and e.rest_phase = 'Ready'
  join component c on c.environment_uid = e.uid and c.name = patch ->> 'name'
  cross join lateral json_populate_record(c, patch) as made`;
const BASELINES = `insert into baseline select made.* from json_array_elements($1) as patch
  join environment e on e.project = '${FLEET}' and e.name = '${PATTERN}' and e.rest_phase = 'Ready'
  join component c on c.environment_uid = e.uid and c.name = patch ->> 'name'
  join baseline b on b.component_uid = c.uid
  cross join lateral json_populate_record(b, patch) as made`;
const FIELDS = `insert into baseline_fields select made.* from json_array_elements($1) as patch
  cross join lateral json_populate_record(null::baseline_fields, patch) as made`;

/**
 * Writes the rows of components, and of their environments where those are not `known` yet; they are then. Each is a copy
 * of the pattern's rows.
 */
export async function cloneEnvironments(
  client: pg.Client,
  { components, known }: { readonly components: readonly SeededComponent[]; readonly known: Set<string> },
): Promise<void> {
  const fresh = new Map<string, SeededComponent>();
  for (const one of components) if (!known.has(one.environmentUid)) fresh.set(one.environmentUid, one);
  const { rows } = await client.query<{ document: { spec: { parameters: object } } }>(
    "select document from environment where project = $1 and name = $2",
    [FLEET, PATTERN],
  );
  const [pattern] = rows;
  if (pattern === undefined) throw new Error(`there is no "${PATTERN}" to copy`);
  await client.query("begin");
  await insert(
    client,
    ENVIRONMENTS,
    [...fresh.values()].map((one) => environmentPatch(one, pattern.document)),
  );
  await insert(
    client,
    COMPONENTS,
    components.map(({ componentUid, environmentUid, component }) => ({
      uid: componentUid,
      environment_uid: environmentUid,
      name: component,
    })),
  );
  await insert(
    client,
    BASELINES,
    components.map(({ componentUid, environmentUid, component, baseline }) => ({
      name: component,
      component_uid: componentUid,
      environment_uid: environmentUid,
      account: baseline.account,
      region: baseline.region,
      version: baseline.version,
      hash: baseline.hash,
      must_learn: false,
    })),
  );
  await insert(
    client,
    FIELDS,
    components.map(({ componentUid, baseline }) => ({
      component_uid: componentUid,
      fields: baseline.fields,
      learned: baseline.learned,
    })),
  );
  await client.query("commit");
  for (const uid of fresh.keys()) known.add(uid);
}

function environmentPatch(
  { environmentUid, environment, baseline }: SeededComponent,
  document: { readonly spec: { readonly parameters: object } },
): object {
  const parameters = { ...document.spec.parameters, account: baseline.account };
  const metadata = { project: FLEET, name: environment };
  return {
    uid: environmentUid,
    name: environment,
    document: { ...document, metadata, spec: { ...document.spec, parameters } },
  };
}

async function insert(client: pg.Client, statement: string, patches: readonly object[]): Promise<void> {
  const { rowCount } = await client.query(statement, [JSON.stringify(patches)]);
  if (rowCount !== patches.length) throw new Error(`${rowCount} of ${patches.length} rows were copied`);
}
