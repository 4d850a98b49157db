-- May be null: 1.0.0 knows no customers and goes on adding orders.
alter table orders add column customer_id bigint references customers (id);
