// A paper of business on a page: the facts, lines and sums that its PDF has, as HTML. (src/lib/paper.ts draws the same on paper)
import { escaped, type Row } from './page.ts'

/** What a paper says, as far as a page shows it; all of it text. */
export interface PaperText {
  readonly facts: readonly (readonly [label: string, value: string])[]
  readonly parties: readonly { readonly head: string; readonly lines: readonly string[] }[]
  readonly memo?: string
  readonly rows: readonly PaperRow[]
  readonly sums: readonly { readonly label: string; readonly amount: string; readonly strong?: boolean }[]
  readonly notes: readonly string[]
}

interface PaperRow {
  readonly cells: readonly [text: string, quantity: string, unit: string, amount: string]
  readonly note?: string
}

/** Who it is for, its numbers and dates. */
export const factRows = ({ facts, parties }: Pick<PaperText, 'facts' | 'parties'>): Row[] => [
  ...facts.map(([label, value]): Row => [escaped(label), escaped(value)]),
  ...parties.map(({ head, lines }): Row => [escaped(head), lines.map(escaped).join('<br>')]),
]

/** The lines with what they come to. */
export function lineSection(title: string, { memo, rows, sums, notes }: PaperText): string {
  const lines = rows.map(({ cells: [text, quantity, unit, amount], note }) => {
    const count = quantity === '' || quantity === '1' ? [] : [unit === '' ? `× ${quantity}` : `${quantity} × ${unit}`]
    const small = [...count, ...(note === undefined ? [] : [note])]
    const beneath = small.map((one) => `<br><span class="small">${escaped(one)}</span>`).join('')
    return entry(`<bdi>${escaped(text)}</bdi>${beneath}`, escaped(amount))
  })
  const totals = sums.map(({ label, amount, strong }) =>
    entry(strong ? `<strong>${escaped(label)}</strong>` : escaped(label), escaped(amount)),
  )
  return `<section><h2>${title}</h2>${memo === undefined ? '' : `<p>${paragraph(memo)}</p>`}
<dl>${lines.join('')}</dl>
<dl>${totals.join('')}</dl>
${notes.map((note) => `<p class="small">${paragraph(note)}</p>`).join('\n')}</section>`
}

const entry = (term: string, value: string): string => `<div><dt>${term}</dt><dd><bdi>${value}</bdi></dd></div>`

/** Lines of their own stay lines. */
const paragraph = (text: string): string => escaped(text).replaceAll(/\r\n|\r|\n/g, '<br>')
