-- The table that 1.0.0 makes by itself; where that release ran, it is there already. From here on migrations make tables.
create table if not exists orders (
  id bigint generated always as identity primary key,
  item text not null,
  ordered_at timestamptz not null default now()
);
