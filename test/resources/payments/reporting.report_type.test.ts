// Report types: which reports there are, and for which days. (https://docs.stripe.com/api/reporting/report_type)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { advanceTo, DAY } from './funds.ts'

const midnight = (at: number) => Math.floor(at / DAY) * DAY

/** The types of docs.stripe.com/reports/report-types/balance and …/payout-reconciliation that there are. */
const TYPES = [
  'balance.summary.1',
  'balance_change_from_activity.itemized.1',
  'balance_change_from_activity.itemized.2',
  'balance_change_from_activity.itemized.3',
  'balance_change_from_activity.summary.1',
  'payout_reconciliation.by_id.itemized.4',
  'payout_reconciliation.by_id.summary.1',
  'payout_reconciliation.itemized.1',
  'payout_reconciliation.itemized.5',
  'payout_reconciliation.summary.1',
  'payouts.itemized.1',
  'payouts.itemized.3',
  'payouts.summary.1',
]

behaves('GET /v1/reporting/report_types/{id}', 'has data until the last midnight', async (world) => {
  const { stripe, news } = world
  const { created = 0 } = await stripe.accounts.retrieveCurrent()
  const opened = midnight(created)
  await advanceTo(world, opened + 3 * DAY + 3600)
  // All but the days as https://docs.stripe.com/api/reporting/report_type/object has it.
  const { lastResponse: _, ...type } = await stripe.reporting.reportTypes.retrieve('balance.summary.1')
  assert.deepEqual(type, {
    id: 'balance.summary.1',
    object: 'reporting.report_type',
    data_available_end: opened + 3 * DAY,
    data_available_start: opened,
    default_columns: ['category', 'description', 'net_amount', 'currency'],
    livemode: false,
    name: 'Balance summary',
    updated: opened + 3 * DAY,
    version: 1,
  })
  await advanceTo(world, opened + 4 * DAY)
  const later = await stripe.reporting.reportTypes.retrieve('payout_reconciliation.itemized.5')
  assert.deepEqual([later.data_available_start, later.data_available_end], [opened, opened + 4 * DAY])
  // Those of a file that Stripe wrote on 2026-10-01.
  assert.deepEqual(later.default_columns, [
    'automatic_payout_id',
    'automatic_payout_effective_at',
    'balance_transaction_id',
    'created',
    'available_on',
    'currency',
    'gross',
    'fee',
    'net',
    'reporting_category',
    'description',
  ])
  assert.equal(later.version, 5)
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/reporting/report_types/{id}', 'is none under a name that was made up', async ({ call, news }) => {
  refused(await call('GET', '/v1/reporting/report_types/balance.summary.9'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such report type: 'balance.summary.9'",
  })
  refused(await call('GET', '/v1/reporting/report_types/constructor'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such report type: 'constructor'",
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/reporting/report_types', 'are all of them, in one page', async ({ stripe, news, call }) => {
  const { body } = await call('GET', '/v1/reporting/report_types')
  assert.deepEqual(
    [body.object, body.has_more, body.url, body.data.map(({ id }: { id: string }) => id)],
    ['list', false, '/v1/reporting/report_types', TYPES],
  )
  const { data } = await stripe.reporting.reportTypes.list()
  assert.deepEqual(data[0], await stripe.reporting.reportTypes.retrieve('balance.summary.1'))
  refused(await call('GET', '/v1/reporting/report_types?limit=3'), 400, {
    code: 'parameter_unknown',
    param: 'limit',
    message: 'Received unknown parameter: limit',
  })
  assert.deepEqual(await news(), [])
})
