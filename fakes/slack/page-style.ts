/** The style of the page. Light or dark as the reader's system is. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#ffffff, #1a1d21);
  --side: light-dark(#f4f5f8, #14171a);
  --hover: light-dark(#f8f8fa, #20242a);
  --line: light-dark(#dfe3e8, #33383f);
  --text: light-dark(#1d1f24, #dfe2e6);
  --quiet: light-dark(#5f6772, #9aa3af);
  --accent: light-dark(#1558d6, #7fb0ff);
  --chosen: light-dark(#1558d6, #2a5bb0);
  --yes: light-dark(#0b7a55, #0f8a62);
  --no: light-dark(#c0262d, #c93a41);
  --yes-text: light-dark(#0b7a55, #5fd0a6);
  --no-text: light-dark(#b3261e, #ff8f86);
  --note: light-dark(#fff6e0, #3a3016);
  --private: light-dark(#f7f5ee, #24231d);
}
* { box-sizing: border-box; }
html, body { height: 100%; margin: 0; }
body { display: grid; grid-template-columns: 15rem minmax(0, 1fr) 20rem; background: var(--ground); color: var(--text);
  font: 15px/1.47 system-ui, sans-serif; }
body.with-thread { grid-template-columns: 15rem minmax(0, 1fr) 27rem; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
h1, h2, h3, p { margin: 0; }
h1 { font-size: 1.1rem; }
h2 { font-size: 0.95rem; }
.quiet { color: var(--quiet); font-size: 0.82rem; }
.grow { flex: 1 1 0; min-width: 0; }
.row { display: flex; gap: 0.4rem; }
nav { background: var(--side); border-right: 1px solid var(--line); padding: 0.9rem 0.75rem; overflow-y: auto; }
nav h2 { color: var(--quiet); font-size: 0.78rem; font-weight: 600; margin: 1.1rem 0.5rem 0.3rem; }
.brand { display: flex; align-items: center; gap: 0.5rem; padding: 0 0.5rem 0.8rem; font-size: 1.05rem; }
.act-as { display: block; padding: 0 0.5rem; }
.act-as label { display: block; color: var(--quiet); font-size: 0.78rem; margin-bottom: 0.2rem; }
.act-as select { flex: 1 1 0; min-width: 0; }
@media (scripting: enabled) { .act-as button { display: none; } }
.channel { display: block; color: inherit; padding: 0.2rem 0.5rem; border-radius: 6px; overflow: hidden;
  text-overflow: ellipsis; white-space: nowrap; }
.channel:hover { background: var(--line); text-decoration: none; }
.channel[aria-current] { background: var(--chosen); color: #fff; }
main, aside { display: flex; flex-direction: column; min-height: 0; min-width: 0; height: 100vh; height: 100dvh; }
aside { border-left: 1px solid var(--line); }
main > header, aside > header { display: flex; align-items: center; gap: 0.75rem; flex: none; height: 3.2rem;
  padding: 0 1.1rem; border-bottom: 1px solid var(--line); }
aside > header { justify-content: space-between; }
#timeline { display: flex; flex-direction: column-reverse; flex: 1 1 0; overflow-y: auto; }
#messages { margin-bottom: auto; padding: 0.5rem 0; }
.list { flex: 1 1 0; overflow-y: auto; padding: 0.5rem 0; }
.list h2 { padding: 0.9rem 1.1rem 0.3rem; }
.entry { padding: 0.3rem 1.1rem; font-size: 0.88rem; overflow-wrap: anywhere; }
.call { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.4rem; }
.call .quiet:last-child { margin-left: auto; white-space: nowrap; }
.message { display: flex; gap: 0.65rem; padding: 0.45rem 1.1rem; overflow-wrap: anywhere; }
.message:hover, .message:focus-within { background: var(--hover); }
.message.private { background: var(--private); }
.line { display: flex; align-items: baseline; gap: 0.45rem; }
.tools { margin-left: auto; display: flex; gap: 0.7rem; font-size: 0.8rem; opacity: 0; }
.message:hover .tools, .message:focus-within .tools { opacity: 1; }
.avatar { flex: none; width: 2.3rem; height: 2.3rem; border-radius: 7px; display: grid; place-items: center;
  color: #fff; font-size: 0.82rem; font-weight: 600; }
.c0 { background: #4a5fc1; } .c1 { background: #0b7a75; } .c2 { background: #a8483f; }
.c3 { background: #7b4fa3; } .c4 { background: #8a6116; } .c5 { background: #3f6f3a; }
.badge { border-radius: 4px; padding: 0 0.3rem; background: var(--line); color: var(--quiet); font-size: 0.7rem;
  font-weight: 600; white-space: nowrap; }
.badge.yes { color: var(--yes-text); }
.badge.no { color: var(--no-text); }
.replies { display: inline-block; margin-top: 0.3rem; font-size: 0.85rem; font-weight: 600; }
.message h3 { font-size: 1.1rem; margin: 0.3rem 0 0.4rem; }
.section { display: flex; gap: 1rem; align-items: flex-start; margin: 0.35rem 0; }
.fields { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0.5rem 1.2rem; max-width: 38rem; }
.context { display: flex; flex-wrap: wrap; gap: 0.2rem 0.7rem; color: var(--quiet); font-size: 0.82rem; margin: 0.4rem 0; }
.actions { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 0.55rem 0 0.4rem; }
hr { border: 0; border-top: 1px solid var(--line); margin: 0.7rem 0; }
.mention { background: light-dark(#e6effd, #1c3154); color: var(--accent); border-radius: 3px; padding: 0 0.15rem; }
code { background: var(--hover); border: 1px solid var(--line); border-radius: 4px; padding: 0 0.2rem;
  font: 0.85em ui-monospace, monospace; color: var(--no-text); }
pre { background: var(--hover); border: 1px solid var(--line); border-radius: 6px; padding: 0.5rem 0.7rem; margin: 0.3rem 0;
  overflow-x: auto; font: 0.85em/1.5 ui-monospace, monospace; }
blockquote { border-left: 4px solid var(--line); margin: 0.2rem 0; padding-left: 0.7rem; }
form { display: contents; }
button, input, select, textarea, .button { font: inherit; font-size: 0.88rem; color: inherit; background: var(--ground);
  border: 1px solid var(--line); border-radius: 6px; padding: 0.3rem 0.75rem; }
button, .button { cursor: pointer; font-weight: 600; display: inline-block; }
button:hover, .button:hover { background: var(--hover); text-decoration: none; }
button.yes, .button.yes { background: var(--yes); border-color: var(--yes); color: #fff; }
button.no, .button.no { background: var(--no); border-color: var(--no); color: #fff; }
button.yes:hover, button.no:hover, .button.yes:hover, .button.no:hover { filter: brightness(1.1); }
button.plain { border: 0; padding: 0; background: none; color: var(--accent); font-weight: 400; font-size: inherit; }
button:disabled { opacity: 0.6; cursor: progress; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.composer { display: flex; gap: 0.5rem; flex: none; padding: 0.75rem 1.1rem 1rem; }
.composer input { min-width: 0; padding: 0.5rem 0.75rem; }
p.composer { justify-content: center; }
.warning { background: var(--note); border-radius: 6px; padding: 0.35rem 0.7rem; margin: 0.4rem 0; font-size: 0.88rem; }
main > .warning { margin: 0.6rem 1.1rem 0; }
.empty { color: var(--quiet); text-align: center; padding: 2rem 1rem; font-size: 0.9rem; }
.backdrop { position: fixed; inset: 0; display: grid; place-items: center; background: rgb(0 0 0 / 0.5); padding: 1rem; }
.dialog { display: flex; flex-direction: column; gap: 0.9rem; width: min(32rem, 100%); max-height: 90vh; overflow-y: auto;
  background: var(--ground); border-radius: 10px; padding: 1.2rem 1.4rem; box-shadow: 0 10px 40px rgb(0 0 0 / 0.35); }
.dialog h2 { font-size: 1.15rem; }
.dialog footer { display: flex; justify-content: flex-end; gap: 0.6rem; }
.input label { display: block; font-weight: 600; margin-bottom: 0.3rem; }
.input input, .input textarea, .input select { width: 100%; padding: 0.5rem 0.7rem; }
.error { color: var(--no-text); font-size: 0.86rem; margin-top: 0.25rem; }
@media (max-width: 60rem) {
  body { grid-template-columns: 12rem minmax(0, 1fr); }
  body.with-thread { grid-template-columns: 12rem minmax(0, 1fr); }
  aside { display: none; }
  .with-thread aside { display: flex; grid-column: 2; }
  .with-thread main { display: none; }
}
@media (max-width: 40rem) {
  body, body.with-thread { grid-template-columns: minmax(0, 1fr); grid-template-rows: auto 1fr; height: 100dvh; }
  nav { display: flex; flex-wrap: wrap; gap: 0.3rem; max-height: 9.5rem; border-right: 0; border-bottom: 1px solid var(--line); }
  nav h2, .brand { display: none; }
  .act-as { width: 100%; }
  main, aside { height: auto; }
  .with-thread aside { grid-column: 1; }
  .fields { grid-template-columns: minmax(0, 1fr); }
}
`;
