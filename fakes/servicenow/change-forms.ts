import { html } from "hono/html";
import { CHANGE_COLUMNS } from "./columns.ts";
import type { ChangeRow } from "./rows.ts";

const VERB_LABELS: Readonly<Record<string, string>> = {
  approve: "Approve",
  reject: "Reject",
  submit: "Submit",
  implement: "Implement",
  review: "To review",
  hold: "Put on hold",
  unhold: "Take off hold",
  revert: "Revert to New",
  cancel: "Cancel",
  note: "Add note",
  delete: "Delete",
};
const MAIN: readonly string[] = ["approve", "submit", "implement", "review", "unhold"];
const DANGER: readonly string[] = ["reject", "cancel", "delete"];
/** The forms of one change: what this person can do to it now. Enter in the comment only adds a note. */
export function changeForms(change: ChangeRow, verbs: readonly string[], userName: string) {
  const plain = verbs.filter((verb) => verb in VERB_LABELS && verb !== "note" && verb !== "delete");
  const isReschedulable = verbs.includes("reschedule");
  return html`<form class="actions" method="post" action="/changes/${change.number}/note">
      <input type="hidden" name="as" value="${userName}" />
      <div class="row">
        <input name="comment" placeholder="Comment, reason or note" aria-label="Comment, reason or note" />
        <button>${VERB_LABELS["note"]}</button>
      </div>
      <div class="row">${plain.map((verb) => button(change, verb))}</div>
    </form>
    ${verbs.includes("close") ? closeForm(change, userName) : ""}
    <details>
      <summary>${isReschedulable ? "Reschedule or delete" : "Delete"}</summary>
      ${isReschedulable ? rescheduleForm(change, userName) : ""}
      <form class="actions" method="post" action="/changes/${change.number}/delete">
        <input type="hidden" name="as" value="${userName}" />
        ${button(change, "delete")}
      </form>
    </details>`;
}

function button({ number }: ChangeRow, verb: string) {
  const kind = MAIN.includes(verb) ? "main" : DANGER.includes(verb) ? "danger" : "plain";
  return html`<button class="${kind}" formaction="/changes/${number}/${verb}">${VERB_LABELS[verb]}</button>`;
}

function closeForm({ number }: ChangeRow, userName: string) {
  const codes = Object.entries(CHANGE_COLUMNS.close_code.labels);
  return html`<form class="actions" method="post" action="/changes/${number}/close">
    <input type="hidden" name="as" value="${userName}" />
    <select name="closeCode" aria-label="Close code">
      ${codes.map(([code, label]) => html`<option value="${code}">${label}</option>`)}
    </select>
    <input name="comment" placeholder="Close notes" aria-label="Close notes" required />
    <button class="main">Close</button>
  </form>`;
}

function rescheduleForm({ number, start_date: start, end_date: end }: ChangeRow, userName: string) {
  const local = (text: string) => text.slice(0, 16).replace(" ", "T");
  return html`<form class="actions" method="post" action="/changes/${number}/reschedule">
    <input type="hidden" name="as" value="${userName}" />
    <label>Start <input type="datetime-local" name="start" value="${local(start)}" /></label>
    <label>End <input type="datetime-local" name="end" value="${local(end)}" /></label>
    <button>Reschedule</button>
  </form>`;
}
