// Report types: which reports there are, what each takes, and its columns. They are a table and no rows: only the days for which
// there is data change. (https://docs.stripe.com/api/reporting/report_type; docs.stripe.com/reports/report-types/balance and
// …/payout-reconciliation, "Columns" of each)
import type Stripe from 'stripe'
import { noSuch } from '../../kernel/errors.ts'
import { type Listing, object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { startOfDay } from '../../lib/calendar.ts'
import { own } from '../core/account.ts'

/** What a report is made of: movements of a span of time, or of the automatic payouts in it. */
export type Subject = 'balance' | 'activity' | 'payouts' | 'reconciliation'
export type Parameter = keyof Stripe.Reporting.ReportRunCreateParams.Parameters

export interface Report {
  readonly name: string
  readonly version: number
  readonly subject: Subject
  /** Sums by reporting category, or a row for each movement. */
  readonly isItemized: boolean
  readonly required: readonly Parameter[]
  readonly optional: readonly Parameter[]
  /** In the order in which they stand in the file where none are asked for. */
  readonly columns: readonly string[]
  /** May be asked for beside those. */
  readonly more: readonly string[]
  /** Documented, and not built: each is refused by its name. */
  readonly unbuilt: readonly string[]
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/)

const INTERVAL: readonly Parameter[] = ['interval_start', 'interval_end']
const CATEGORY_SUMS = words('reporting_category currency count gross fee net')

/*
 * The columns of a file that nobody chose columns for. Those of the first versions: a template that names them the default
 * (paste.tomsmeding.com/fOTKscYN, and a test of 2026-10 that calls them so); payouts and reconciliation: heads of files that
 * Stripe wrote in 2025 and 2026 for others, found in public code. That the third version of activity only leaves the UTC away,
 * as the fifth of reconciliation does, is [K].
 */
const ACTIVITY_UTC = words(
  'balance_transaction_id created_utc available_on_utc currency gross fee net reporting_category description',
)
const ACTIVITY = words(
  'balance_transaction_id created available_on currency gross fee net reporting_category description',
)
const PAYOUTS_TAIL = words(
  'currency gross fee net reporting_category balance_transaction_id description payout_expected_arrival_date payout_status',
)
const SETTLED = words('automatic_payout_id automatic_payout_effective_at')
const ZONED = words('created available_on automatic_payout_effective_at charge_created')
const UTC = words('created_utc available_on_utc charge_created_utc')
const ITEM = words(
  'source_id customer_facing_amount customer_facing_currency automatic_payout_id automatic_payout_effective_at customer_id ' +
    'customer_email customer_name customer_description charge_id payment_intent_id payment_method_type card_brand ' +
    'card_funding card_country statement_descriptor dispute_reason trace_id trace_id_status',
)
const KEYED = words('payment_metadata[key] refund_metadata[key] transfer_metadata[key]')
const ADDRESSES = ['shipping_address', 'card_address', 'customer_address', 'customer_shipping_address'].flatMap(
  (whose) => words('line1 line2 city state postal_code country').map((part) => `${whose}_${part}`),
)
const ITEM_UNBUILT = [
  ...ADDRESSES,
  ...words(
    'invoice_id invoice_number subscription_id order_id is_link regulatory_tag connected_account_id connected_account_name ' +
      'connected_account_country connected_account_direct_charge_id destination_payment_id',
  ),
]
const PAYOUT = words('payout_type payout_description payout_destination_id trace_id trace_id_status')

const ITEMIZED_OPTIONS: readonly Parameter[] = ['currency', 'reporting_category', 'columns']

function summary(name: string, subject: Subject, columns = CATEGORY_SUMS, given: Partial<Report> = {}): Report {
  return {
    name,
    version: 1,
    subject,
    isItemized: false,
    required: INTERVAL,
    optional: ['currency', 'timezone', 'columns'],
    columns,
    more: [],
    unbuilt: [],
    ...given,
  }
}

function itemized(name: string, version: number, subject: Subject, columns: readonly string[], given: Partial<Report>) {
  const all = { more: [...UTC, ...ITEM, ...(version > 1 ? KEYED : [])], unbuilt: ITEM_UNBUILT }
  const base = { name, version, subject, isItemized: true, required: INTERVAL, optional: ITEMIZED_OPTIONS, columns }
  return { ...base, ...all, ...given }
}

/** What versions with a time zone have beside the others. */
const zoned = (version: number) => ({
  optional: [...ITEMIZED_OPTIONS, 'timezone' as const],
  more: [...UTC, ...ZONED, 'automatic_payout_effective_at_utc', ...ITEM, ...(version > 1 ? KEYED : [])],
})
const SETTLED_UTC = [...SETTLED, ...ACTIVITY_UTC]

/** Names [K] beside that of the balance summary, which the API's reference shows. */
export const REPORTS: Readonly<Record<string, Report>> = {
  'balance.summary.1': summary('Balance summary', 'balance', words('category description net_amount currency')),
  'balance_change_from_activity.itemized.1': itemized(
    'Itemized balance change from activity',
    1,
    'activity',
    ACTIVITY_UTC,
    {},
  ),
  'balance_change_from_activity.itemized.2': itemized(
    'Itemized balance change from activity',
    2,
    'activity',
    ACTIVITY_UTC,
    {},
  ),
  'balance_change_from_activity.itemized.3': itemized(
    'Itemized balance change from activity',
    3,
    'activity',
    ACTIVITY,
    zoned(3),
  ),
  'balance_change_from_activity.summary.1': summary('Balance change from activity summary', 'activity'),
  'payout_reconciliation.by_id.itemized.4': itemized(
    'Itemized single payout reconciliation',
    4,
    'reconciliation',
    [...SETTLED, ...ACTIVITY],
    {
      ...zoned(4),
      required: ['payout'],
      optional: ['reporting_category', 'timezone', 'columns'],
    },
  ),
  'payout_reconciliation.by_id.summary.1': summary(
    'Single payout reconciliation summary',
    'reconciliation',
    CATEGORY_SUMS,
    {
      required: ['payout'],
      optional: ['columns'],
    },
  ),
  'payout_reconciliation.itemized.1': itemized('Itemized payout reconciliation', 1, 'reconciliation', SETTLED_UTC, {}),
  'payout_reconciliation.itemized.5': itemized(
    'Itemized payout reconciliation',
    5,
    'reconciliation',
    [...SETTLED, ...ACTIVITY],
    zoned(5),
  ),
  'payout_reconciliation.summary.1': summary('Payout reconciliation summary', 'reconciliation'),
  'payouts.itemized.1': itemized(
    'Itemized payouts',
    1,
    'payouts',
    words(`payout_id effective_at_utc ${PAYOUTS_TAIL.join(' ')}`),
    {
      more: PAYOUT,
      unbuilt: ['payout_reversed_at'],
    },
  ),
  'payouts.itemized.3': itemized(
    'Itemized payouts',
    3,
    'payouts',
    words(`payout_id effective_at ${PAYOUTS_TAIL.join(' ')}`),
    {
      optional: zoned(3).optional,
      more: ['effective_at_utc', ...PAYOUT],
      unbuilt: ['payout_reversed_at', 'payout_reversed_at_utc', 'regulatory_tag'],
    },
  ),
  'payouts.summary.1': summary('Payouts summary', 'payouts'),
}

export const reportType = object<Stripe.Reporting.ReportType>('reporting.report_type', {
  prefix: 'report',
  noun: 'report type',
  named: (tx, id) => (Object.hasOwn(REPORTS, id) ? rowOf(tx, id) : undefined),
})
type ReportType = Row<Stripe.Reporting.ReportType>

/** Stripe also tells each day that there is more (`reporting.report_type.updated`); here that is only seen. */
export const reportTypes = resource(reportType)
  .on<Stripe.Reporting.ReportTypeRetrieveParams>('GET /v1/reporting/report_types/{id}', (_tx, _params, self) => self)
  .on<Stripe.Reporting.ReportTypeListParams>('GET /v1/reporting/report_types', (tx): Listing => {
    const rows = Object.keys(REPORTS).map((id) => rowOf(tx, id))
    return { kind: 'list', rows: rows as never, has_more: false, url: '/v1/reporting/report_types' }
  })

/**
 * The days that reports know of: from that on which the account opened until the last midnight, UTC. (the API's sample; that
 * it is midnight for all of them is [K]: others have been seen to end at noon)
 */
export function available(tx: Tx): { readonly start: number; readonly end: number } {
  return { start: startOfDay(own(tx).created ?? 0), end: startOfDay(tx.now) }
}

function rowOf(tx: Tx, id: string): ReportType {
  const { name, version, columns } = REPORTS[id]!
  const { start, end } = available(tx)
  return {
    id,
    object: 'reporting.report_type',
    data_available_end: end,
    data_available_start: start,
    default_columns: [...columns],
    livemode: false,
    name,
    updated: end,
    version,
    hidden: {},
  }
}

/** What a report type is, or a refusal that there is none. */
export function reportOf(id: string): Report {
  if (!Object.hasOwn(REPORTS, id)) throw noSuch(reportType.noun, id, 'report_type')
  return REPORTS[id]!
}
