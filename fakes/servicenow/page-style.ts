/** Style of the page, light and dark. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f4f5f7, #14171a);
  --card: light-dark(#ffffff, #1e2226);
  --line: light-dark(#d8dce1, #353b42);
  --text: light-dark(#1c2127, #e7eaed);
  --faint: light-dark(#5d6772, #9aa5b1);
  --accent: light-dark(#1f6f54, #58c29c);
  --accent-text: light-dark(#ffffff, #10211b);
  --bad: light-dark(#a52a2a, #f08d8d);
  --bad-back: light-dark(#fbeaea, #3a2020);
  --warn: light-dark(#7a5200, #e5b863);
  --warn-back: light-dark(#fdf3dc, #38301b);
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem 3rem; background: var(--page); color: var(--text);
  font: 15px/1.45 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: .75rem 1.5rem; align-items: center; justify-content: space-between; }
h1 { font-size: 1.35rem; margin: 0; }
h1 small { font-size: .75rem; font-weight: 600; color: var(--warn); background: var(--warn-back); padding: .15rem .5rem;
  border-radius: 1rem; vertical-align: middle; }
p { margin: .4rem 0; }
.faint { color: var(--faint); font-size: .87rem; }
.problem { background: var(--bad-back); color: var(--bad); padding: .6rem .9rem; border-radius: .4rem; margin: 1rem 0 0; }
.empty { border: 1px dashed var(--line); border-radius: .5rem; padding: 2.5rem 1rem; text-align: center; margin-top: 1.25rem; }
article { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.1rem; margin-top: 1rem; }
h2 { font-size: 1.02rem; margin: 0; display: flex; flex-wrap: wrap; gap: .3rem .6rem; align-items: baseline; }
h2 .number { font-family: ui-monospace, monospace; font-size: .95rem; }
h2 .title { font-weight: 600; overflow-wrap: anywhere; }
ol { list-style: none; display: flex; flex-wrap: wrap; gap: .3rem; padding: 0; margin: .7rem 0; }
ol li { font-size: .8rem; padding: .1rem .6rem; border-radius: 1rem; border: 1px solid var(--line); color: var(--faint); }
ol li.now { background: var(--accent); border-color: var(--accent); color: var(--accent-text); font-weight: 600; }
ol li.off { background: var(--bad-back); border-color: var(--bad); color: var(--bad); font-weight: 600; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .5rem 0; font-size: .9rem; }
dt { color: var(--faint); }
dd { margin: 0; overflow-wrap: anywhere; }
.bad { color: var(--bad); font-weight: 600; }
.warn { color: var(--warn); font-weight: 600; }
.notes { margin: .6rem 0; padding: 0; list-style: none; font-size: .9rem; border-left: 3px solid var(--line); }
.notes li { padding: .15rem 0 .15rem .75rem; white-space: pre-wrap; overflow-wrap: anywhere; }
form.actions { border-top: 1px solid var(--line); margin-top: .8rem; padding-top: .8rem; display: flex; flex-wrap: wrap;
  gap: .45rem; align-items: center; }
.row { display: flex; flex-wrap: wrap; gap: .45rem; align-items: center; flex-basis: 100%; }
input, select, button { font: inherit; font-size: .88rem; color: inherit; background: var(--card);
  border: 1px solid var(--line); border-radius: .35rem; padding: .32rem .6rem; min-height: 2rem; }
input[name=comment] { flex: 1 1 16rem; }
button { cursor: pointer; }
button:hover { border-color: var(--accent); }
button.main { background: var(--accent); border-color: var(--accent); color: var(--accent-text); font-weight: 600; }
button.danger { color: var(--bad); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
details { border-top: 1px solid var(--line); margin-top: .8rem; padding-top: .6rem; }
details form.actions { border-top: 0; margin-top: 0; }
summary { cursor: pointer; font-size: .88rem; color: var(--faint); }
label { font-size: .88rem; color: var(--faint); }
a { color: var(--accent); }
footer { margin-top: 1.5rem; }
`;
