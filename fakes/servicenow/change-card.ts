import { html } from "hono/html";
import { questionsOf } from "./approvals.ts";
import { changeForms } from "./change-forms.ts";
import { CHANGE_COLUMNS } from "./columns.ts";
import { labelOf } from "./decide-move.ts";
import type { Directory } from "./directory.ts";
import { possibleVerbs } from "./person-verbs.ts";
import type { ApproverRow, ChangeRow, JournalRow } from "./rows.ts";
import type { ServiceNow } from "./start-servicenow.ts";
import { PATH_BY_TYPE } from "./states.ts";
import type { ChangeType } from "./states.ts";
import { isOpen, tasksOf } from "./tasks.ts";

const APPROVAL_LABELS: Readonly<Record<string, string>> = CHANGE_COLUMNS.approval.labels;

/** One change on the page, with the forms of what this person can do to it. */
export function changeCard(serviceNow: ServiceNow, change: ChangeRow, userName: string) {
  const { store, directory, settings, begin } = serviceNow;
  const verbs = possibleVerbs(begin({ actor: userName, cause: "person" }), change);
  const questions = questionsOf({ store }, change);
  const tasks = tasksOf({ store }, change).filter(isOpen);
  return html`<article id="${change.number}" class="${change.active === "true" ? "open" : "ended"}">
    <h2>
      <span class="number">${change.number}</span>
      <span class="title">${change.short_description || "(no short description)"}</span>
    </h2>
    ${path(change, (state) => labelOf({ settings: settings.read() }, state))}
    <dl>
      ${fact("Type", CHANGE_COLUMNS.type.labels[change.type as ChangeType])}
      <dt>Approval</dt>
      <dd class="${change.approval === "rejected" ? "bad" : ""}">${approvalText(directory, change, questions)}</dd>
      ${fact("To vote", verbs.includes("approve") ? "" : hint(directory, questions))}
      ${
        change.on_hold === "true"
          ? html`<dt>On hold</dt>
              <dd class="warn">${change.on_hold_reason || "Yes"}</dd>`
          : ""
      }
      ${fact("Window", windowText(change))} ${fact("Correlation id", change.correlation_id)}
      ${fact("Open tasks", tasks.map(({ number, short_description: title }) => `${number} ${title}`).join(", "))}
      ${fact("Close code", labelOfCode(change.close_code))} ${fact("Close notes", change.close_notes)}
    </dl>
    ${notes(serviceNow, change)} ${changeForms(change, verbs, userName)}
  </article>`;
}

function path(change: ChangeRow, label: (state: string) => string) {
  const states = PATH_BY_TYPE[change.type as ChangeType];
  const isOff = !states.includes(change.state);
  return html`<ol aria-label="States">
    ${states.map((state) =>
      state === change.state
        ? html`<li class="now" aria-current="step">${label(state)}</li>`
        : html`<li>${label(state)}</li>`,
    )}
    ${isOff ? html`<li class="off" aria-current="step">${label(change.state)}</li>` : ""}
  </ol>`;
}

function fact(title: string, text: string) {
  if (text === "") return "";
  return html`<dt>${title}</dt>
    <dd>${text}</dd>`;
}

function notes({ store, directory }: ServiceNow, change: ChangeRow) {
  const questions = store.list("sysapproval_approver").filter((row) => row.sysapproval === change.sys_id);
  const owners = new Set([change.sys_id, ...questions.map((row) => row.sys_id)]);
  const entries = store.list("sys_journal_field").filter((entry) => owners.has(entry.element_id));
  if (entries.length === 0) return "";
  return html`<ul class="notes" aria-label="Notes">
    ${entries.map((entry) => html`<li><span class="faint">${byline(directory, entry)}</span> ${entry.value}</li>`)}
  </ul>`;
}

function byline(
  directory: Directory,
  { sys_created_on: at, sys_created_by: author, name, element }: JournalRow,
): string {
  const kind = name === "sysapproval_approver" ? "vote" : element === "work_notes" ? "work note" : "comment";
  return `${at} ${directory.person(author)?.name ?? author}, ${kind}:`;
}

function approvalText(directory: Directory, change: ChangeRow, questions: readonly ApproverRow[]): string {
  const label = APPROVAL_LABELS[change.approval] ?? change.approval;
  const asked = questions.map(({ approver, state }) => {
    const name = nameOf(directory, approver);
    return state === change.approval ? name : `${name} (${APPROVAL_LABELS[state] ?? state})`;
  });
  return asked.length === 0 ? label : `${label}: ${asked.join(", ")}`;
}

function hint(directory: Directory, questions: readonly ApproverRow[]): string {
  const open = questions.filter(({ state }) => state === "requested");
  if (open.length === 0) return "";
  return `Act as ${open.map(({ approver }) => nameOf(directory, approver)).join(" or ")}.`;
}

function windowText({ start_date: start, end_date: end }: ChangeRow): string {
  if (start === "" && end === "") return "None";
  if (end === "") return `From ${start}`;
  return start === "" ? `Until ${end}` : `${start} to ${end}`;
}

function labelOfCode(code: string): string {
  const labels: Readonly<Record<string, string>> = CHANGE_COLUMNS.close_code.labels;
  return labels[code] ?? code;
}

function nameOf(directory: Directory, sysId: string): string {
  return directory.people.find((person) => person.sysId === sysId)?.name ?? sysId;
}
