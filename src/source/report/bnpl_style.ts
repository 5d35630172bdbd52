// The style of the report's page: one block, no other. Every colour is a variable, in light and in dark; text has a contrast of
// 4.5 or more on what it stands on. (WCAG 2.2, 1.4.3)

/** What stands between `<style>` and `</style>`; who sends a policy of content can allow its hash. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#f7f5f2;--card:#ffffff;--ink:#1d2127;--soft:#59606b;--line:#e2ded8;--track:#efece7;--now:#2c6a86;--later:#b04a22;--heat0:#fdf4ee;--heat1:#fae2d3;--heat2:#f6ccb4;--heat3:#f0b593;--heat4:#e99d74}
@media (prefers-color-scheme:dark){:root{--bg:#14171b;--card:#1c2026;--ink:#ece9e4;--soft:#a9b0ba;--line:#30363e;--track:#2a2f37;--now:#7cbcd9;--later:#f0a07a;--heat0:#2b221e;--heat1:#402a20;--heat2:#563224;--heat3:#6c3a27;--heat4:#82432b}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
main{max-width:68rem;margin:0 auto;padding:2.5rem 1rem 4rem}
h1,h2,h3{line-height:1.2;margin:0;text-wrap:balance}
h1{font-size:2rem;letter-spacing:-.02em}
h2{font-size:1.35rem;margin:3rem 0 .5rem}
h3{font-size:1.05rem}
p{margin:.4rem 0;max-width:44rem}
a{color:var(--now)}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;list-style:none;margin:1rem 0 0;padding:0}
.soft{color:var(--soft)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,8rem),1fr));gap:.75rem;margin:1.25rem 0}
.tiles div,.card{background:var(--card);border:1px solid var(--line);border-radius:14px}
.tiles div{padding:.85rem 1rem;display:flex;flex-direction:column}
.tiles dt{color:var(--soft);font-size:.875rem}
.tiles dd{margin:.15rem 0 0;font-size:clamp(1.1rem,5vw,1.5rem);font-weight:600;letter-spacing:-.01em}
.tiles dd.note{font-size:.875rem;font-weight:400;letter-spacing:0;color:var(--soft)}
.card{padding:1.25rem;margin:0 0 1rem}
.card>p{margin-bottom:1rem;font-size:.9375rem}
.beside{display:grid;gap:1.5rem 2.5rem;align-items:start}
.beside>*{min-width:0}
@media (min-width:56rem){.beside{grid-template-columns:minmax(0,5fr) minmax(0,6fr)}.beside svg{position:sticky;top:1.25rem}.pair{display:grid;grid-template-columns:1fr 1fr;gap:1rem;align-items:start}}
.scroll{overflow-x:auto;overflow-wrap:normal}
.scroll:focus-visible{outline:2px solid var(--now);outline-offset:4px}
table{border-collapse:collapse;width:100%;font-size:.875rem}
th,td{padding:.4rem .5rem;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
th:first-child,.words{text-align:left;white-space:normal}
th:first-child{padding-left:0;min-width:6.5rem}
thead th{color:var(--soft);font-weight:500;white-space:normal;vertical-align:bottom}
tbody th{font-weight:500}
tbody tr:last-child>*{border-bottom:0}
.heat td[class]{text-align:center;border:2px solid var(--card);border-radius:6px}
.heat thead th:nth-child(n+3){text-align:center}
.heat0{background:var(--heat0)}.heat1{background:var(--heat1)}.heat2{background:var(--heat2)}.heat3{background:var(--heat3)}.heat4{background:var(--heat4)}
svg{display:block;width:100%;max-width:26rem;height:auto}
svg text{fill:var(--ink);font-size:13px}
svg .soft{fill:var(--soft)}
svg .strong{font-weight:600}
svg .end{text-anchor:end}
svg .middle{text-anchor:middle}
svg .grid{stroke:var(--line);stroke-width:1}
svg .track{fill:var(--track)}
svg .now{fill:var(--now)}
svg .later{fill:var(--later)}
svg .amount{fill:var(--soft)}
svg .line{fill:none;stroke-width:2.5;stroke-linejoin:round;stroke-linecap:round}
svg .line.later{stroke:var(--later)}
svg .line.amount{stroke:var(--soft);stroke-dasharray:1 5}
.notes li{margin:.35rem 0;max-width:44rem}
.notes ul{margin:.5rem 0 0;padding-left:1.2rem}
@media print{body{background:none}.card{break-inside:avoid}}
`.trim()
