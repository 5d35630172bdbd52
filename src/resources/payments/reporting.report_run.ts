// Report runs: a report of the balance or of payouts over a span of time, made by jobs into a CSV file.
// (https://docs.stripe.com/api/reporting/report_run; docs.stripe.com/reports/api)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, refuseUnbuilt, unbuilt } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { checkCurrency } from '../catalog/price.ts'
import { payout } from './payout_state.ts'
import { keyed } from './report_columns.ts'
import { advance, reportRun } from './report_making.ts'
import { available, type Parameter, type Report, reportOf } from './reporting.report_type.ts'

/** How long a report takes to begin. [K] */
const BEGINS_AFTER_SECONDS = 1

type Create = Params<Stripe.Reporting.ReportRunCreateParams>
type Given = NonNullable<Create['parameters']>

export const reportRuns = resource(reportRun)
  .on<Stripe.Reporting.ReportRunCreateParams>(
    'POST /v1/reporting/report_runs',
    (tx, { report_type, parameters = {} }) => {
      const report = reportOf(report_type)
      check(tx, report_type, report, parameters)
      const id = tx.id(reportRun)
      tx.schedule(tx.now + BEGINS_AFTER_SECONDS, 'reporting.report_run.make', { id })
      return tx.insert(reportRun, {
        id,
        created: tx.now,
        error: null,
        livemode: false,
        parameters: Object.fromEntries(
          Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)),
        ) as Stripe.Reporting.ReportRun['parameters'],
        report_type,
        result: null,
        status: 'pending',
        succeeded_at: null,
        hidden: {},
      } as never)
    },
    { reads: ['parameters.payout'] },
  )
  .on<Stripe.Reporting.ReportRunRetrieveParams>('GET /v1/reporting/report_runs/{id}', (_tx, _params, self) => self)
  .on<Stripe.Reporting.ReportRunListParams>('GET /v1/reporting/report_runs', (tx, params) =>
    list(tx, reportRun, params as never, '/v1/reporting/report_runs'),
  )
  .job<{ id: string }>('make', (tx, { id }) => advance(tx, tx.get(reportRun, id)))

const named = (parameter: string): string => `parameters[${parameter}]`

/** Refuses what the type does not take, and what it has no data for. */
function check(tx: Tx, id: string, report: Report, parameters: Given): void {
  refuseConnected(parameters)
  const taken: readonly string[] = [...report.required, ...report.optional]
  for (const name of Object.keys(parameters))
    if (!taken.includes(name))
      // Wording [M].
      throw invalid(`The report type ${id} does not accept the parameter \`${name}\`.`, { param: named(name) })
  for (const name of report.required as readonly Parameter[])
    if (parameters[name as keyof Given] === undefined) throw missingParameter(named(name))
  checkInterval(tx, id, parameters)
  const { currency, timezone, columns } = parameters
  if (currency !== undefined) checkCurrency(currency, named('currency'))
  if (timezone !== undefined && timezone !== 'Etc/UTC')
    throw unbuilt(
      `Brindle does not make reports in other time zones than Etc/UTC yet (${timezone}).`,
      named('timezone'),
    )
  if (columns !== undefined) checkColumns(id, report, columns)
  if (parameters.payout !== undefined) checkPayout(tx, parameters.payout)
}

/** Those of connected accounts have types of their own at Stripe. */
function refuseConnected(parameters: Given): void {
  const refusal = { [named('connected_account')]: parameters.connected_account }
  refuseUnbuilt(refusal, Object.keys(refusal), ' for a report')
}

/** `2022-05-08 12:00:00 UTC` */
const moment = (at: number): string => `${new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`

/**
 * The end in Stripe's words, which github.com/mozilla/bigquery-etl (dags/bqetl_subplat.py) quotes; the other two are worded
 * alike. [M] Both bounds may be touched. (docs.stripe.com/reports/report-types, "About run parameters")
 */
function checkInterval(tx: Tx, id: string, { interval_start: start, interval_end: end }: Given): void {
  const days = available(tx)
  if (end !== undefined && end > days.end)
    throw invalid(
      `Data for the report type ${id} is only available through ${moment(days.end)}; you requested \`interval_end\` = ${moment(end)}.`,
      { param: named('interval_end') },
    )
  if (start !== undefined && start < days.start)
    throw invalid(
      `Data for the report type ${id} is only available starting from ${moment(days.start)}; you requested \`interval_start\` = ${moment(start)}.`,
      { param: named('interval_start') },
    )
  if (start !== undefined && end !== undefined && start >= end)
    throw invalid(`\`interval_start\` must be before \`interval_end\`.`, { param: named('interval_start') })
}

/** Wordings [M]. */
function checkColumns(id: string, report: Report, columns: readonly string[]): void {
  if (columns.length === 0) throw invalid('Name at least one column.', { param: named('columns') })
  const known = [...report.columns, ...report.more]
  for (const [i, column] of columns.entries()) {
    const [name] = keyed(column) ?? []
    const wanted = name === undefined ? column : `${name}[key]`
    const param = `${named('columns')}[${i}]`
    if (report.unbuilt.includes(wanted))
      throw unbuilt(`Brindle does not write the column ${column} into reports yet.`, param)
    if (!known.includes(wanted)) throw invalid(`The report type ${id} has no column \`${column}\`.`, { param })
    if (columns.indexOf(column) !== i) throw invalid(`The column \`${column}\` is named more than once.`, { param })
  }
}

/** Only of automatic payouts is it known what went out with them. (docs.stripe.com/reports/payout-reconciliation) Wording [M]. */
function checkPayout(tx: Tx, id: string): void {
  if (!tx.get(payout, id, named('payout')).automatic)
    throw invalid(`The payout ${id} is not automatic: only automatic payouts can be reconciled.`, {
      param: named('payout'),
    })
}
