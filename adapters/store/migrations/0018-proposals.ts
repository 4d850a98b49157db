import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Approvals that are about drift, and that may take over the message of the one before them. */
export const proposals: Migration = {
  async up(db) {
    await sql.raw(CHANGES).execute(db);
  },
};

const CHANGES = `
alter table approval
  -- Null once the finding was forgotten: what people were shown of it stays.
  add column finding_id text references finding on delete set null,
  add column component_uid uuid references component,
  -- The approval whose message shows this one; null where it has a message of its own.
  add column succeeds text references approval,
  -- True once its message was given to the one that succeeds it.
  add column is_handed_on boolean not null default false,
  -- Since when its message tells of this component.
  add column told_from timestamptz not null default now();
create index approval_finding on approval (finding_id) where finding_id is not null;
create index approval_component on approval (component_uid, position desc) where component_uid is not null;
create unique index approval_succeeds on approval (succeeds) where succeeds is not null;

-- Persons whose roles let them vote in an environment. Says the same as the policies say of \`vote\`.
create function voters_of(p_project text, p_environment text, p_class text) returns table (id text, name text) language sql stable as $$
  select distinct n.id, n.name from role_binding b left join group_member m on m.group_name = b.group_name
    join person n on n.id = coalesce(b.person_id, m.person_id)
  where b.role in ('approver', 'operator', 'admin') and n.is_active and (b.project is null or b.project = p_project)
    and (b.class is null or b.class = p_class) and (b.environment is null or b.environment = p_environment);
$$;
`;
