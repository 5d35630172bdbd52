// The plots of the page, drawn as SVG in a box of 320 units: on a phone a unit is a little less than a pixel, and texts stay
// readable. Colours are classes of the page's style, so that they follow light and dark. Every plot has a title and says its
// figures in its description; the table beside it has them all.
import { formatAmount } from '../../lib/money.ts'
import type { Figures, Fraction, Month } from './figures.ts'
import { MONTHS_SHOWN } from './tables.ts'

/** Text in HTML, within quotes and without. */
export const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`).replaceAll(/[\p{Cc}]/gu, '�')

const WIDTH = 320

function svg(id: string, height: number, title: string, description: string, marks: readonly string[]): string {
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${escaped(title)}</title><desc id="${id}-d">${escaped(description)}</desc>${marks.join('')}</svg>`
}

const text = (x: number, y: number, words: string, kind = '') =>
  `<text x="${x}" y="${y}"${kind && ` class="${kind}"`}>${escaped(words)}</text>`
/** A tenth of a unit is finer than anyone sees. */
const round = (value: number) => Math.round(value * 10) / 10
const partOf = (part: Fraction | null) => (part ? part.numerator / part.denominator : null)

/** The least of these that nothing goes beyond. */
const TOPS = [0.05, 0.1, 0.25, 0.5, 1]
const topFor = (values: readonly (number | null)[]) => {
  const most = Math.max(0, ...values.map((value) => value ?? 0))
  return TOPS.find((top) => top >= most) ?? most
}
const wholePercent = (value: number) => `${Math.round(value * 1000) / 10}%`

/** Two lines over the months: of orders, and of their amount. A month without orders breaks them. */
export function sharePlot(id: string, figures: Figures): string {
  const months = figures.months.slice(-MONTHS_SHOWN)
  const [left, right, top, bottom] = [40, WIDTH - 12, 34, 164]
  const byCount = months.map(({ shareByCount }) => partOf(shareByCount))
  const byAmount = months.map(({ shareByAmount }) => partOf(shareByAmount))
  const most = topFor([...byCount, ...byAmount])
  const x = (at: number) =>
    round(months.length === 1 ? (left + right) / 2 : left + 8 + ((right - left - 16) * at) / (months.length - 1))
  const y = (value: number) => round(bottom - ((bottom - top) * value) / most)
  const grid = [0, most / 2, most].flatMap((value) => [
    `<line class="grid" x1="${left}" x2="${right}" y1="${y(value)}" y2="${y(value)}"/>`,
    text(left - 6, y(value) + 4, wholePercent(value), 'end soft'),
  ])
  const line = (values: readonly (number | null)[], kind: string) => {
    const path = values
      .map((value, at) => (value === null ? '' : `${values[at - 1] == null ? 'M' : 'L'}${x(at)} ${y(value)}`))
      .join('')
    const dots = values.flatMap((value, at) =>
      value === null
        ? []
        : [`<circle class="${kind}" cx="${x(at)}" cy="${y(value)}" r="${months.length > 12 ? 2 : 3}"/>`],
    )
    return [`<path class="line ${kind}" d="${path}"/>`, ...dots]
  }
  const legend = [
    `<path class="line later" d="M${left} 12h18"/>`,
    text(left + 24, 16, 'of orders'),
    `<path class="line amount" d="M${left + 110} 12h18"/>`,
    text(left + 134, 16, 'of amount'),
  ]
  const said = months.map(({ month, shareByCount }) => `${month} ${shareByCount?.percent ?? 'no orders'}`).join(', ')
  return svg(id, 192, 'Share of pay later by month', `Of orders: ${said}.`, [
    ...legend,
    ...grid,
    ...line(byAmount, 'amount'),
    ...line(byCount, 'later'),
    ...monthLabels(months, x, bottom + 20),
  ])
}

/** The first, the last and the one in the middle, so that they do not meet. */
function monthLabels(months: readonly Month[], x: (at: number) => number, y: number): string[] {
  const last = months.length - 1
  const shown = last >= 2 ? [0, Math.round(last / 2), last] : [0, last]
  return [...new Set(shown)].map((at) => {
    const kind = last === 0 ? 'middle soft' : at === 0 ? 'soft' : at === last ? 'end soft' : 'middle soft'
    return text(
      at === 0 && last > 0 ? x(0) - 8 : at === last && last > 0 ? x(at) + 8 : x(at),
      y,
      months[at]!.month,
      kind,
    )
  })
}

interface Bar {
  readonly name: string
  readonly kind: 'now' | 'later'
  /** Of the whole width. */
  readonly part: number
  readonly says: string
}

/** A name and a figure in a line, and the bar beneath them. */
function bars(from: number, rows: readonly Bar[]): string[] {
  return rows.flatMap(({ name, kind, part, says }, at) => {
    const y = from + at * 34
    return [
      text(0, y + 12, name),
      text(WIDTH, y + 12, says, 'end strong'),
      `<rect class="track" x="0" y="${y + 18}" width="${WIDTH}" height="8" rx="4"/>`,
      // What is not nothing is seen.
      part > 0
        ? `<rect class="${kind}" x="0" y="${y + 18}" width="${round(Math.max(4, WIDTH * part))}" height="8" rx="4"/>`
        : '',
    ]
  })
}

const CLASSES = [
  ['now', 'Buy now'],
  ['later', 'Pay later'],
] as const

/** The average order of each class, side by side. */
export function averagePlot(id: string, figures: Figures, currency: string): string {
  const most = Math.max(1, figures.now.average?.rounded ?? 0, figures.later.average?.rounded ?? 0)
  const rows = CLASSES.map(([kind, name]) => {
    const { average } = figures[kind]
    const says = average ? formatAmount(average.rounded, currency) : 'no orders'
    return { name, kind, part: (average?.rounded ?? 0) / most, says }
  })
  const said = rows.map(({ name, says }) => `${name}: ${says}`).join('. ')
  return svg(id, 68, 'Average order', `${said}.`, bars(0, rows))
}

/** Declines, and refunds where they are known: a pair of bars each, all to the same scale. */
export function outcomePlot(id: string, { now, later }: Figures): string {
  const groups = [
    { name: 'Declined, of charges tried', of: [now.declineRate, later.declineRate] },
    ...(now.refunds && later.refunds
      ? [
          { name: 'Refunded, of orders', of: [now.refunds.rateByCount, later.refunds.rateByCount] },
          { name: 'Refunded, of amount', of: [now.refunds.rateByAmount, later.refunds.rateByAmount] },
        ]
      : []),
  ]
  const most = topFor(groups.flatMap(({ of }) => of.map(partOf)))
  const marks = groups.flatMap(({ name, of }, at) => {
    const rows = CLASSES.map(([kind, words], index) => {
      const part = of[index] ?? null
      return { name: words, kind, part: (partOf(part) ?? 0) / most, says: part?.percent ?? 'none' }
    })
    return [text(0, at * 102 + 12, name, 'soft'), ...bars(at * 102 + 20, rows)]
  })
  const said = groups.map(
    ({ name, of }) => `${name}: buy now ${of[0]?.percent ?? 'none'}, pay later ${of[1]?.percent ?? 'none'}.`,
  )
  return svg(id, groups.length * 102 - 12, 'Refunds and declines', said.join(' '), marks)
}
