import { html } from "hono/html";
import type { Resource } from "./resource.ts";
import type { Simulator } from "./simulator.ts";
import type { Eks } from "./start-eks.ts";

const ROWS_MAX = 200;
const KINDS_SHOWN = ["cluster", "nodegroup", "addon", "fargate-profile", "update"];

/** The page at `/`: the clock, and what there is with its state and what happens next. Loads itself again every 2 s. */
export function statusPage(simulator: Simulator) {
  const { eks, faults } = simulator.run();
  eks.timeline.catchUp();
  const { mode, scale } = eks.clock.state();
  const all = eks.store.all();
  const shown = all.filter(({ kind }) => KINDS_SHOWN.includes(kind)).toSorted(byClusterThenKind);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="refresh" content="2" />
        <title>Simulated Amazon EKS</title>
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
            vertical-align: top;
          }
        </style>
      </head>
      <body>
        <h1>Simulated Amazon EKS</h1>
        <p>
          <b>Time:</b> ${instant(eks.timeline.nowMs())}, ${mode === "manual" ? "manual" : `${scale} times real time`}
        </p>
        <p><b>There are:</b> ${counts(all)}</p>
        <p>
          <b>Faults waiting:</b> ${
            faults
              .all()
              .map(({ fault, injected }) => `${fault.id} (hit ${injected})`)
              .join(", ") || "none"
          }
        </p>
        <table>
          <tr>
            <th>Cluster</th>
            <th>Kind</th>
            <th>Name</th>
            <th>Status</th>
            <th>Version</th>
            <th>Next</th>
            <th>Account, region</th>
          </tr>
          ${shown.slice(0, ROWS_MAX).map((resource) => row(eks, resource))}
        </table>
        ${shown.length > ROWS_MAX ? html`<p>And ${shown.length - ROWS_MAX} more.</p>` : ""}
      </body>
    </html>`;
}

function row({ store }: Eks, { key, kind, cluster, name, account, region, doc }: Resource) {
  const [timer] = store.timers.of(key);
  const stuck = timer?.isHeld === true ? `${timer.verb}: stuck` : undefined;
  const next = timer === undefined ? "" : (stuck ?? `${timer.verb} ${timer.ending} at ${instant(timer.at)}`);
  const version = doc["releaseVersion"] ?? doc["addonVersion"] ?? doc["version"] ?? doc["type"] ?? "";
  return html`<tr>
    <td>${cluster}</td>
    <td>${kind}</td>
    <td>${name}</td>
    <td>${String(doc["status"])}</td>
    <td>${String(version)}</td>
    <td>${next}</td>
    <td>${account}, ${region}</td>
  </tr>`;
}

function byClusterThenKind(left: Resource, right: Resource): number {
  return rank(left) < rank(right) ? -1 : 1;
}

function rank({ account, region, cluster, kind, name }: Resource): string {
  return [account, region, cluster, KINDS_SHOWN.indexOf(kind), name].join("/");
}

function counts(all: readonly Resource[]): string {
  const count: Record<string, number> = {};
  for (const { kind } of all) count[kind] = (count[kind] ?? 0) + 1;
  const texts = Object.entries(count).map(([kind, number]) => `${kind} ${number}`);
  return texts.join(", ") || "nothing";
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
