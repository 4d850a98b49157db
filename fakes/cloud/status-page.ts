import { html } from "hono/html";
import { countStates } from "./count-states.ts";
import type { Resource } from "./resource.ts";
import type { Cloud } from "./start-cloud.ts";

const ROWS_MAX = 200;

/** The page at `/`: counts, and the first 200 resources by id. Loads itself again every 2 s. */
export function statusPage({ stats, table }: Cloud) {
  const counts = {
    ...countStates(table.all()),
    waiting: table.waiting(),
    watching: table.watching(),
  };
  const { items, next } = firstRows(table);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="refresh" content="2" />
        <title>Simulated cloud</title>
        <style>
          body {
            font:
              14px system-ui,
              sans-serif;
            margin: 2rem;
          }
          td,
          th {
            padding: 0.2rem 1rem 0.2rem 0;
            text-align: left;
          }
        </style>
      </head>
      <body>
        <h1>Simulated cloud</h1>
        ${counters("Now", counts)} ${counters("Effects", stats.effects)}
        ${counters("Effects from outside", stats.outsideEffects)} ${counters("Calls", stats.calls)}
        <h2>Resources</h2>
        <table>
          <tr>
            <th>Id</th>
            <th>Account</th>
            <th>Type</th>
            <th>State</th>
            <th>Since</th>
          </tr>
          ${items.map(row)}
        </table>
        ${next === undefined ? "" : html`<p>And more.</p>`}
      </body>
    </html>`;
}

function firstRows(table: Cloud["table"]): { items: readonly Resource[]; next?: string } {
  const first = table.list({ prefix: "", limit: ROWS_MAX / 2 });
  if (first.next === undefined) return first;
  const second = table.list({ prefix: "", limit: ROWS_MAX / 2, after: first.next });
  return { ...second, items: [...first.items, ...second.items] };
}

function counters(title: string, counts: Readonly<Record<string, number>>) {
  const texts = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  return html`<p><b>${title}:</b> ${texts.join(", ") || "none"}</p>`;
}

function row({ id, account, region, type, state, reason, changedAt }: Resource) {
  const shown = reason === undefined ? state : `${state}: ${reason}`;
  return html`<tr>
    <td>${id}</td>
    <td>${account}, ${region}</td>
    <td>${type}</td>
    <td>${shown}</td>
    <td>${new Date(changedAt).toISOString()}</td>
  </tr>`;
}
