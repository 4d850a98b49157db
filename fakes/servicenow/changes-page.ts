import { html, raw } from "hono/html";
import { changeCard } from "./change-card.ts";
import { PAGE_STYLE } from "./page-style.ts";
import type { ChangeRow } from "./rows.ts";
import type { ServiceNow } from "./start-servicenow.ts";

const CARDS_MAX = 100;

/** Who looks at the page, and what went wrong with what was clicked last ("" when nothing did). */
export interface PageView {
  readonly userName: string;
  readonly problem: string;
}

/** The page at `/`: the changes, those that are open first, and what the person who looks can do with each. */
export function changesPage(serviceNow: ServiceNow, { userName, problem }: PageView) {
  const { store, directory, settings, faults } = serviceNow;
  const changes = store.list("change_request").toSorted(openThenNewest);
  const { approvalPolicy, approvalDelayMs, autoApproveMs } = settings.read();
  const auto = autoApproveMs === null ? "People approve." : `Approvals give themselves after ${autoApproveMs} ms.`;
  const waiting = faults.isEmpty() ? "" : " Faults are waiting for calls.";
  const more = changes.length - CARDS_MAX;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>ServiceNow (simulated)</title>
        <style>
          ${raw(PAGE_STYLE)}
        </style>
      </head>
      <body>
        <header>
          <h1>Change requests <small>simulated ServiceNow</small></h1>
          <form method="get" action="/">
            <label
              >Acting as
              <select name="as">
                ${directory.people
                  .slice(1)
                  .map(
                    (person) =>
                      html`<option value="${person.userName}" ${person.userName === userName ? raw("selected") : ""}>
                        ${person.name}
                      </option>`,
                  )}
              </select></label
            >
            <button>Switch, or load again</button>
          </form>
        </header>
        ${problem === "" ? "" : html`<p class="problem" role="alert">${problem}</p>`}
        ${changes.length === 0 ? empty() : changes.slice(0, CARDS_MAX).map((change) => changeCard(serviceNow, change, userName))}
        ${more > 0 ? html`<p>And ${more} more.</p>` : ""}
        <footer class="faint">
          Policy: ${approvalPolicy}, asked after ${approvalDelayMs} ms. ${auto}${waiting} All times are UTC.
        </footer>
      </body>
    </html>`;
}

function openThenNewest(a: ChangeRow, b: ChangeRow): number {
  if (a.active !== b.active) return a.active === "true" ? -1 : 1;
  return a.number < b.number ? 1 : -1;
}

function empty() {
  return html`<div class="empty">
    <p><b>No changes yet.</b></p>
    <p class="faint">A change appears here when somebody files one, for example a promotion with a ServiceNow gate.</p>
  </div>`;
}
