// The report as a page: one HTML document without scripts and without anything from elsewhere. Plots are drawn here, and each has
// its table beside it.
import type { BnplReport, CurrencyReport } from './bnpl.ts'
import { STYLE } from './bnpl_style.ts'
import { averagePlot, escaped, outcomePlot, sharePlot } from './plots.ts'
import type { SegmentReport } from './segments.ts'
import { grouped, headline, periodText, segmentTables, signed, type Table, tablesOf } from './tables.ts'

/** The page. Without figures it says what is missing. */
export function bnplPage(report: BnplReport, segments?: SegmentReport): string {
  const { currencies, charges, dimension } = report
  const missing = [...new Set([...report.missing, ...(segments?.missing ?? [])])]
  const several = currencies.length > 1
  const parts = [
    '<header>',
    '<h1>Buy now or pay later</h1>',
    `<p class="soft">${escaped(periodText(report))} · ${grouped(charges)} charges${waiting(report)}</p>`,
    several ? navigation(currencies) : '',
    '</header>',
    ...currencies.map((currency) => section(currency, dimension)),
    currencies.length === 0 ? nothing(report) : '',
    segments ? offers(segmentTables(segments)) : '',
    list('What is missing', missing),
    list('How to read it', report.notes),
  ]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Buy now or pay later</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${parts.filter((part) => part !== '').join('\n')}
</main>
</body>
</html>
`
}

function waiting({ pending, authorised }: BnplReport): string {
  const said = [
    pending > 0 ? `${grouped(pending)} pending` : '',
    authorised > 0 ? `${grouped(authorised)} only authorised` : '',
  ]
  const words = said.filter((one) => one !== '').join(', ')
  return words && `, of which ${words}`
}

/** What an id or a link may be made of: a currency is three letters, but it was read from somewhere. */
const anchor = (currency: string) => currency.replaceAll(/[^\w]/g, '') || 'other'

function navigation(currencies: readonly CurrencyReport[]): string {
  const links = currencies.map(
    ({ currency }) => `<li><a href="#${anchor(currency)}">${escaped(currency.toUpperCase())}</a></li>`,
  )
  return `<nav aria-label="Currencies"><ul>${links.join('')}</ul></nav>`
}

function nothing({ missing }: BnplReport): string {
  const says =
    missing.length > 0
      ? 'The lake does not hold what the report needs. What that is stands below; a flow of charges brings it.'
      : 'There are no charges in this period. Run a flow of charges, or ask for a longer period.'
  return `<section><h2>Nothing to show yet</h2><p>${says}</p></section>`
}

function section(currency: CurrencyReport, dimension: string | null): string {
  const { currency: code, all } = currency
  const id = anchor(code)
  const tables = new Map(tablesOf(currency, dimension).map((table) => [table.id, table]))
  const card = (name: string, plot = '') => {
    const table = tables.get(name)
    return table ? cardOf(`${id}-${name}`, table, plot) : ''
  }
  const small = [card('reasons'), card('fees')].filter((one) => one !== '')
  return [
    `<section id="${id}" aria-labelledby="${id}-h">`,
    `<h2 id="${id}-h">${escaped(code.toUpperCase())}</h2>`,
    `<p>${escaped(headline(currency))}</p>`,
    tiles(currency),
    card('months', sharePlot(`${id}-share`, all)),
    card('sales', averagePlot(`${id}-average`, all, code)),
    card('outcome', outcomePlot(`${id}-outcome`, all)),
    card('cohorts'),
    card('methods'),
    small.length === 2 ? `<div class="pair">${small.join('')}</div>` : small.join(''),
    card('dimension'),
    card('countries'),
    '</section>',
  ].join('\n')
}

function tiles({ currency, all }: CurrencyReport): string {
  const { shareByCount, shareByAmount, averageDifference, now, later } = all
  const rows: readonly (readonly [string, string, string])[] = [
    [
      'Paid later, of orders',
      shareByCount?.percent ?? '–',
      `${grouped(later.orders)} of ${grouped(now.orders + later.orders)}`,
    ],
    ['Paid later, of amount', shareByAmount?.percent ?? '–', ''],
    [
      'Average order, later − now',
      averageDifference ? signed(averageDifference.rounded, currency) : '–',
      averageDifference ? '' : 'one of them has no orders',
    ],
    ['Declined, pay later', later.declineRate?.percent ?? '–', `buy now ${now.declineRate?.percent ?? '–'}`],
  ]
  const divs = rows.map(
    ([name, value, note]) =>
      `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>${note && `<dd class="note">${escaped(note)}</dd>`}</div>`,
  )
  return `<dl class="tiles">${divs.join('')}</dl>`
}

function cardOf(id: string, table: Table, plot: string): string {
  const inner = plot === '' ? tableOf(id, table) : `<div class="beside">${plot}${tableOf(id, table)}</div>`
  return `<article class="card" aria-labelledby="${id}"><h3 id="${id}"><bdi>${escaped(table.title)}</bdi></h3><p class="soft">${escaped(table.about)}</p>${inner}</article>`
}

/** A table scrolls by itself where it is wider than the page, and can be reached with the keyboard for that. */
function tableOf(id: string, { columns, rows, heat, words = [] }: Table): string {
  const kind = (column: number) => (words.includes(column) ? ' class="words"' : '')
  const head = columns.map((name, column) =>
    // An empty corner is no head of anything.
    name === '' ? '<td></td>' : `<th scope="col"${kind(column)}><bdi>${escaped(name)}</bdi></th>`,
  )
  const most = Math.max(0, ...(heat ?? []).flat().map((one) => one ?? 0)) || 1
  const body = rows.map((row, at) => {
    const cells = row.map((cell, column) => {
      if (column === 0) return `<th scope="row"><bdi>${escaped(cell)}</bdi></th>`
      const part = heat?.[at]?.[column - 2]
      return `<td${part == null ? kind(column) : heatClass(part / most)}>${escaped(cell)}</td>`
    })
    return `<tr>${cells.join('')}</tr>`
  })
  return `<div class="scroll" role="region" tabindex="0" aria-labelledby="${id}"><table${heat ? ' class="heat"' : ''}><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>`
}

/** Five steps are told apart, up to the most that there is. */
const heatClass = (part: number) => ` class="heat${Math.min(4, Math.floor(part * 5))}"`

function offers(tables: readonly Table[]): string {
  if (tables.length === 0) return ''
  const cards = tables.map((table) => cardOf(table.id, table, ''))
  return `<section aria-labelledby="offers-h"><h2 id="offers-h">Personal offers</h2>${cards.join('')}</section>`
}

function list(title: string, sentences: readonly string[]): string {
  if (sentences.length === 0) return ''
  const items = sentences.map((one) => `<li>${escaped(one)}</li>`)
  return `<section class="notes"><h2>${title}</h2><ul>${items.join('')}</ul></section>`
}
