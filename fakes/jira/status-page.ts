import { html } from "hono/html";
import { keyText } from "./deployment.ts";
import type { Deployment, GateStatus } from "./deployment.ts";
import { projectOf } from "./find-issue.ts";
import type { Issue } from "./issue.ts";
import { PAGE_SCRIPT, PAGE_STYLE } from "./page-style.ts";
import { statusNamed, wayTo } from "./project.ts";
import type { Status } from "./project.ts";
import { documentHtml } from "./show-document.ts";
import type { Jira } from "./jira.ts";

const CARDS_MAX = 100;
const GATE_BUTTONS = [
  { status: "allowed", text: "Allow", tone: "yes" },
  { status: "prevented", text: "Prevent", tone: "no" },
  { status: "invalid", text: "Invalidate", tone: "" },
  { status: "expired", text: "Expire", tone: "" },
] as const;

/** The page at `/`: issues to move and gates to decide, the newest first. `problem` is why the last try failed. */
export function statusPage(jira: Jira, problem: string | undefined) {
  const { faults, log, world } = jira;
  const issues = [...world.issues.values()].filter(({ isDeleted }) => !isDeleted).toReversed();
  const deployments = [...world.deployments.ids()].toReversed();
  const waiting = faults.list().filter(({ left }) => left !== 0).length;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Simulated Jira</title>
        <style>
          ${PAGE_STYLE}
        </style>
      </head>
      <body>
        <header>
          <h1>Simulated Jira</h1>
          <span class="quiet"
            >${issues.length} issues · <a href="#deployments">${deployments.length} deployments</a> ·
            ${log.effects().length} effects · ${waiting} faults waiting · <a href="/">Reload</a></span
          >
        </header>
        ${problem === undefined ? "" : html`<p class="card problem" role="alert">${problem}</p>`}
        <h2>Issues</h2>
        ${newIssueForm()} ${indexNote(jira)}
        ${issues.length === 0 ? html`<p class="card empty">No issues yet.</p>` : ""}
        ${issues.slice(0, CARDS_MAX).map((issue) => issueCard(jira, issue))} ${more(issues.length)}
        <h2 id="deployments">Deployments</h2>
        ${deployments.length === 0 ? html`<p class="card empty">No deployments yet.</p>` : ""}
        ${deployments.slice(0, CARDS_MAX).map((text) => deploymentCard(jira, text))} ${more(deployments.length)}
        <script>
          ${PAGE_SCRIPT};
        </script>
      </body>
    </html>`;
}

function issueCard({ world }: Jira, issue: Issue) {
  const project = projectOf(world, issue);
  const status = statusNamed(project, issue.status);
  const targets = project.statuses.filter(({ name }) => {
    return name !== issue.status && wayTo(project, issue.status, name) !== undefined;
  });
  const { description } = issue.otherFields;
  return html`<article class="card" id="${issue.key}">
    <div class="row head">
      <span class="key">${issue.key}</span>
      <span class="title">${issue.summary}</span>
      <span class="badge ${toneOf(status)}">${statusText(issue)}</span>
    </div>
    <div class="row quiet">
      <span>${issue.issueType} by ${issue.creator}, ${timeText(issue.createdAt)}</span>
      ${issue.labels.map((label) => html`<span class="label">${label}</span>`)}
    </div>
    ${description === undefined ? "" : html`<div class="comment">${documentHtml(description)}</div>`}
    <div class="row actions">${targets.map(({ name, ...target }) => moveButton(issue, { name, ...target }))}</div>
    ${comments(issue)}
    <form method="post" action="/__sim/jira/issues/${issue.key}/comment">
      <div class="row actions">
        <input name="text" aria-label="Comment on ${issue.key}" placeholder="Comment" required />
        <button>Comment</button>
      </div>
    </form>
  </article>`;
}

function statusText({ status, resolution }: Issue): string {
  return resolution === null || resolution === status ? status : `${status}: ${resolution}`;
}

function moveButton(issue: Issue, status: Status) {
  return html`<form method="post" action="/__sim/jira/issues/${issue.key}/move">
    <button class="${toneOf(status)}" name="status" value="${status.name}">Move to ${status.name}</button>
  </form>`;
}

function comments({ comments: all }: Issue) {
  if (all.length === 0) return "";
  const shown = all.map(
    ({ author, body, createdAt }) =>
      html`<div class="comment">
        <div class="quiet">${author}, ${timeText(createdAt)}</div>
        ${documentHtml(body)}
      </div>`,
  );
  return html`<details ${all.length <= 3 ? "open" : ""}>
    <summary class="quiet">${all.length === 1 ? "1 comment" : `${all.length} comments`}</summary>
    ${shown}
  </details>`;
}

function indexNote({ world }: Jira) {
  const behind = world.index.behind(Date.now());
  if (behind === 0) return "";
  return html`<form method="post" action="/__sim/jira/index/release">
    <p class="row quiet">The search index is behind by ${behind} issues. <button>Release it</button></p>
  </form>`;
}

function newIssueForm() {
  return html`<form method="post" action="/__sim/jira/issues">
    <div class="row new">
      <input name="summary" aria-label="Summary of a new issue" placeholder="Summary of a new issue" required />
      <input name="labels" aria-label="Labels of a new issue" placeholder="Labels" />
      <button>Create issue</button>
    </div>
  </form>`;
}

function deploymentCard({ world }: Jira, text: string) {
  const deployment = world.deployments.newest(text);
  if (deployment === undefined) return "";
  const { key, data, issueKeys, updateSequenceNumber } = deployment;
  const gate = world.gates.get(keyText(key))?.status;
  const isQueued = world.deployments.visible(text, Date.now()) !== deployment;
  return html`<article class="card">
    <div class="row head">
      <span class="key">#${key.deploymentSequenceNumber}</span>
      <span class="title">${String(data["displayName"])}</span>
      <span class="badge ${toneOfState(data["state"])}">${String(data["state"])}</span>
      ${gate === undefined ? "" : html`<span class="badge ${toneOfGate(gate)}">gate: ${gate}</span>`}
    </div>
    <div class="row quiet">
      <span>${key.pipelineId} → ${key.environmentId}, update ${updateSequenceNumber}</span>
      ${isQueued ? html`<span>still queued</span>` : ""}
      ${issueKeys.map((issue) => html`<a href="#${issue}">${issue}</a>`)}
    </div>
    ${gate === undefined ? html`<div class="quiet">It asked for no gate.</div>` : gateButtons(deployment, gate)}
  </article>`;
}

function gateButtons({ key }: Deployment, gate: GateStatus) {
  return html`<form method="post" action="/__sim/jira/deployments/gate">
    <div class="row actions">
      <input type="hidden" name="pipelineId" value="${key.pipelineId}" />
      <input type="hidden" name="environmentId" value="${key.environmentId}" />
      <input type="hidden" name="deploymentSequenceNumber" value="${key.deploymentSequenceNumber}" />
      ${GATE_BUTTONS.filter(({ status }) => status !== gate).map(
        ({ status, text, tone }) => html`<button class="${tone}" name="status" value="${status}">${text}</button>`,
      )}
    </div>
  </form>`;
}

function more(count: number) {
  return count <= CARDS_MAX ? "" : html`<p class="quiet">And ${count - CARDS_MAX} more.</p>`;
}

function toneOf({ name, category }: Status): string {
  if (/reject|declin/i.test(name)) return "no";
  if (category === "done" || /approv/i.test(name)) return "yes";
  return category === "indeterminate" ? "open" : "";
}

function toneOfState(state: unknown): string {
  if (state === "successful") return "yes";
  return state === "failed" || state === "rolled_back" ? "no" : "";
}

function toneOfGate(gate: GateStatus): string {
  if (gate === "allowed") return "yes";
  return gate === "awaiting" ? "open" : "no";
}

function timeText(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 16).replace("T", " ");
}
