const SHOWN_MAX = 50;

/** Creates the table where it is absent. Runs on each new connection, so that an emptied database is usable again. */
export async function prepareOrders(query) {
  await query(`
    create table if not exists orders (
      id bigint generated always as identity primary key,
      item text not null,
      ordered_at timestamptz not null default now()
    )`);
}

/** How many orders there are. */
export async function countOrders(database) {
  const [row] = await database.query("select count(*) as orders from orders");
  return Number(row.orders);
}

/** The latest 50 orders, newest first: `{ id, item, orderedAt }`, the instant in ISO 8601. */
export async function listOrders(database) {
  const rows = await database.query(`select ${COLUMNS} from orders order by id desc limit $1`, [SHOWN_MAX]);
  return rows.map(toOrder);
}

/** Adds one order and gives it back. */
export async function addOrder(database, item) {
  const [row] = await database.query(`insert into orders (item) values ($1) returning ${COLUMNS}`, [item]);
  return toOrder(row);
}

const COLUMNS = `id, item, to_char(ordered_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ordered_at`;

const toOrder = (row) => ({ id: Number(row.id), item: row.item, orderedAt: row.ordered_at });
