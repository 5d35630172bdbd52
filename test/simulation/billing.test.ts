// Billing by chance: accounts whose customers subscribe, change, pay late and leave, over clocks of their own; after every few
// steps everything that always holds for their invoices is checked. A seed is always the same run.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type Stripe from 'stripe'
import type { Brindle } from '../../src/main.ts'
import { freshName, sandbox, startBrindle } from '../world.ts'
import { type BillingBooks, billingFaults, INVARIANTS, readBilling } from './billing_books.ts'
import { type Shop, takeStep } from './billing_steps.ts'
import { SEED, SIZES } from './sizes.ts'
import { stopTime } from './standstill.ts'
import { dice } from './support.ts'

/** A Monday morning. */
const MONDAY = Date.UTC(2026, 2, 2, 10) / 1000
/** How often the whole is read. */
const WHOLE_EVERY = 10

let brindle: Brindle
before(async () => {
  stopTime(MONDAY)
  brindle = await startBrindle()
})
after(() => brindle.close())

async function open(seed: number) {
  const world = sandbox(brindle, { name: freshName() })
  const { stripe } = world
  const recurring = { interval: 'month' as const }
  const price = async (unit_amount: number, interval: 'week' | 'month' | 'year') =>
    (
      await stripe.prices.create({
        currency: 'usd',
        unit_amount,
        recurring: { ...recurring, interval },
        product_data: { name: 'Photos' },
      })
    ).id
  const prices = [
    await price(1000, 'month'),
    await price(2999, 'month'),
    await price(700, 'week'),
    await price(9999, 'year'),
    await price(0, 'month'),
  ]
  const coupons = [
    (await stripe.coupons.create({ percent_off: 33.33, duration: 'once' })).id,
    (await stripe.coupons.create({ amount_off: 700, currency: 'usd', duration: 'forever' })).id,
    (await stripe.coupons.create({ percent_off: 15, duration: 'repeating', duration_in_months: 2 })).id,
  ]
  const rates = [
    (await stripe.taxRates.create({ display_name: 'VAT', percentage: 19, inclusive: false })).id,
    (await stripe.taxRates.create({ display_name: 'GST', percentage: 8.875, inclusive: true })).id,
  ]
  const next = dice(seed)
  const shop: Shop = { prices, coupons, rates, customers: [], subscriptions: [], invoices: [], log: [], succeeded: 0 }
  return { world, shop, below: (count: number) => Math.floor(next() * count) }
}

/** Plays one account; its last books, or how it went wrong. */
async function play(account: number, steps: number): Promise<{ shop: Shop; books: BillingBooks }> {
  const { world, shop, below } = await open(SEED + account)
  let books = await readBilling(world)
  for (let step = 1; step <= steps; step++) {
    const defect = await takeStep(world, shop, below)
    if (defect === undefined && step % WHOLE_EVERY !== 0 && step < steps) continue
    books = await readBilling(world)
    const [fault] = defect === undefined ? billingFaults(books) : [defect]
    if (fault !== undefined)
      assert.fail(`BRINDLE_SEED=${SEED}, account ${account}, step ${step}: ${fault}\n${shop.log.slice(-40).join('\n')}`)
  }
  return { shop, books }
}

test(`${SIZES.billingSteps} chance steps of ${SIZES.billingAccounts} accounts leave their invoices right`, async (t) => {
  const each = SIZES.billingSteps / SIZES.billingAccounts
  const kinds = new Set<string>()
  let succeeded = 0
  for (let account = 0; account < SIZES.billingAccounts; account++) {
    const { shop, books } = await play(account, each)
    succeeded += shop.succeeded
    for (const { status } of books.subscriptions) kinds.add(`subscription ${status}`)
    for (const { status } of books.invoices) kinds.add(`invoice ${status}`)
  }
  t.diagnostic(`seed ${SEED}: ${succeeded} of ${SIZES.billingSteps} steps succeeded; ${[...kinds].sort().join(', ')}`)
  assert.ok(succeeded >= SIZES.billingSteps * 0.4, `only ${succeeded} succeeded`)
  for (const kind of ['subscription active', 'subscription canceled', 'invoice paid', 'invoice open'])
    assert.ok(kinds.has(kind), kind)
})

/** Books that are right, and one wrong for each invariant to see. */
test('every invariant sees its wrong', async () => {
  const { books } = await play(99, 40)
  const paid = books.invoices.find(({ status, amount_paid }) => status === 'paid' && amount_paid > 0)!
  const swapped = (changes: Partial<Stripe.Invoice>): BillingBooks => ({
    ...books,
    invoices: books.invoices.map((one) => (one === paid ? { ...one, ...changes } : one)),
  })
  const { data } = paid.lines
  const wrongs: Readonly<Record<keyof typeof INVARIANTS, BillingBooks>> = {
    totalsAreTheirLines: swapped({ total: paid.total + 1 }),
    dueIsSettled: swapped({ amount_remaining: 1 }),
    balancesAreTheirEntries: {
      ...books,
      customers: books.customers.map((one) => ({ ...one, balance: one.balance + 1 })),
    },
    numbersAreGapless: swapped({ number: 'X-0001' }),
    paidIsMoney: swapped({ amount_paid: paid.amount_paid - 1 }),
    subscriptionsStand: {
      ...books,
      subscriptions: [
        {
          status: 'active',
          items: { data: [{ id: 'si', current_period_start: books.now + 1, current_period_end: books.now + 2 }] },
        } as never,
      ],
    },
    periodsAreBilledOnce: swapped({
      lines: {
        ...paid.lines,
        data: [...data, ...data].map((line) => ({
          ...line,
          parent: { subscription_item_details: { invoice_item: null, subscription_item: 'si' } } as never,
        })),
      },
    }),
    itemsAreOnTheirInvoice: { ...books, items: [{ id: 'ii_none', invoice: paid.id, amount: 1 } as never] },
  }
  for (const [name, holds] of Object.entries(INVARIANTS)) {
    assert.deepEqual(holds(books), [], name)
    assert.notDeepEqual(holds(wrongs[name]!), [], name)
  }
})
