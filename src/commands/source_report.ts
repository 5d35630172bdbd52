// brindle source report bnpl: buy now against pay later, out of a lake, as text, as a page or as JSON.
import { SettingError } from '../config.ts'
import { bnplPage } from '../source/report/bnpl_page.ts'
import { bnplText } from '../source/report/bnpl_text.ts'
import { joined, payLaterReport } from '../source/report/pay_later_report.ts'
import { LAKE, readArgs, secondsOf, withLake, writeText } from './source_lake.ts'

const OPTIONS = {
  ...LAKE,
  html: { type: 'string' },
  json: { type: 'boolean', default: false },
  from: { type: 'string' },
  to: { type: 'string' },
  dimension: { type: 'string' },
  installments: { type: 'boolean', default: false },
} as const

/** Whoever takes the words of a command. */
export type Print = (text: string) => void

/** Makes the report and prints it, or writes it to a file. Answers 0; throws `SettingError`. */
export async function run(args: readonly string[], print: Print = toTerminal): Promise<number> {
  const { values, positionals } = readArgs(args, OPTIONS, true)
  const [name, ...more] = positionals
  if (name !== 'bnpl' || more.length > 0)
    throw new SettingError(
      name === undefined ? 'say which report: bnpl.' : `there is no report "${positionals.join(' ')}". There is bnpl.`,
    )
  const { lake: folder, html, json, dimension, installments } = values
  const [from, to] = [secondsOf('from', values.from), secondsOf('to', values.to)]
  const period = { ...(from !== undefined && { from }), ...(to !== undefined && { to }), installments }
  const options = { ...period, ...(dimension !== undefined && { dimension }) }
  const read = await withLake(folder, ({ connection }) => payLaterReport(connection, options))
  const { report, segments } = read
  if (html !== undefined) writeText(html, bnplPage(report, segments))
  if (json) print(`${JSON.stringify(joined(read), undefined, 2)}\n`)
  else if (html === undefined) print(bnplText(report, segments))
  else print(`${html} is written, of ${report.charges} charges.\n`)
  return 0
}

const toTerminal: Print = (text) => void process.stdout.write(text)
