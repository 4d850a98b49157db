/** What a checkout needs of the database, with the worth of all orders. */
export async function readCheckout(database) {
  // The mistake that this release is for: the column is called price_cents. Nothing else of the shop asks for it, so
  // the service is healthy and only a check of /checkout finds out.
  const [row] = await database.query(`
    select count(*) as orders, count(distinct orders.customer_id) as customers, coalesce(sum(orders.price), 0) as worth
    from orders left join customers on customers.id = orders.customer_id`);
  return { status: "open", orders: Number(row.orders), customers: Number(row.customers), worth: Number(row.worth) };
}
