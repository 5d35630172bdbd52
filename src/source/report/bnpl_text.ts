// The report as text for a terminal: the tables, aligned.
import type { BnplReport } from './bnpl.ts'
import type { SegmentReport } from './segments.ts'
import { grouped, headline, periodText, segmentTables, type Table, tablesOf } from './tables.ts'

/** What a metadata value may not do to a terminal: move its cursor, colour it, or turn the direction of text. */
const printable = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�')

/** Plain text with a line break at the end. Without figures it says what is missing. */
export function bnplText(report: BnplReport, segments?: SegmentReport): string {
  const lines = ['Buy now or pay later', `${periodText(report)}, ${grouped(report.charges)} charges`]
  for (const currency of report.currencies) {
    lines.push('', `${currency.currency.toUpperCase()}: ${headline(currency)}`)
    for (const table of tablesOf(currency, report.dimension)) lines.push('', ...tableLines(table))
  }
  for (const table of segments ? segmentTables(segments) : []) lines.push('', ...tableLines(table))
  if (report.currencies.length === 0 && report.missing.length === 0)
    lines.push('', 'There are no charges in this period.')
  const missing = [...new Set([...report.missing, ...(segments?.missing ?? [])])]
  if (missing.length > 0) lines.push('', 'Missing', ...missing.map((one) => `  ${one}`))
  if (report.notes.length > 0) lines.push('', 'Notes', ...report.notes.map((one) => `  ${one}`))
  return `${lines.map(printable).join('\n')}\n`
}

/** A table as aligned lines, its title first: words to the left, figures to the right. */
export function tableLines({ title, columns, rows, words = [] }: Table): string[] {
  const all = [columns, ...rows].map((row) => row.map(printable))
  const widths = columns.map((_, at) => Math.max(...all.map((row) => lengthOf(row[at]!))))
  const aligned = all.map((row) =>
    row
      .map((cell, at) => {
        const fill = ' '.repeat(widths[at]! - lengthOf(cell))
        return at === 0 || words.includes(at) ? cell + fill : fill + cell
      })
      .join('  ')
      .trimEnd(),
  )
  return [title, ...aligned.map((line) => `  ${line}`)]
}

const lengthOf = (text: string) => [...text].length
