// How the file of a report run comes about: one slice of movements in each job, until there are no more. What is written so far
// is kept in pieces beside the run, and put together at the end.
import type Stripe from 'stripe'
import { object, type Row } from '../../kernel/resource.ts'
import type { Position } from '../../kernel/store.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import { type BalanceTransaction, balanceTransaction } from './balance_transaction.ts'
import { contentsId, file, fileContents } from './file_state.ts'
import { type Payout, payout } from './payout_state.ts'
import { cellsOf, chargesOf, itemsOf, lineOf, nearOf, needsCharges } from './report_columns.ts'
import { added, PAYOUTS, type Sums, sumLines } from './report_sums.ts'
import { type Report, REPORTS } from './reporting.report_type.ts'

/** Movements of a slice whose charges are known, and whose lines are still to be written. */
interface Held {
  readonly movements: readonly string[]
  readonly charges: readonly string[]
  /** What moved the money, and the payouts that it went out with. */
  readonly near: readonly string[]
  readonly isMore: boolean
}

export interface MakingState {
  readonly held?: Held
  /** All was seen: the file is to be put together. */
  readonly isWhole?: true
  /** The last movement that was seen, and the last payout: the next job goes on after them. */
  readonly after?: Position
  readonly payout?: { readonly id: string; readonly position: Position }
  /** By currency and category: `usd charge`. */
  readonly sums?: Sums
  /** What is in no piece yet, how many pieces there are, and how many characters they have. */
  readonly text?: string
  readonly pieces?: number
  readonly written?: number
}

export const reportRun = object<Stripe.Reporting.ReportRun, MakingState>('reporting.report_run', {
  prefix: 'frr',
  noun: 'report run',
  events: [
    { became: ['status', 'succeeded'], types: ['reporting.report_run.succeeded'] },
    { became: ['status', 'failed'], types: ['reporting.report_run.failed'] },
  ],
})
export type ReportRun = Row<Stripe.Reporting.ReportRun, MakingState>

interface Piece {
  id: string
  object: 'brindle.report_piece'
  text: string
}
export const piece = object<Piece>('brindle.report_piece', { prefix: 'piece', internal: true })
/** The blank keeps it from ever being an id that a client chose. */
const pieceId = ({ id }: { readonly id: string }, number: number): string => `piece ${id} ${number}`

/** Why 500: with what their columns tell of that is at most 3 500 rows, and a job should not keep requests waiting. */
const SLICE = 500
/** Why 256 Ki characters: each is one row, read once, at the end. */
const PIECE_MAX = 256 * 1024
/** Why 16 Mi characters: so much is put together in memory, and no more; that is as large as an upload may be. */
const FILE_MAX = 16 * 1024 * 1024
/** How long the file is kept. [K] */
const KEPT_DAYS = 365
/**
 * One job: a slice, or the rest of one, or the file. On PostgreSQL a job may read in four rounds, so what is two references away
 * from a movement waits for the next one, and so does the putting together.
 */
export function advance(tx: Tx, self: ReportRun): void {
  if (self.status !== 'pending') return
  const report = REPORTS[self.report_type]!
  const { hidden } = self
  if (hidden.isWhole) finish(tx, self, report)
  else if (hidden.held) writeHeld(tx, self, report, hidden.held)
  else writeSlice(tx, self, report)
}

function writeSlice(tx: Tx, self: ReportRun, report: Report): void {
  const { found, isMore, state } = slice(tx, self, report)
  const wanted = found.filter((movement) => isWanted(self, report, movement))
  if (!report.isItemized) goOn(tx, self, { ...state, sums: added(state.sums, self, report, wanted) }, isMore)
  else if (!needsCharges(columnsOf(self, report))) goOn(tx, self, lines(tx, self, report, state, wanted), isMore)
  else {
    const charges = chargesOf(tx, wanted)
    const held = { movements: wanted.map(({ id }) => id), charges, near: nearOf(wanted), isMore }
    goOn(tx, self, { ...state, held }, true)
  }
}

function writeHeld(tx: Tx, self: ReportRun, report: Report, { movements, charges, near, isMore }: Held): void {
  // What the movements refer to is known: all of it is one round.
  tx.any([...movements, ...near, ...charges.filter((id) => id !== '')])
  const { held: _, ...state } = self.hidden
  goOn(tx, self, lines(tx, self, report, state, tx.all(balanceTransaction, movements), charges), isMore)
}

/** The next job: another slice, or the file. */
function goOn(tx: Tx, self: ReportRun, state: MakingState, isMore: boolean): void {
  if ((state.written ?? 0) > FILE_MAX) {
    fail(tx, self, state)
    return
  }
  tx.update(reportRun, self, { hidden: isMore ? state : { ...state, isWhole: true } })
  tx.schedule(tx.now, 'reporting.report_run.make', { id: self.id })
}

interface Slice {
  /** The oldest first. */
  readonly found: readonly BalanceTransaction[]
  readonly isMore: boolean
  readonly state: MakingState
}

const currencyTerm = ({ parameters: { currency } }: ReportRun) =>
  currency === undefined ? [] : [`currency=${currency}`]

function slice(tx: Tx, self: ReportRun, { subject }: Report): Slice {
  if (subject === 'reconciliation') return settledSlice(tx, self)
  const { interval_start: start, interval_end: end } = self.parameters
  const { after = { created: subject === 'balance' ? 0 : start!, seq: '' } } = self.hidden
  const query = { limit: SLICE, to: end! - 1, before: after }
  const found = tx.list(balanceTransaction, currencyTerm(self), query).toReversed()
  const last = found.at(-1)
  const state = last ? { ...self.hidden, after: tx.position(last.id)! } : self.hidden
  return { found, isMore: found.length === SLICE, state }
}

/** The movements of one automatic payout, or of the one that the run is of. */
function settledSlice(tx: Tx, self: ReportRun): Slice {
  const known = self.hidden.payout?.id || self.parameters.payout
  if (known === undefined) return nextPayout(tx, self)
  const after = self.hidden.after ?? { created: 0, seq: '' }
  const found = tx.list(balanceTransaction, [`payout=${known}`], { limit: SLICE, before: after }).toReversed()
  if (found.length === SLICE)
    return { found, isMore: true, state: { ...self.hidden, after: tx.position(found.at(-1)!.id)! } }
  if (self.parameters.payout !== undefined) return { found, isMore: false, state: self.hidden }
  const { after: _, payout: done, ...rest } = self.hidden
  return { found, isMore: true, state: { ...rest, payout: { id: '', position: done!.position } } }
}

/** Goes to the next automatic payout of the time, if there is one. */
function nextPayout(tx: Tx, self: ReportRun): Slice {
  const { interval_start: start, interval_end: end } = self.parameters
  const before = self.hidden.payout?.position ?? { created: start!, seq: '' }
  const found: readonly Payout[] = tx.list(payout, [], { limit: SLICE, to: end! - 1, before }).toReversed()
  const { currency } = self.parameters
  const next = found.find((one) => one.automatic && (currency === undefined || one.currency === currency))
  const at = next ?? found.at(-1)
  const state = at ? { ...self.hidden, payout: { id: next?.id ?? '', position: tx.position(at.id)! } } : self.hidden
  return { found: [], isMore: next !== undefined || found.length === SLICE, state }
}

function isWanted(
  { parameters }: ReportRun,
  { subject }: Report,
  { balance_type, reporting_category: category }: BalanceTransaction,
) {
  // The reports are of the payments balance, which issued cards do not spend.
  if (balance_type === 'issuing') return false
  if (parameters.reporting_category !== undefined && parameters.reporting_category !== category) return false
  if (subject === 'balance') return true
  return PAYOUTS.includes(category) === (subject === 'payouts')
}

const columnsOf = ({ parameters }: ReportRun, report: Report): readonly string[] => parameters.columns ?? report.columns

/** The state with the lines of the movements. Full pieces are written down. */
function lines(
  tx: Tx,
  self: ReportRun,
  report: Report,
  state: MakingState,
  movements: readonly BalanceTransaction[],
  charges?: readonly string[],
): MakingState {
  const columns = columnsOf(self, report)
  const sign = report.subject === 'payouts' ? -1 : 1
  const more = itemsOf(tx, movements, columns, charges).map((item) => lineOf(cellsOf(item, columns, sign)))
  return appended(tx, self, state, more.join(''))
}

function appended(tx: Tx, self: ReportRun, state: MakingState, more: string): MakingState {
  const text = (state.text ?? '') + more
  const written = (state.written ?? 0) + more.length
  const { pieces = 0 } = state
  if (text.length < PIECE_MAX) return { ...state, text, written }
  tx.insert(piece, { id: pieceId(self, pieces), text } as never)
  return { ...state, text: '', written, pieces: pieces + 1 }
}

/** Puts the file together: head, pieces, what is left. */
function finish(tx: Tx, self: ReportRun, report: Report): void {
  const head = lineOf(columnsOf(self, report))
  const text = report.isItemized
    ? gathered(tx, self, self.hidden)
    : sumLines(columnsOf(self, report), self, report, self.hidden.sums)
  const result = insertFile(tx, self, head + text)
  tx.update(reportRun, self, { hidden: {}, result: result as never, status: 'succeeded', succeeded_at: tx.now })
}

/** What was written, and away with the pieces. */
function gathered(tx: Tx, self: ReportRun, { pieces = 0, text = '' }: MakingState): string {
  const rows = tx.all(
    piece,
    Array.from({ length: pieces }, (_, number) => pieceId(self, number)),
  )
  for (const row of rows) tx.delete(piece, row as never)
  return rows.map((row) => row.text).join('') + text
}

/** Title and name [K]. */
function insertFile(tx: Tx, { id: run }: ReportRun, text: string) {
  const bytes = Buffer.from(text, 'utf8')
  const id = tx.id(file)
  const expires_at = tx.now + KEPT_DAYS * DAY
  tx.insert(fileContents, { id: contentsId({ id }), data: bytes.toString('base64') } as never)
  tx.schedule(expires_at, 'file.expire', { id })
  const row = tx.insert(file, {
    id,
    created: tx.now,
    expires_at,
    filename: `${run}.csv`,
    purpose: 'finance_report_run',
    size: bytes.length,
    title: `FinanceReportRun ${run}`,
    type: 'csv',
    url: `${tx.situation.publicUrl}/v1/files/${id}/contents`,
  })
  const { hidden: _, ...shown } = row
  return shown
}

/** Too much for one file. */
function fail(tx: Tx, self: ReportRun, state: MakingState): void {
  gathered(tx, self, state)
  const error = `The report is larger than ${FILE_MAX} characters. Ask for a shorter interval, or for fewer columns.`
  tx.update(reportRun, self, { error, hidden: {}, status: 'failed' })
}
