// The look of what opens over a page: its head, its buttons, its colours.

/** How sheets look, in light and dark; their colours are those of the pages that they show. */
export const SHEET = `
* { box-sizing: border-box; margin: 0; }
:root { --page: #f5f1ea; --card: #fffdfa; --text: #2a2118; --soft: #6b5c4b; --line: #e4dacb; --accent: #7d4716; --on: #fff; --focus: #d9a441; color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  :root { --page: #15110d; --card: #201a14; --text: #f3ebe0; --soft: #b9a993; --line: #3a3026; --accent: #e6ab62; --on: #1d1308; --focus: #b07f2a; }
}
html { height: 100%; background: var(--page); color: var(--text); }
body { min-height: 100%; display: flex; flex-direction: column; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
header { display: flex; align-items: center; min-height: 53px; gap: 8px; padding: 4px 4px 4px 16px; border-bottom: 1px solid var(--line); background: var(--card); }
h1 { flex: 1; font-size: 17px; line-height: 1.3; }
button { min-width: 44px; min-height: 44px; padding: 8px 14px; border: 1px solid var(--soft); border-radius: 10px; background: transparent; color: inherit; font: inherit; font-weight: 600; cursor: pointer; }
header button { border-color: transparent; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: -3px; }
iframe { flex: 1; width: 100%; min-height: 540px; border: 0; }
`
