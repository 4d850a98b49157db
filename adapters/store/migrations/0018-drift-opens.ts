import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** A component that is opened to be put back comes with the fields of its finding that are not ignored. */
export const driftOpens: Migration = {
  async up(db) {
    await sql.raw(FUNCTIONS).execute(db);
  },
};

const FUNCTIONS = `
-- The fields that an operation is to put back of a component; null for every one that differs.
create function revert_paths(p_operation text, p_component uuid) returns json language sql stable as $$
  select json_agg(field ->> 'path') from finding f, json_array_elements(f.fields) as field
  where f.component_uid = p_component and f.operation_id = p_operation and f.status = 'reverting'
    -- The rules may be those of the difference before: a person may answer to what was not decided about yet.
    and not exists (
      select from json_array_elements(f.reaction -> 'fields') as rule
      where rule ->> 'path' = field ->> 'path' and rule ->> 'reaction' = 'ignore');
$$;

create or replace function cell_open(p_operation text, p_component uuid, p_epoch int) returns json language plpgsql as $$
declare c component; e environment; o operation;
begin
  select * into c from component where uid = p_component and operation_id = p_operation and turn_epoch = p_epoch;
  if not found then return null; end if;
  select * into e from environment where uid = c.environment_uid and epoch = p_epoch;
  if not found then return null; end if;
  select * into o from operation where id = p_operation and state = 'Running';
  if not found then return null; end if;
  if c.started_at is null then
    -- A crash that loses this loses nothing: the next attempt opens it again.
    perform set_config('synchronous_commit', 'off', true);
    update component set started_at = clock_timestamp(), was_opened = true, fault = null,
        phase = case action when 'delete' then 'Deleting' else 'Running' end
      where uid = p_component and operation_id = p_operation and turn_epoch = p_epoch and started_at is null
      returning * into c;
    if not found then return cell_open(p_operation, p_component, p_epoch); end if;
    perform write_event_of(c, 'component.started', p_operation,
      format('"%s" of %s starts: %s', c.name, e.name, c.action), json_build_object('action', c.action, 'incarnation', c.incarnation));
  end if;
  return json_build_object(
    'environmentUid', e.uid, 'project', e.project, 'environment', e.name, 'class', e.class, 'cell', c.cell,
    'generation', o.generation, 'name', c.name, 'kind', c.kind, 'action', c.action, 'incarnation', c.incarnation,
    'incarnationOperationId', c.incarnation_operation_id, 'phase', c.phase, 'spec', c.spec,
    'facts', o.facts, 'artifactDigest', c.artifact_digest, 'restoreFrom', c.restore_from, 'onDelete', c.on_delete,
    'expectedMs', c.expected_ms, 'readyWithinMs', c.ready_within_ms, 'startedAt', epoch_ms(c.started_at),
    'isCancelRequested', o.is_cancel_requested or (e.is_deleting and o.kind <> 'delete'),
    'effects', coalesce((
      select json_object_agg(call, json_build_object('state', state, 'operationId', operation_id)) from (
        select distinct on (call) call, state, operation_id from effect
        where component_uid = c.uid and incarnation = c.incarnation order by call, at desc) as newest), '{}'),
    'inputDigest', c.input_digest,
    'revertPaths', case c.action when 'revert' then revert_paths(p_operation, p_component) end);
end $$;
`;
