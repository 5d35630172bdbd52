// Prices of `price_data`: made in passing, by whatever takes it. Invoice items, subscriptions and Checkout Sessions have the
// parameter; here it is the unit of work that asks. (https://docs.stripe.com/products-prices/pricing-models#inline-pricing)
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { platformRead } from '../../../src/kernel/ahead.ts'
import { settle, transaction } from '../../../src/kernel/api.ts'
import { StripeError } from '../../../src/kernel/errors.ts'
import type { Store } from '../../../src/kernel/store.ts'
import type { Tx } from '../../../src/kernel/tx.ts'
import { unit } from '../../../src/kernel/unit.ts'
import type { Work } from '../../../src/kernel/work.ts'
import { standing } from '../../../src/main.ts'
import { inlinePrice, type PriceData } from '../../../src/resources/catalog/price.ts'
import { openTestStore } from '../../engines.ts'

const house = standing('2026-08-26.dahlia')
let store: Store
let node: number
before(async () => {
  const opened = await openTestStore()
  store = opened.store
  node = opened.node
})
after(() => store.close())

const account = 'acct_1PriceDataPriceData'
let micros = 1_800_000_000_000_000

/** What a unit of work comes to, with its events. */
const inUnit = <T>(run: (tx: Tx) => T): Promise<T> => {
  micros += 1_000
  const situation = {
    place: { tenant: account, account },
    micros,
    node,
    seed: new Uint8Array(32).fill(micros % 256),
    requestId: `req_${micros}`,
    cause: 'request',
    key: 'sk_test',
    version: '2026-08-26.dahlia',
    client: { ip: '', userAgent: '' },
    publicUrl: '',
    settlementCurrency: '',
    strictClocks: false,
    eventsKeptSeconds: 0,
    disableAfterSeconds: 0,
    searchDelaySeconds: 0,
  } as const
  const { place } = situation
  const ahead = () => [...platformRead(place, house.announcing), { place, id: account }]
  const work = (work: Work): T => {
    const tx = transaction(house, work)
    house.account.open(tx, { kind: 'secret', masked: 'sk_test', account, opens: true })
    const value = run(tx)
    settle(house, tx)
    return value
  }
  return unit(store, situation, work, { ahead })
}
const newProduct = () => inUnit((tx) => String(tx.request('POST', '/v1/products', { name: 'Photos' }).id))
const listed = (path: string) => inUnit((tx) => tx.request('GET', path, {}).rows as { id: string; type: string }[])

test('a price of price_data is inactive, in no list, and no news', async () => {
  const product = await newProduct()
  const known = (await listed('/v1/events')).map(({ type }) => type)
  const data = {
    currency: 'EUR',
    product,
    unit_amount: 900,
    recurring: { interval: 'month' as const },
    tax_behavior: 'exclusive' as const,
  }
  const row = await inUnit((tx) => inlinePrice(tx, data, 'items[0][price_data]', { recurring: 'required' }))
  assert.deepEqual(
    [row.active, row.type, row.currency, row.unit_amount, row.product, row.tax_behavior, row.recurring?.interval_count],
    [false, 'recurring', 'eur', 900, product, 'exclusive', 1],
  )
  assert.deepEqual(await inUnit((tx) => tx.request('GET', `/v1/prices/${row.id}`, {}).active), false)
  for (const path of ['/v1/prices', '/v1/prices', '/v1/plans']) assert.deepEqual(await listed(path), [])
  assert.deepEqual(
    (await listed('/v1/events')).map(({ type }) => type),
    known,
  )
  // Nobody made the price, so it does not hold its product.
  assert.equal(await inUnit((tx) => tx.request('DELETE', `/v1/products/${product}`, {}).deleted), true)
})

test('a price of price_data is refused by the place that it stands at', async () => {
  const product = await newProduct()
  const good = { currency: 'usd', product, unit_amount: 5 }
  const monthly = { interval: 'month' } as const
  const refusals: readonly (readonly [PriceData, 'required' | 'none', string, string])[] = [
    [good, 'required', 'recurring', 'Missing required param: price_data[recurring].'],
    [
      { ...good, recurring: monthly },
      'none',
      'recurring',
      'The price specified is set to `type=recurring` but this field only accepts prices with `type=one_time`.',
    ],
    [{ ...good, unit_amount: -5 }, 'none', 'unit_amount', 'Invalid non-negative integer'],
    [{ ...good, product: 'prod_none' }, 'none', 'product', "No such product: 'prod_none'"],
    [
      { ...good, unit_amount_decimal: '5' },
      'none',
      'unit_amount',
      'You may only specify one of these parameters: price_data[unit_amount], price_data[unit_amount_decimal].',
    ],
    [
      { ...good, recurring: { ...monthly, interval_count: 0 } },
      'required',
      'recurring][interval_count',
      'This value must be greater than or equal to 1.',
    ],
  ]
  for (const [data, recurring, param, message] of refusals) {
    const refusal = await inUnit((tx) => tx.attempt(() => inlinePrice(tx, data, 'price_data', { recurring })))
    assert.ok(refusal instanceof StripeError)
    assert.deepEqual([refusal.body.param, refusal.message], [`price_data[${param}]`, message])
  }
})
