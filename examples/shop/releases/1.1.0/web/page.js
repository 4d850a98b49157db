const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const escape = (value) => String(value).replace(/[&<>"']/g, (character) => ENTITIES[character]);

const STYLE = `
  :root { color-scheme: light dark; --ink: #1c2430; --soft: #66707f; --paper: #fff; --ground: #f3f5f8; --line: #e1e5eb; --accent: #2456d6; }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #e8ecf2; --soft: #98a2b3; --paper: #1a212c; --ground: #11161d; --line: #2c3542; --accent: #7da2ff; }
  }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
  main { max-width: 40rem; margin: 0 auto; padding: 3rem 1rem; }
  h1 { margin: 0; font-size: 2rem; overflow-wrap: anywhere; }
  .versions { margin: 0.25rem 0 2rem; color: var(--soft); }
  .versions b { color: var(--accent); font-weight: 600; }
  section { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem; }
  form { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-bottom: 1rem; }
  input, button { font: inherit; padding: 0.5rem 0.75rem; border-radius: 8px; border: 1px solid var(--line); }
  input { flex: 1; min-width: 0; background: var(--ground); color: var(--ink); }
  button { background: var(--accent); border-color: var(--accent); color: var(--paper); cursor: pointer; }
  ol { list-style: none; margin: 0; padding: 0; }
  li { display: flex; gap: 1rem; align-items: baseline; padding: 0.6rem 0; border-top: 1px solid var(--line); }
  li span { flex: 1; min-width: 0; overflow-wrap: anywhere; }
  time, em, .number, .empty { color: var(--soft); font-size: 0.875rem; }
  .problem { margin: 0 0 1rem; padding: 0.75rem 1rem; border-radius: 8px; background: #fdecea; color: #8c1d18; }
`;

/**
 * The one page of the shop, as HTML. Every value in it is escaped.
 *
 * @param view - `version` of web; `api` is `{ version, greeting, orders, customers }`, absent when the API was not asked
 * or could not say it, without `customers` while that is 1.0.0; `list` are the latest orders; `problem` is a sentence for
 * the visitor, absent when all is well.
 */
export function renderPage({ version, api, list = [], problem }) {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Shop</title>
  <style>${STYLE}</style>
</head>
<body>
<main>
  <h1>${escape(api?.greeting ?? "Shop")}</h1>
  <p class="versions">web <b>${escape(version)}</b>${api === undefined ? "" : ` · api <b>${escape(api.version)}</b>`}</p>
  <section>
    ${problem === undefined ? "" : `<p class="problem" role="alert">${escape(problem)}</p>`}
    <form method="post" action="/orders">
      <input name="item" required maxlength="100" placeholder="What would you like?" aria-label="Item" autocomplete="off">
      <input name="customer" maxlength="100" placeholder="Your name" aria-label="Name" autocomplete="name">
      <button>Order</button>
    </form>
    ${renderOrders(api, list)}
  </section>
  ${api?.customers === undefined ? "" : `<p class="empty">customers: ${escape(api.customers)}</p>`}
</main>
</body>
</html>
`;
}

function renderOrders(api, list) {
  if (api === undefined) return "";
  if (list.length === 0) return `<p class="empty">No orders yet.</p>`;
  const rows = list.map(
    ({ id, item, orderedAt, customer }) => `
      <li><b class="number">#${escape(id)}</b><span>${escape(item)}${customer ? ` <em>for ${escape(customer)}</em>` : ""}</span>
      <time datetime="${escape(orderedAt)}">${escape(orderedAt.slice(0, 16).replace("T", " "))} UTC</time></li>`,
  );
  const hidden = api.orders - list.length;
  return `<ol>${rows.join("")}</ol>${hidden > 0 ? `<p class="empty">and ${escape(hidden)} earlier ones</p>` : ""}`;
}
