// What a report run refuses: parameters that its type does not take, and times without data.
// (docs.stripe.com/reports/report-types, "About run parameters")
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { monday, time } from './reports.ts'

behaves('POST /v1/reporting/report_runs', 'refuses what a report does not take', async (world) => {
  const { call, news } = world
  const { interval, payout } = await monday(world)
  const { interval_start: start, interval_end: end } = interval
  const opened = (await world.stripe.reporting.reportTypes.retrieve('balance.summary.1')).data_available_start
  const form = (type: string, given: object) =>
    `report_type=${type}&${Object.entries(given)
      .map(([name, value]) => `parameters[${name}]=${value}`)
      .join('&')}`
  const B = 'balance.summary.1'
  const I = 'balance_change_from_activity.itemized.3'
  const refusals: readonly (readonly [string, string, string | undefined, string])[] = [
    ['', 'report_type', 'parameter_missing', 'Missing required param: report_type.'],
    ['report_type=charges.9', 'report_type', 'resource_missing', "No such report type: 'charges.9'"],
    [
      `report_type=${B}`,
      'parameters[interval_start]',
      'parameter_missing',
      'Missing required param: parameters[interval_start].',
    ],
    [
      form(B, { interval_start: start }),
      'parameters[interval_end]',
      'parameter_missing',
      'Missing required param: parameters[interval_end].',
    ],
    // Stripe's words: github.com/mozilla/bigquery-etl, dags/bqetl_subplat.py.
    [
      form(B, { interval_start: start, interval_end: end + 1 }),
      'parameters[interval_end]',
      undefined,
      `Data for the report type ${B} is only available through ${time(end)} UTC; you requested \`interval_end\` = ${time(end + 1)} UTC.`,
    ],
    [
      form(B, { interval_start: opened - 1, interval_end: end }),
      'parameters[interval_start]',
      undefined,
      `Data for the report type ${B} is only available starting from ${time(opened)} UTC; you requested \`interval_start\` = ${time(opened - 1)} UTC.`,
    ],
    [
      form(B, { interval_start: end, interval_end: end }),
      'parameters[interval_start]',
      undefined,
      '`interval_start` must be before `interval_end`.',
    ],
    [form(B, { ...interval, currency: 'xyz' }), 'parameters[currency]', undefined, 'Invalid currency: xyz'],
    [
      form(B, { ...interval, payout }),
      'parameters[payout]',
      undefined,
      `The report type ${B} does not accept the parameter \`payout\`.`,
    ],
    [
      form(B, { ...interval, reporting_category: 'charge' }),
      'parameters[reporting_category]',
      undefined,
      `The report type ${B} does not accept the parameter \`reporting_category\`.`,
    ],
    [
      form('balance_change_from_activity.itemized.1', { ...interval, timezone: 'Etc/UTC' }),
      'parameters[timezone]',
      undefined,
      'The report type balance_change_from_activity.itemized.1 does not accept the parameter `timezone`.',
    ],
    [
      form(I, { ...interval, timezone: 'Europe/Berlin' }),
      'parameters[timezone]',
      'not_built',
      'Brindle does not make reports in other time zones than Etc/UTC yet (Europe/Berlin).',
    ],
    [
      form(I, { ...interval, connected_account: 'acct_1' }),
      'parameters[connected_account]',
      'not_built',
      'Brindle does not take parameters[connected_account] for a report yet.',
    ],
    [`${form(I, interval)}&parameters[columns]=`, 'parameters[columns]', undefined, 'Name at least one column.'],
    [
      form(I, { ...interval, 'columns][0': 'colour' }),
      'parameters[columns][0]',
      undefined,
      `The report type ${I} has no column \`colour\`.`,
    ],
    [
      form(I, { ...interval, 'columns][0': 'payment_metadata' }),
      'parameters[columns][0]',
      undefined,
      `The report type ${I} has no column \`payment_metadata\`.`,
    ],
    [
      form(I, { ...interval, 'columns][0': 'toString' }),
      'parameters[columns][0]',
      undefined,
      `The report type ${I} has no column \`toString\`.`,
    ],
    [
      form(I, { ...interval, 'columns][0': 'net', 'columns][1': 'net' }),
      'parameters[columns][1]',
      undefined,
      'The column `net` is named more than once.',
    ],
    [
      form(I, { ...interval, 'columns][0': 'invoice_id' }),
      'parameters[columns][0]',
      'not_built',
      'Brindle does not write the column invoice_id into reports yet.',
    ],
    [
      'report_type=payout_reconciliation.by_id.summary.1',
      'parameters[payout]',
      'parameter_missing',
      'Missing required param: parameters[payout].',
    ],
    [
      form('payout_reconciliation.by_id.summary.1', { payout: 'po_none' }),
      'parameters[payout]',
      'resource_missing',
      "No such payout: 'po_none'",
    ],
    [
      form('payout_reconciliation.by_id.summary.1', { payout }),
      'parameters[payout]',
      undefined,
      `The payout ${payout} is not automatic: only automatic payouts can be reconciled.`,
    ],
  ]
  for (const [given, param, code, message] of refusals) {
    const { status, body } = await call('POST', '/v1/reporting/report_runs', given)
    const { error } = body
    assert.deepEqual([status, error?.param, error?.code], [400, param, code], `${given}: ${error?.message}`)
    if (param === 'parameters[currency]') assert.match(error.message, /^Invalid currency: xyz/)
    else assert.equal(error.message, message)
  }
  assert.deepEqual(await news(), [])
})
