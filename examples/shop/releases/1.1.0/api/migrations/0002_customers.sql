create table customers (
  id bigint generated always as identity primary key,
  name text not null unique,
  added_at timestamptz not null default now()
);
