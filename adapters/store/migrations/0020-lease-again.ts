import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Two requests of one component for the same lease both get it, also when its last candidate was taken between their looks. */
export const leaseAgain: Migration = {
  async up(db) {
    await sql.raw(STATEMENTS).execute(db);
  },
};

const STATEMENTS = `
create or replace function cell_lease(p_cell text, p_component uuid, p_purpose text, p_candidates int[]) returns int language plpgsql as $$
declare taken int; wanted int;
begin
  select value into taken from lease where cell = p_cell and component_uid = p_component and purpose = p_purpose;
  if found then return taken; end if;
  for wanted in
    select c.value from unnest(p_candidates) with ordinality as c(value, place)
    where not exists (select from lease l where l.cell = p_cell and l.value = c.value) order by c.place
  loop
    insert into lease (cell, value, component_uid, purpose) values (p_cell, wanted, p_component, p_purpose) on conflict do nothing;
    if found then return wanted; end if;
    select value into taken from lease where cell = p_cell and component_uid = p_component and purpose = p_purpose;
    if found then return taken; end if;
  end loop;
  -- What was free at the first look may have gone to this component since, by another request.
  select value into taken from lease where cell = p_cell and component_uid = p_component and purpose = p_purpose;
  return taken;
end $$;
`;
