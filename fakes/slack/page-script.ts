/** Shows what happens while the page is open, without a reload. Without it the reader loads the page again. */
export const PAGE_SCRIPT = `
const PARTS = ["sidebar", "messages", "thread", "activity", "dialogs"];
let isLoading = false;
let isStale = false;

async function load() {
  isStale = true;
  if (isLoading) return;
  isLoading = true;
  try {
    while (isStale) {
      isStale = false;
      const answer = await fetch(location.href);
      if (!answer.ok) return;
      const next = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const id of PARTS) replace(document.getElementById(id), next.getElementById(id));
    }
  } catch {
    // The next change, or the next connection, tries again.
  } finally {
    isLoading = false;
  }
}

function replace(old, next) {
  if (old === null || next === null || old.innerHTML === next.innerHTML) return;
  const version = (part) => part.querySelector("[data-version]")?.dataset.version;
  // What somebody types in stays as it is while it is about the same.
  if (old.id === "dialogs" && version(old) !== undefined && version(old) === version(next)) return;
  if (old.id === "sidebar" && old.contains(document.activeElement)) return;
  old.replaceChildren(...next.childNodes);
  if (old.id === "dialogs") old.querySelector("textarea, .dialog input:not([type=hidden]), .dialog footer button")?.focus();
}

const changes = new EventSource("/changes");
changes.addEventListener("message", load);
changes.addEventListener("open", load);

document.addEventListener("change", ({ target }) => {
  if (target.id === "as") target.form.requestSubmit();
});
document.addEventListener("submit", ({ target }) => {
  // A second click on the same button is a second click only after the first was answered.
  if (target.target !== "_blank") setTimeout(() => target.querySelectorAll("button").forEach((button) => (button.disabled = true)));
});
document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") document.querySelector("[formaction='/act/close'], .dialog a.button")?.click();
});
const first = document.querySelector(".dialog textarea, .dialog input:not([type=hidden])");
first?.focus();
first?.setSelectionRange(first.value.length, first.value.length);
`;
