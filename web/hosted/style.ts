// How every page for customers looks: all style there is, so that a policy may name its hash. A page is one card on a warm ground;
// what belongs together stands in a grid whose fields share a row where they are short. Colours keep 4.5:1, and the ring of what
// has the focus and the edges of fields 3:1. (WCAG 2.2, 1.4.3 and 1.4.11)

const COLOURS = `
:root {
  color-scheme: light dark;
  --page: #f5f1ea; --card: #fffdfa; --field: #fff; --line: #e4dacb; --edge: #8a7a68; --text: #2a2118; --soft: #6b5c4b;
  --accent: #7d4716; --on-accent: #fff; --accent-over: #66380f; --note: #fbf0da; --note-line: #d9a441;
  --shadow: 0 1px 2px rgb(40 25 10 / .06), 0 16px 40px rgb(40 25 10 / .10);
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #15110d; --card: #201a14; --field: #17120d; --line: #3a3026; --edge: #86755f; --text: #f3ebe0; --soft: #b9a993;
    --accent: #e6ab62; --on-accent: #1d1308; --accent-over: #f2c184; --note: #2d2414; --note-line: #b07f2a;
    --shadow: 0 16px 40px rgb(0 0 0 / .35);
  }
}`

/** Each writing has its own letters, and room of its own between lines; Korean breaks between words, Japanese between phrases. */
const WRITINGS = `
:root { --leading: 1.55; --tight: 1.25; --font: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
:root:lang(ja), :root:lang(ko), :root:lang(zh) { --leading: 1.7; --tight: 1.4; line-break: strict; }
:root:lang(ja) {
  --font: system-ui, -apple-system, "Hiragino Sans", "Yu Gothic UI", Meiryo, "Noto Sans JP", "Noto Sans CJK JP", sans-serif;
  word-break: auto-phrase;
}
:root:lang(ko) {
  --font: system-ui, -apple-system, "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR", "Noto Sans CJK KR", sans-serif;
  word-break: keep-all;
}
:root:lang(zh) { --font: system-ui, -apple-system, "PingFang SC", "Microsoft YaHei UI", "Noto Sans SC", "Noto Sans CJK SC", sans-serif; }
:root:lang(zh-TW) { --font: system-ui, -apple-system, "PingFang TC", "Microsoft JhengHei UI", "Noto Sans TC", "Noto Sans CJK TC", sans-serif; }`

const CARD = `
* { box-sizing: border-box; margin: 0; }
body {
  min-height: 100vh; min-height: 100dvh; display: grid; place-items: center; padding: 24px 16px;
  background: var(--page); color: var(--text); font: 16px/var(--leading) var(--font); overflow-wrap: anywhere;
}
main {
  width: 100%; max-width: 456px; padding: 38px 36px 30px; display: grid; gap: 18px; position: relative; overflow: hidden;
  background: var(--card); border: 1px solid var(--line); border-radius: 18px; box-shadow: var(--shadow);
}
main > * { min-width: 0; }
main::before {
  content: ""; position: absolute; inset: 0 0 auto; height: 6px;
  background: repeating-linear-gradient(115deg, var(--accent) 0 9px, var(--note-line) 9px 14px);
}
.brand { display: flex; align-items: center; gap: 10px; font-weight: 650; }
.brand svg { flex: none; fill: var(--accent); stroke: var(--card); stroke-width: 2.2; stroke-linecap: round; }
.brand rect { stroke: none; }
.brand .badge { margin-left: auto; }
.badge {
  padding: 2px 10px; border: 1px solid var(--note-line); border-radius: 99px; background: var(--note);
  font-size: 13px; font-weight: 600; white-space: nowrap;
}
h1 { font-size: 25px; line-height: var(--tight); letter-spacing: -.01em; text-wrap: balance; }
:lang(ja) h1, :lang(ko) h1, :lang(zh) h1 { font-size: 23px; letter-spacing: 0; }
:lang(zh) h1, :lang(zh) button { word-break: keep-all; }
h2, legend { font-size: 18px; font-weight: 650; line-height: var(--tight); }
h1 + p { text-wrap: pretty; }
section, fieldset { padding: 20px 0 0; border: 0; border-top: 1px solid var(--line); }
section { display: grid; gap: 14px; }
fieldset { margin-top: 8px; }
dl + fieldset { margin-top: 0; border-top: 0; }
main > form + form { padding-top: 20px; border-top: 1px solid var(--line); }
.small { color: var(--soft); font-size: 13px; line-height: 1.5; }
.notice {
  padding: 11px 14px; border-left: 4px solid var(--note-line); border-radius: 4px 10px 10px 4px;
  background: var(--note); font-size: 15px;
}
.problem { padding: 11px 14px; border: 2px solid var(--accent); border-radius: 10px; font-weight: 600; }
.code { display: grid; place-items: center; }
.code svg { width: 100%; max-width: 240px; border-radius: 8px; }
.brand-name { text-transform: capitalize; }
@media (max-width: 400px) { main { padding: 32px 20px 24px; } h1 { font-size: 22px; } }
@media (prefers-reduced-motion: reduce) { * { transition: none; } }`

const LISTS = `
dl { border-block: 1px solid var(--line); }
dl div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 16px; padding: 9px 0; }
dl div + div { border-top: 1px solid var(--line); }
dt { color: var(--soft); }
dd { font-weight: 600; font-variant-numeric: tabular-nums; }
.total { font-size: 18px; }
.total dt { color: var(--text); font-weight: 600; }
section dl { border-block: 0; margin-block: -9px; }
.item { display: grid; gap: 8px; padding-bottom: 14px; border-bottom: 1px solid var(--line); }
.item:last-child { padding-bottom: 0; border-bottom: 0; }
.item + form > fieldset { margin-top: 0; padding-top: 4px; border-top: 0; }
.item .title { display: flex; flex-wrap: wrap; gap: 4px 12px; justify-content: space-between; align-items: center; }`

/** Short fields share a row where two of them have room. */
const FORMS = `
form, fieldset, .fields {
  display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(min(132px, 100%), 1fr)); align-items: end;
}
form > *, fieldset > *, .fields > *, .ask > * { grid-column: 1 / -1; min-width: 0; }
form > .half, fieldset > .half, .fields > .half, .ask > .half { grid-column: auto; }
.ask { display: contents; }
legend { float: left; width: 100%; padding: 0; }
label { display: grid; gap: 4px; color: var(--soft); }
input, select {
  width: 100%; min-height: 48px; padding: 10px 12px; border: 1px solid var(--edge); border-radius: 11px;
  background: var(--field); color: var(--text); font: inherit; font-variant-numeric: tabular-nums;
}
::placeholder { color: var(--soft); opacity: .85; }
.choice { display: flex; gap: 10px; align-items: center; min-height: 44px; color: var(--text); }
.choice + .choice { margin-top: -8px; }
.choice span + span { margin-left: auto; font-variant-numeric: tabular-nums; }
.choice input { width: 22px; min-height: 22px; flex: none; accent-color: var(--accent); }
.choice + .fields { padding-left: 32px; }
.choice:has(input:not(:checked)) + .fields { display: none; }
.choice:has(input:not(:checked)) + .fields + .choice { margin-top: -8px; }
.method { display: grid; gap: 8px; }
.method + .method { margin-top: -8px; }
button, .button {
  display: block; width: 100%; min-height: 48px; padding: 11px 18px;
  border: 1px solid var(--accent); border-radius: 11px; background: var(--accent); color: var(--on-accent);
  font: inherit; font-weight: 600; line-height: 1.4; text-align: center; text-decoration: none; text-wrap: balance;
  cursor: pointer; transition: background .12s, border-color .12s;
}
button:hover, .button:hover { background: var(--accent-over); border-color: var(--accent-over); }
.quiet { background: transparent; border-color: var(--edge); color: var(--text); }
.quiet:hover { background: var(--page); border-color: var(--text); }
.pair { display: flex; flex-wrap: wrap; gap: 8px; }
.pair form { flex: 1 1 auto; }
.pair button { min-height: 44px; padding: 8px 14px; font-size: 15px; }
a:not(.button) { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }`

/** Of several ways to pay, only what the chosen one asks for is in sight. */
const CHOSEN = `
@supports selector(:has(*)) {
  form:not(:has([data-asks~="name"]:checked)) .ask-name, form:not(:has([data-asks~="phone"]:checked)) .ask-phone,
  form:not(:has([data-asks~="country"]:checked)) .ask-country, form:not(:has([data-asks~="postal"]:checked)) .ask-postal,
  form:not(:has([data-asks~="address"]:checked)) .ask-address, form:not(:has([data-asks~="save"]:checked)) .ask-save {
    display: none;
  }
}`

/** In a frame the page around it is the ground. */
const FRAMED = `
.framed { min-height: 0; display: block; padding: 0; background: var(--card); }
.framed main { max-width: 720px; margin: 0 auto; border: 0; border-radius: 0; box-shadow: none; }`

export const PAGE_CSS = `${COLOURS}${WRITINGS}${CARD}${LISTS}${FORMS}${CHOSEN}${FRAMED}
`
