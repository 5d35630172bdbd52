// What always holds of billing, whatever is bought and changed, and when: tried with random prices, quantities, moments and
// steps of the clock against an arithmetic of the test's own.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import type Stripe from 'stripe'
import type { Brindle } from '../../src/main.ts'
import { advanceClock } from '../clock.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { SEED, SIZES } from './sizes.ts'

const DAY = 86_400
const RUNS = SIZES.properties

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

/** A moment of the years 2026 to 2029, to the second: leap years, short months and all. */
const moments = fc.integer({ min: 1_767_225_600, max: 1_861_920_000 })
const prices = fc.integer({ min: 50, max: 1_000_000 })
const quantities = fc.integer({ min: 1, max: 9 })

/** A customer with a card on a clock of their own. */
async function shopper({ stripe }: Sandbox, frozen_time: number) {
  const { id: clock } = await stripe.testHelpers.testClocks.create({ frozen_time })
  const { id: customer } = await stripe.customers.create({ test_clock: clock })
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  return { clock, customer }
}

async function monthly({ stripe }: Sandbox, unit_amount: number, name = 'Photos'): Promise<string> {
  const recurring = { interval: 'month' as const }
  return (await stripe.prices.create({ currency: 'usd', unit_amount, recurring, product_data: { name } })).id
}

/** n/d to the nearest, a half down. */
function halfDown(n: bigint, d: bigint): bigint {
  const doubled = 2n * n - d
  // The ceiling of (2n - d) / 2d.
  return doubled > 0n ? (doubled + 2n * d - 1n) / (2n * d) : -(-doubled / (2n * d))
}

/** All invoices of a customer, oldest first, without what is by chance. */
async function books({ stripe }: Sandbox, customer: string) {
  const { data } = await stripe.invoices.list({ customer, limit: 100 })
  return data.reverse().map(({ created, status, billing_reason, subtotal, total, amount_paid, lines, number }) => ({
    created,
    status,
    billing_reason,
    subtotal,
    total,
    amount_paid,
    count: number?.split('-').at(-1),
    lines: lines.data.map(({ amount, description, period }) => ({ amount, description, period })),
  }))
}

test('a change is previewed, charged and reckoned alike, to the cent', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const change = fc.record({
    start: moments,
    from: prices,
    to: prices,
    q: quantities,
    r: quantities,
    share: fc.double({ min: 0, max: 0.999, noNaN: true }),
  })
  await fc.assert(
    fc.asyncProperty(change, async ({ start, from, to, q, r, share }) => {
      const { clock, customer } = await shopper(world, start)
      const made = await stripe.subscriptions.create({
        customer,
        items: [{ price: await monthly(world, from), quantity: q }],
      })
      const [item] = made.items.data
      const length = item!.current_period_end - start
      const at = start + Math.floor(length * share)
      if (at > start) await advanceClock(stripe, clock, at)
      const asked = { items: [{ id: item!.id, price: await monthly(world, to), quantity: r }], proration_date: at }
      const shown = await stripe.invoices.createPreview({
        subscription: made.id,
        subscription_details: { ...asked, proration_behavior: 'always_invoice' },
      })
      const { latest_invoice } = await stripe.subscriptions.update(made.id, {
        ...asked,
        proration_behavior: 'always_invoice',
      })
      const charged = await stripe.invoices.retrieve(latest_invoice as string)
      const [left, all] = [BigInt(item!.current_period_end - at), BigInt(length)]
      const credit = halfDown(-BigInt(from * q) * left, all)
      const debit = halfDown(BigInt(to * r) * left, all)
      assert.deepEqual(
        charged.lines.data.map(({ amount }) => BigInt(amount)),
        [credit, debit],
      )
      assert.equal(BigInt(charged.total), credit + debit)
      assert.equal(
        charged.total,
        charged.lines.data.reduce((sum, { amount }) => sum + amount, 0),
      )
      assert.deepEqual([shown.total, shown.amount_due], [charged.total, Math.max(0, charged.total)])
    }),
    { numRuns: RUNS, seed: SEED },
  )
})

test('to and fro at one instant comes to nothing, but for halves of a cent', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const changes = fc.record({
    start: moments,
    from: prices,
    to: prices,
    days: fc.integer({ min: 1, max: 27 }),
    times: fc.integer({ min: 1, max: 3 }),
  })
  await fc.assert(
    fc.asyncProperty(changes, async ({ start, from, to, days, times }) => {
      const { clock, customer } = await shopper(world, start)
      const [there, back] = [await monthly(world, to), await monthly(world, from)]
      const { id, items } = await stripe.subscriptions.create({ customer, items: [{ price: back }] })
      await advanceClock(stripe, clock, start + days * DAY)
      for (let i = 0; i < times; i++)
        for (const price of [there, back])
          await stripe.subscriptions.update(id, { items: [{ id: items.data[0]!.id, price }] })
      const { data } = await stripe.invoiceItems.list({ customer, pending: true, limit: 100 })
      const net = data.reduce((sum, { amount }) => sum + amount, 0)
      // What is given back is rounded down, and what is charged too, where it is exactly a half: so Stripe does. (recorded)
      const length = BigInt(items.data[0]!.current_period_end - start)
      const isHalf = (2n * BigInt(from) * (length - BigInt(days * DAY))) % (2n * length) === length
      assert.equal(net, isHalf ? -1 : 0)
    }),
    { numRuns: RUNS, seed: SEED },
  )
})

test('a clock moved in one step bills what it bills in many', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const steps = fc.record({
    start: moments,
    price: prices,
    trial: fc.option(fc.integer({ min: 1, max: 40 })),
    cuts: fc.array(fc.integer({ min: 1, max: 99 * DAY }), { maxLength: 4 }),
    fails: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(steps, async ({ start, price, trial, cuts, fails }) => {
      const id = await monthly(world, price)
      const lived = async (moves: readonly number[]) => {
        const { clock, customer } = await shopper(world, start)
        const more = trial === null ? {} : { trial_period_days: trial }
        await stripe.subscriptions.create({ customer, items: [{ price: id }], ...more })
        if (fails) {
          const { id: bad } = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer })
          await stripe.customers.update(customer, { invoice_settings: { default_payment_method: bad } })
        }
        for (const by of moves) await advanceClock(stripe, clock, start + by)
        const { data } = await stripe.subscriptions.list({ customer, status: 'all' })
        return { books: await books(world, customer), status: data.map(({ status }) => status) }
      }
      const end = 100 * DAY
      const many = [...new Set(cuts)].sort((a, b) => a - b)
      assert.deepEqual(await lived([...many, end]), await lived([end]))
    }),
    { numRuns: RUNS, seed: SEED },
  )
})

test('each period is billed once, however often collection is paused and resumed', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const behaviors = ['keep_as_draft', 'mark_uncollectible', 'void'] as const
  const pauses = fc.record({
    start: moments,
    price: prices,
    turns: fc.array(
      fc.record({ days: fc.integer({ min: 1, max: 45 }), behavior: fc.constantFrom(...behaviors, undefined) }),
      {
        minLength: 1,
        maxLength: 5,
      },
    ),
  })
  await fc.assert(
    fc.asyncProperty(pauses, async ({ start, price, turns }) => {
      const { clock, customer } = await shopper(world, start)
      const { id } = await stripe.subscriptions.create({ customer, items: [{ price: await monthly(world, price) }] })
      let at = start
      for (const { days, behavior } of turns) {
        await stripe.subscriptions.update(id, { pause_collection: behavior ? { behavior } : '' })
        at += days * DAY
        await advanceClock(stripe, clock, at)
      }
      const billed = await books(world, customer)
      const starts = billed.flatMap(({ lines }) => lines.map(({ period }) => period.start))
      assert.equal(new Set(starts).size, starts.length)
      // Every period that began is on an invoice, whatever became of it.
      const { items } = await stripe.subscriptions.retrieve(id)
      assert.equal(Math.max(...starts), items.data[0]!.current_period_start)
      const ends = billed.flatMap(({ lines }) => lines.map(({ period }) => period.end))
      assert.deepEqual(starts.slice(1), ends.slice(0, -1))
    }),
    { numRuns: RUNS, seed: SEED },
  )
})

/** A change that is refused leaves everything as it was. */
test('no change is half applied', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const { clock, customer } = await shopper(world, 1_775_001_600)
  const { id, items } = await stripe.subscriptions.create({ customer, items: [{ price: await monthly(world, 1000) }] })
  const { id: bad } = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: bad } })
  await advanceClock(stripe, clock, 1_775_001_600 + 10 * DAY)
  const everything = async () => ({
    subscription: await stripe.subscriptions.retrieve(id),
    pending: (await stripe.invoiceItems.list({ customer })).data.length,
    invoices: (await stripe.invoices.list({ customer })).data.length,
    intents: (await stripe.paymentIntents.list({ customer })).data.length,
    customer: (await stripe.customers.retrieve(customer)) as Stripe.Customer,
    events: await world.events(),
  })
  const before = await everything()
  const change = { items: [{ id: items.data[0]!.id, price: await monthly(world, 9000) }] }
  const events = (await world.events()).length
  const refused = await stripe.subscriptions
    .update(id, { ...change, proration_behavior: 'always_invoice', payment_behavior: 'error_if_incomplete' })
    .catch((error) => error)
  assert.equal(refused.statusCode, 402)
  const now = await everything()
  assert.deepEqual({ ...now, events: [] }, { ...before, events: [] })
  assert.equal(now.events.length, events)
})
