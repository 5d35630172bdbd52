// How every page for customers looks: all style there is, so that a policy may name its hash. The colours keep 4.5:1 and more.
// (WCAG 2.2, 1.4.3)

export const PAGE_CSS = `
:root {
  color-scheme: light dark;
  --page: #f5f1ea; --card: #fffdfa; --line: #e4dacb; --text: #2a2118; --soft: #6b5c4b;
  --accent: #7d4716; --on-accent: #fff; --accent-over: #66380f; --note: #fbf0da; --note-line: #d9a441;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #15110d; --card: #201a14; --line: #3a3026; --text: #f3ebe0; --soft: #b9a993;
    --accent: #e6ab62; --on-accent: #1d1308; --accent-over: #f2c184; --note: #2d2414; --note-line: #b07f2a;
  }
}
* { box-sizing: border-box; margin: 0; }
body {
  min-height: 100vh; min-height: 100dvh; display: grid; place-items: center; padding: 24px 16px;
  background: var(--page); color: var(--text); overflow-wrap: anywhere;
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
}
main {
  width: 100%; max-width: 440px; padding: 36px 32px 28px; display: grid; gap: 18px;
  position: relative; overflow: hidden; background: var(--card); border: 1px solid var(--line); border-radius: 18px;
  box-shadow: 0 1px 2px rgb(40 25 10 / .06), 0 16px 40px rgb(40 25 10 / .10);
}
main::before {
  content: ""; position: absolute; inset: 0 0 auto; height: 6px;
  background: repeating-linear-gradient(115deg, var(--accent) 0 9px, var(--note-line) 9px 14px);
}
.brand { display: flex; align-items: center; gap: 10px; font-weight: 650; }
.brand svg { flex: none; fill: var(--accent); stroke: var(--card); stroke-width: 2.2; stroke-linecap: round; }
.brand rect { stroke: none; }
.badge {
  margin-left: auto; padding: 2px 10px; border: 1px solid var(--note-line); border-radius: 99px;
  background: var(--note); font-size: 13px; font-weight: 600;
}
h1 { font-size: 25px; line-height: 1.25; letter-spacing: -.01em; text-wrap: balance; }
section { display: grid; gap: 10px; padding-top: 14px; border-top: 1px solid var(--line); }
section dl { border-block: 0; }
h2 { font-size: 18px; line-height: 1.3; }
.pair { display: flex; flex-wrap: wrap; gap: 10px; }
.pair form { flex: 1 1 150px; }
.brand-name { text-transform: capitalize; }
dl { border-block: 1px solid var(--line); }
dl div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 16px; padding: 9px 0; }
dl div + div { border-top: 1px solid var(--line); }
dt { color: var(--soft); }
dd { font-weight: 600; font-variant-numeric: tabular-nums; }
form { display: grid; gap: 10px; }
button, .button {
  display: block; width: 100%; min-height: 48px; padding: 11px 18px;
  border: 1px solid var(--accent); border-radius: 11px; background: var(--accent); color: var(--on-accent);
  font: inherit; font-weight: 600; text-align: center; text-decoration: none;
  cursor: pointer; transition: background .12s, border-color .12s;
}
button:hover, .button:hover { background: var(--accent-over); border-color: var(--accent-over); }
.quiet { background: transparent; border-color: var(--soft); color: var(--text); }
.quiet:hover { background: var(--page); border-color: var(--text); }
:focus-visible { outline: 3px solid var(--note-line); outline-offset: 2px; }
.notice {
  padding: 11px 14px; border-left: 4px solid var(--note-line); border-radius: 4px 10px 10px 4px;
  background: var(--note); font-size: 15px;
}
a:not(.button) { color: var(--accent); }
.code { display: grid; place-items: center; }
.code svg { width: 100%; max-width: 240px; border-radius: 8px; }
.problem { padding: 11px 14px; border: 2px solid var(--accent); border-radius: 10px; font-weight: 600; }
label { display: grid; gap: 4px; color: var(--soft); }
input, select {
  width: 100%; min-height: 48px; padding: 10px 12px; border: 1px solid var(--soft); border-radius: 11px;
  background: var(--page); color: var(--text); font: inherit; font-variant-numeric: tabular-nums;
}
fieldset { display: grid; gap: 10px; padding: 14px; border: 1px solid var(--line); border-radius: 12px; }
legend { padding: 0 6px; font-weight: 600; }
.choice { display: flex; gap: 10px; align-items: center; min-height: 44px; color: var(--text); }
.choice span + span { margin-left: auto; font-variant-numeric: tabular-nums; }
.choice input { width: 22px; min-height: 22px; flex: none; accent-color: var(--accent); }
.fields { display: grid; gap: 10px; padding-left: 32px; }
.small { color: var(--soft); font-size: 13px; line-height: 1.45; }
@media (max-width: 400px) { main { padding: 30px 20px 22px; } h1 { font-size: 22px; } }
@media (prefers-reduced-motion: reduce) { * { transition: none; } }
`
