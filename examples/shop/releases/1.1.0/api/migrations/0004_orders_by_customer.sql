-- holdfast: no transaction
-- Orders are taken while the index is built. PostgreSQL does that outside of transactions only.
create index concurrently if not exists orders_by_customer on orders (customer_id);
