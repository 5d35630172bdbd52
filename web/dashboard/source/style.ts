// What the pages of the source look like beyond what all pages have.
import { adopt } from '../ui/sheet.ts'

adopt(`
.offer { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: 6px 18px; align-items: center; max-width: 760px }
.offer h3 { font-size: 17px }
.offer svg { fill: var(--accent); stroke: var(--card); stroke-width: 2.2; stroke-linecap: round }
.offer rect { stroke: none }
.stages { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 6px; counter-reset: step }
.stages li { counter-increment: step }
.stages button { background: none; border-color: transparent; color: var(--soft); font-weight: 560; padding: 6px 12px 6px 8px }
.stages button::before { content: counter(step); display: inline-block; min-width: 24px; margin-right: 8px; border-radius: 99px; background: var(--line); text-align: center }
.stages [aria-current] { color: var(--text); border-color: var(--line); background: var(--card); opacity: 1 }
.stages [aria-current]::before { background: var(--accent); color: var(--on-accent) }
.stages .done { color: var(--accent) }
.stages button:disabled { opacity: 1 }
.kinds { display: grid; gap: 8px }
.kinds label { display: flex; gap: 10px; align-items: center; padding: 10px 14px; border: 1px solid var(--line); border-radius: 10px; background: var(--card); font-weight: 540; cursor: pointer }
.kinds label:has(:checked) { border-color: var(--accent) }
.kinds input { width: 18px; height: 18px; accent-color: var(--accent); flex: none }
.kinds small { display: block; color: var(--soft); font-weight: 400 }
.wide .form { max-width: none }
.choose { display: grid; grid-template-columns: minmax(260px, 1fr) minmax(0, 2.4fr); gap: 20px 28px; align-items: start }
.choose .form { min-width: 0 }
.tree { list-style: none; padding-left: 18px; border-left: 1px solid var(--line) }
.tree.first { padding: 0; border: 0 }
.tree summary { cursor: pointer }
.tree small, .maps small { color: var(--soft) }
.maps { display: grid; gap: 10px; list-style: none; padding: 0 }
.maps li { display: grid; grid-template-columns: 130px minmax(0, 1fr) 20px minmax(0, 1fr) auto; gap: 6px 10px; align-items: center }
.maps li > p { grid-column: 2 / -1; color: var(--bad); font-size: 13px }
.maps input { font: 13px / 1.5 ui-monospace, Menlo, Consolas, monospace }
.maps .wrong input { border-color: var(--bad) }
.as-link { min-height: 24px; padding: 0; border: 0; background: none; color: var(--accent); font-weight: 540; text-align: left; text-decoration: underline; text-underline-offset: 2px }
.as-link:hover { background: none; color: var(--accent-over) }
.plain { list-style: none; padding: 0; display: grid; gap: 8px }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr)); gap: 24px }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 2px 18px; color: var(--soft); font-size: 13px }
.legend li::before { content: ""; display: inline-block; width: 10px; height: 10px; margin-right: 7px; background: var(--accent) }
.legend .other::before { background: var(--good) }
.samples summary { cursor: pointer; padding: 6px 0 }
.short { max-height: 420px; overflow: auto }
@media (max-width: 860px) {
  .choose { grid-template-columns: minmax(0, 1fr) }
  .offer { grid-template-columns: auto minmax(0, 1fr) }
  .offer > :last-child { grid-column: 1 / -1; justify-self: start }
  .maps li { grid-template-columns: minmax(0, 1fr) auto; padding-bottom: 12px; border-bottom: 1px solid var(--line) }
  .maps li > * { grid-column: 1 }
  .maps li > button { grid-area: 1 / 2 }
  .maps li > p { grid-column: 1 / -1 }
  .maps .arrow { display: none }
}
`)
