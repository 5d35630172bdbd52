// How a pricing table looks: cards beside each other, as many as have room. It stands in pages of any colour, so that all of it has
// a ground of its own. Colours keep 4.5:1, edges of what can be pressed and the ring of what has the focus 3:1.

export const TABLE_CSS = `
* { box-sizing: border-box; margin: 0; }
body {
  padding: 12px; display: grid; gap: 20px; justify-items: center; overflow: hidden; overflow-wrap: anywhere;
  color: #2a2118; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
}
fieldset {
  display: flex; flex-wrap: wrap; justify-content: center; gap: 4px; padding: 4px; min-width: 0;
  border: 1px solid #8a7a68; border-radius: 14px; background: #fffdfa;
}
fieldset label {
  position: relative; display: grid; place-items: center; min-height: 44px; padding: 6px 18px; border-radius: 10px; font-weight: 600; cursor: pointer;
}
fieldset input { position: absolute; inset: 0; opacity: 0; width: 100%; height: 100%; cursor: pointer; }
fieldset label:has(:checked) { background: #7d4716; color: #fff; }
fieldset label:has(:focus-visible) { outline: 3px solid #7d4716; outline-offset: 2px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.offers {
  width: 100%; display: grid; gap: 16px; padding: 0; list-style: none; align-items: stretch; justify-content: center;
  grid-template-columns: repeat(auto-fit, minmax(min(220px, 100%), 320px));
}
.offer {
  display: flex; flex-direction: column; gap: 14px; padding: 24px; min-width: 0;
  background: #fffdfa; border: 1px solid #e4dacb; border-radius: 16px;
}
.offer.highlighted { border: 2px solid #7d4716; padding: 23px; }
.badge { align-self: start; padding: 2px 10px; border-radius: 99px; background: #fbf0da; border: 1px solid #d9a441; font-size: 13px; font-weight: 600; }
h2 { font-size: 19px; line-height: 1.3; }
.soft { color: #6b5c4b; font-size: 15px; }
.amount { font-size: 30px; font-weight: 700; line-height: 1.2; font-variant-numeric: tabular-nums; }
.amount span { font-size: 15px; font-weight: 400; color: #6b5c4b; }
.amount + .soft { margin-top: -10px; }
button {
  width: 100%; min-height: 48px; padding: 10px 16px; border: 1px solid #7d4716; border-radius: 11px; background: #7d4716; color: #fff;
  font: inherit; font-weight: 600; cursor: pointer;
}
button:hover { background: #66380f; }
button:disabled { cursor: progress; background: #6b5c4b; border-color: #6b5c4b; }
button:focus-visible { outline: 3px solid #7d4716; outline-offset: 2px; }
.features { display: grid; gap: 6px; padding: 0; list-style: none; }
.features li { display: flex; gap: 10px; }
.features li::before { content: "✓" / ""; color: #7d4716; font-weight: 700; }
.problem { padding: 11px 14px; border: 2px solid #7d4716; border-radius: 10px; background: #fffdfa; font-weight: 600; }
`
