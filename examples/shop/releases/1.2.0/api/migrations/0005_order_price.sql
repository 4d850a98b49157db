-- The default stands for what 1.0.0 and 1.1.0 do not write.
alter table orders add column price_cents integer not null default 0;
