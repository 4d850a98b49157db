const SHOWN_MAX = 50;

/** How many customers there are. */
export async function countCustomers(database) {
  const [row] = await database.query("select count(*) as customers from customers");
  return Number(row.customers);
}

/** The latest 50 customers, newest first: `{ id, name }`. */
export async function listCustomers(database) {
  const rows = await database.query("select id, name from customers order by id desc limit $1", [SHOWN_MAX]);
  return rows.map(toCustomer);
}

/** Adds a customer and gives it back; a name that is known gives the customer who has it. */
export async function addCustomer(database, name) {
  // Updated with what it is, because "do nothing" would return no row.
  const [row] = await database.query(
    "insert into customers (name) values ($1) on conflict (name) do update set name = excluded.name returning id, name",
    [name],
  );
  return toCustomer(row);
}

const toCustomer = ({ id, name }) => ({ id: Number(id), name });
