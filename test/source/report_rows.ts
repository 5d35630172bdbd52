// A small shop's charges, refunds and balance transactions in Stripe's shapes, and how tests put rows into a DuckDB.
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'

/** Midnight UTC of a day, in epoch seconds. */
export const at = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 1000

export type Table = 'charges' | 'refunds' | 'balance_transactions' | 'customers' | 'prices'

const CARD = '{"country":"VARCHAR","installments":{"plan":{"count":"BIGINT","interval":"VARCHAR","type":"VARCHAR"}}}'
const KLARNA = '{"payment_method_category":"VARCHAR","payer_details":{"address":{"country":"VARCHAR"}}}'
const METADATA = '"metadata":"MAP(VARCHAR,VARCHAR)"'

/** The columns of each view, as DuckDB's `from_json` writes them. */
export const SHAPES: Readonly<Record<Table, string>> = {
  charges: `[{"id":"VARCHAR","amount":"BIGINT","amount_captured":"BIGINT","currency":"VARCHAR","created":"BIGINT",
    "status":"VARCHAR","captured":"BOOLEAN","customer":"VARCHAR","failure_code":"VARCHAR","outcome":{"reason":"VARCHAR"},
    "billing_details":{"address":{"country":"VARCHAR"}},${METADATA},
    "payment_method_details":{"type":"VARCHAR","card":${CARD},"klarna":${KLARNA},"paypal":{"country":"VARCHAR"}}}]`,
  refunds: '[{"id":"VARCHAR","charge":"VARCHAR","amount":"BIGINT","status":"VARCHAR"}]',
  balance_transactions: `[{"id":"VARCHAR","source":"VARCHAR","type":"VARCHAR","currency":"VARCHAR","amount":"BIGINT",
    "fee":"BIGINT","net":"BIGINT"}]`,
  customers: `[{"id":"VARCHAR",${METADATA}}]`,
  prices: `[{"id":"VARCHAR","active":"BOOLEAN","type":"VARCHAR","billing_scheme":"VARCHAR","currency":"VARCHAR",
    "product":"VARCHAR","unit_amount":"BIGINT"}]`,
}

/** A DuckDB in memory with these tables and no others. */
export async function lakeOf(
  tables: Readonly<Partial<Record<Table, readonly object[]>>>,
  shapes: Readonly<Partial<Record<Table, string>>> = {},
): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()
  for (const [name, rows] of Object.entries(tables)) {
    const shape = shapes[name as Table] ?? SHAPES[name as Table]
    await connection.run(
      `create table ${name} as select row.* from (select unnest(from_json(?::json, '${shape}')) as row)`,
      [JSON.stringify(rows)],
    )
  }
  return connection
}

/** A charge that succeeded. */
export function charge(
  id: string,
  day: string,
  amount: number,
  type: string,
  { details = {}, ...more }: Readonly<Record<string, unknown>> = {},
) {
  return {
    ...{ id, amount, amount_captured: amount, currency: 'usd', created: at(day), status: 'succeeded', captured: true },
    ...{ customer: null, failure_code: null, outcome: { reason: null }, metadata: {} },
    payment_method_details: { type, [type]: details },
    ...more,
  }
}

/** Texts that would break out of a page or of SQL. */
export const SCRIPT = '<script>alert("1")</script>'
export const DROP = `o'b"; drop table charges; --`
/** A key of the same kind, in Stripe's 40 characters. */
export const HOSTILE_KEY = `k'"; drop table charges; --`

const declined = { status: 'failed', amount_captured: 0, captured: false }
const klarna = (payment_method_category: string) => ({ payment_method_category })
const PLAN = { plan: { count: 3, interval: 'month', type: 'fixed_count' } }
const US = { address: { country: 'US' } }
const on = (device_type: string, item_count?: string) => ({ device_type, ...(item_count && { item_count }) })

export const CHARGES = [
  charge('ch_a1', '2026-01-05', 2000, 'card', { customer: 'cus_a', billing_details: US, metadata: on('phone', '2') }),
  charge('ch_a2', '2026-01-20', 5000, 'klarna', {
    ...{ customer: 'cus_a', billing_details: US, metadata: on('phone', '3'), details: klarna('pay_later') },
  }),
  // The country is that of the card; nothing says the device.
  charge('ch_a3', '2026-02-10', 3000, 'card', {
    ...{ customer: 'cus_a', details: { country: 'us' }, metadata: { item_count: '1' } },
  }),
  charge('ch_b1', '2026-01-10', 9000, 'affirm', { customer: 'cus_b', metadata: on('desktop', '4') }),
  charge('ch_b2', '2026-03-01', 7001, 'affirm', { customer: 'cus_b', metadata: on('desktop') }),
  // Klarna, paid at once: buy now. Its item count is no number.
  charge('ch_c1', '2026-02-03', 4000, 'klarna', {
    ...{ customer: 'cus_c', metadata: on('phone', 'many') },
    details: { ...klarna('pay_now'), payer_details: { address: { country: 'SE' } } },
  }),
  charge('ch_c2', '2026-03-15', 1500, 'paypal', { customer: 'cus_c', details: { country: 'DE' } }),
  charge('ch_d1', '2026-02-04', 6000, 'klarna', {
    ...{ ...declined, failure_code: 'payment_method_provider_decline', customer: 'cus_d' },
    ...{ details: klarna('pay_later'), metadata: on(SCRIPT) },
  }),
  charge('ch_e1', '2026-01-07', 1000, 'card', {
    ...{
      ...declined,
      failure_code: 'card_declined',
      outcome: { reason: 'insufficient_funds' },
      details: { country: 'US' },
    },
  }),
  // Authorised, not captured.
  charge('ch_g1', '2026-01-08', 800, 'card', { captured: false, amount_captured: 0, details: { country: 'GB' } }),
  charge('ch_h1', '2026-01-09', 700, 'us_bank_account', { status: 'pending' }),
  charge('ch_i1', '2026-03-20', 12000, 'card', {
    ...{ customer: 'cus_e', details: { country: 'MX', installments: PLAN } },
    metadata: { ...on(DROP), [HOSTILE_KEY]: 'v' },
  }),
  charge('ch_j1', '2025-12-02', 1000, 'card', { currency: 'jpy', customer: 'cus_j', metadata: on('phone') }),
  charge('ch_j2', '2026-02-02', 2501, 'zip', { currency: 'jpy', customer: 'cus_j' }),
  charge('ch_k1', '2026-02-02', 2500, 'zip', { currency: 'jpy', customer: 'cus_k' }),
]

const refund = (id: string, of: string, amount: number, status = 'succeeded') => ({ id, charge: of, amount, status })
export const REFUNDS = [
  refund('re_1', 'ch_a1', 500),
  refund('re_2', 'ch_a1', 300),
  refund('re_3', 'ch_b1', 9000, 'pending'),
  // Did not arrive.
  refund('re_4', 'ch_a2', 1000, 'failed'),
  refund('re_5', 'ch_j2', 1),
]

const settled = (source: string, currency: string, amount: number, fee: number) => ({
  ...{ id: `txn_${source}`, source, type: 'charge', currency, amount, fee, net: amount - fee },
})
export const TRANSACTIONS = [
  settled('ch_a1', 'usd', 2000, 88),
  settled('ch_a2', 'usd', 5000, 330),
  settled('ch_b1', 'usd', 9000, 570),
  settled('ch_b2', 'eur', 6000, 400),
  settled('ch_j1', 'usd', 650, 50),
  settled('re_1', 'usd', -500, 0),
]

export const SHOP = { charges: CHARGES, refunds: REFUNDS, balance_transactions: TRANSACTIONS }
