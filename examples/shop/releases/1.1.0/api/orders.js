import { addCustomer } from "./customers.js";

const SHOWN_MAX = 50;
// Undefined table, undefined column.
const SCHEMA_IS_OLDER = new Set(["42P01", "42703"]);

/** Refuses a database whose schema is older than this code. Runs on each new connection; only migrations make tables. */
export async function prepareOrders(query) {
  try {
    await query("select orders.customer_id, customers.name from orders, customers limit 0");
  } catch (error) {
    if (!SCHEMA_IS_OLDER.has(error.code)) throw error;
    throw new Error(`${error.message}: the migrations of this release have not run`);
  }
}

/** How many orders there are. */
export async function countOrders(database) {
  const [row] = await database.query("select count(*) as orders from orders");
  return Number(row.orders);
}

/** The latest 50 orders, newest first: `{ id, item, orderedAt, customer }`, the instant in ISO 8601, the name or null. */
export async function listOrders(database) {
  const rows = await database.query(
    `select ${COLUMNS}, customers.name as customer
    from orders left join customers on customers.id = orders.customer_id order by orders.id desc limit $1`,
    [SHOWN_MAX],
  );
  return rows.map(toOrder);
}

/** Adds one order and gives it back. `customer` is a name, absent where nobody gave one. */
export async function addOrder(database, { item, customer }) {
  // A customer without an order does no harm, so the two need no transaction.
  const id = customer === undefined ? null : (await addCustomer(database, customer)).id;
  const [row] = await database.query(
    `insert into orders (item, customer_id) values ($1, $2) returning ${COLUMNS}, $3::text as customer`,
    [item, id, customer ?? null],
  );
  return toOrder(row);
}

const COLUMNS = `orders.id, orders.item, to_char(ordered_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ordered_at`;

const toOrder = (row) => ({
  id: Number(row.id),
  item: row.item,
  orderedAt: row.ordered_at,
  customer: row.customer,
});
