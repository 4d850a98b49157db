import { raw } from "hono/html";

/** The style of the page at `/`. Light or dark as the reader's system is. */
export const PAGE_STYLE = raw(`
:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f7f9, #15181d);
  --card: light-dark(#ffffff, #1e2229);
  --line: light-dark(#dfe3e8, #333a44);
  --text: light-dark(#1d2733, #e4e8ee);
  --quiet: light-dark(#5c6877, #98a3b1);
  --accent: light-dark(#1558d6, #7fb0ff);
  --yes: light-dark(#1a7f45, #5fd08f);
  --no: light-dark(#b3261e, #ff8f86);
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 68rem; padding: 1.5rem 1.25rem 3rem; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif; }
a { color: var(--accent); }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.25rem 1rem; margin-bottom: 1rem; }
h1 { font-size: 1.35rem; margin: 0; }
h2 { font-size: 1.05rem; margin: 2rem 0 0.6rem; }
.quiet { color: var(--quiet); font-size: 0.87rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 0.8rem 1rem;
  margin-bottom: 0.6rem; }
.card:target { border-color: var(--accent); }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 0.6rem; }
.head { align-items: baseline; flex-wrap: nowrap; }
.new { margin-bottom: 0.8rem; }
.title { font-weight: 600; flex: 1 1 0; overflow-wrap: anywhere; }
.key { font-variant-numeric: tabular-nums; color: var(--quiet); font-weight: 600; white-space: nowrap; }
.badge { border: 1px solid var(--line); border-radius: 99px; padding: 0 0.6rem; font-size: 0.82rem; white-space: nowrap; }
.badge.yes { color: var(--yes); border-color: currentColor; }
.badge.no { color: var(--no); border-color: currentColor; }
.badge.open { color: var(--accent); border-color: currentColor; }
.label { background: var(--ground); border-radius: 4px; padding: 0 0.4rem; font: 0.8rem/1.6 ui-monospace, monospace;
  overflow-wrap: anywhere; }
.actions { margin-top: 0.6rem; }
form { display: contents; }
button, input { font: inherit; font-size: 0.87rem; color: inherit; background: var(--card);
  border: 1px solid var(--line); border-radius: 6px; padding: 0.25rem 0.7rem; }
button { cursor: pointer; }
button:hover { border-color: var(--accent); }
button.yes { color: var(--yes); }
button.no { color: var(--no); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
input { flex: 1 1 12rem; min-width: 0; }
details { margin-top: 0.5rem; }
summary { cursor: pointer; }
.comment { border-left: 3px solid var(--line); padding-left: 0.7rem; margin: 0.5rem 0; overflow-wrap: anywhere; }
.comment ul, .comment ol { margin: 0; padding-left: 1.3rem; }
.comment pre { margin: 0.2rem 0; overflow-x: auto; }
.empty { text-align: center; color: var(--quiet); padding: 1.6rem 1rem; }
.problem { border-color: var(--no); color: var(--no); }
code { font: 0.85em ui-monospace, monospace; }
`);

/** Loads the page again every 3 s while nobody is using it. Without JavaScript the reader does it. */
export const PAGE_SCRIPT = raw(`
setInterval(() => {
  const isUsed = [...document.querySelectorAll("input:not([type=hidden])")].some((input) => input.value !== "");
  const isFocused = document.activeElement !== null && document.activeElement !== document.body;
  if (!isUsed && !isFocused) location.reload();
}, 3000);
`);
