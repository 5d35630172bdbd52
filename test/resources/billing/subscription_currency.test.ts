// Subscriptions in one of the currencies of their prices. (https://docs.stripe.com/products-prices/pricing-models#multicurrency;
// https://docs.stripe.com/invoicing/multi-currency-customers)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import {
  ADDED,
  BILLED,
  BOUGHT,
  type Buyer,
  buyer,
  ENDED,
  FEB,
  HOUR,
  JAN,
  latest,
  linesOf,
  newsOf,
  NOW,
  RENEWED,
  SUBSCRIBED,
  UPDATED,
} from './subscribing.ts'

const CREATE = 'POST /v1/subscriptions'

/** $10.00 a month, which is 9.00 euro or 1 500 yen. */
const photosOf = ({ price }: Buyer) =>
  price('Photos', 1000, { currency_options: { eur: { unit_amount: 900 }, jpy: { unit_amount: 1500 } } })

/** The client does not write a decimal that stands in a map. */
const DECIMAL = '450.5' as never

behaves(CREATE, 'bills, prorates and renews in the currency that is asked for', async (world) => {
  const { stripe, news } = world
  const who = await buyer(world)
  const photos = await photosOf(who)
  const { id: setup } = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 500,
    currency_options: { eur: { unit_amount: 450 } },
    product_data: { name: 'Setup' },
  })
  await news()
  const made = await stripe.subscriptions.create({
    customer: who.customer,
    currency: 'eur',
    items: [{ price: photos }],
    add_invoice_items: [{ price: setup }],
  })
  // The item carries the price as it is. (github.com/useautumn/autumn/pull/2227 reads the amount from its options for that)
  const [item] = made.items.data
  assert.deepEqual([made.currency, item!.price.currency, item!.price.unit_amount], ['eur', 'usd', 1000])
  const first = await latest(world, made.id)
  assert.deepEqual(linesOf(first), [
    ['Setup', 450, JAN, FEB],
    ['1 × Photos (at €9.00 / month)', 900, JAN, FEB],
  ])
  assert.deepEqual([first.currency, first.total, first.status], ['eur', 1350, 'paid'])
  assert.equal(String(first.lines.data[1]!.pricing!.unit_amount_decimal), '900')
  assert.deepEqual(await news(), [SUBSCRIBED, ADDED, ...BILLED, UPDATED])
  await who.go(NOW)
  await stripe.subscriptions.update(made.id, { items: [{ id: item!.id, quantity: 2 }] })
  assert.deepEqual(await newsOf(world), [ADDED, ADDED, UPDATED])
  const shown = await stripe.invoices.createPreview({ subscription: made.id })
  // What is taken out of an offer goes on where it was sold.
  await stripe.prices.update(photos, { currency_options: '' })
  await news()
  await who.go(FEB + 2 * HOUR)
  const renewed = await latest(world, made.id)
  // 15 of 31 days are left: 900 · 15/31 = 435.5 goes back, 1 800 · 15/31 = 871.0 comes.
  const lines = [
    ['Unused time on Photos after 17 Jan 2025', -435, NOW, FEB],
    ['Remaining time on 2 × Photos after 17 Jan 2025', 871, NOW, FEB],
    ['2 × Photos (at €9.00 / month)', 1800, FEB, FEB + 28 * 24 * HOUR],
  ]
  assert.deepEqual([linesOf(renewed), renewed.total, renewed.currency], [lines, 2236, 'eur'])
  assert.deepEqual([linesOf(shown), shown.total, shown.currency], [lines, 2236, 'eur'])
  assert.deepEqual(await newsOf(world), RENEWED)
})

behaves(CREATE, 'takes tiers, packages and decimals of its currency', async (world) => {
  const { stripe, news } = world
  const who = await buyer(world)
  const seats = await who.price('Seats', 0, {
    billing_scheme: 'tiered',
    tiers_mode: 'graduated',
    tiers: [
      { up_to: 5, unit_amount: 1000 },
      { up_to: 'inf', unit_amount: 500 },
    ],
    currency_options: {
      eur: {
        tiers: [
          { up_to: 2, unit_amount: 900 },
          { up_to: 'inf', unit_amount_decimal: DECIMAL, flat_amount: 100 },
        ],
      },
    },
  })
  const storage = await who.price('Storage', 1000, {
    transform_quantity: { divide_by: 10, round: 'up' },
    currency_options: { eur: { unit_amount: 800 } },
  })
  const items = [
    { price: seats, quantity: 3 },
    { price: storage, quantity: 25 },
  ]
  const lines = [
    ['2 × Seats (Tier 1 at €9.00 / month)', 1800],
    // 450.5 is rounded half up.
    ['1 × Seats (Tier 2 at €4.505 / month)', 451],
    ['Seats (Tier 2 at €1.00 / month)', 100],
    ['25 × Storage (at €8.00 per 10 units / month)', 2400],
  ]
  const said = ({ lines: { data } }: Stripe.Invoice) => data.map(({ description, amount }) => [description, amount])
  const asked = { customer: who.customer, currency: 'eur' }
  const shown = await stripe.invoices.createPreview({ ...asked, subscription_details: { items } })
  assert.deepEqual([said(shown), shown.total, shown.currency], [lines, 4751, 'eur'])
  assert.deepEqual(await news(), [])
  const made = await stripe.subscriptions.create({ ...asked, items })
  const first = await latest(world, made.id)
  assert.deepEqual([said(first), first.total], [lines, 4751])
  assert.deepEqual(await news(), BOUGHT)
})

behaves('POST /v1/invoices/create_preview', 'is in the customer’s currency where it says none', async (world) => {
  const { stripe, news } = world
  const who = await buyer(world)
  const photos = await photosOf(who)
  const fotos = await who.price('Fotos', 1000, { currency: 'eur' })
  const lineIn = async (params: Stripe.InvoiceCreatePreviewParams) => {
    const { lines } = await stripe.invoices.createPreview({
      customer: who.customer,
      subscription_details: { items: [{ price: photos }] },
      ...params,
    })
    return lines.data[0]!.description
  }
  assert.equal(await lineIn({}), '1 × Photos (at $10.00 / month)')
  assert.equal(await lineIn({ currency: 'jpy' }), '1 × Photos (at ¥1,500 / month)')
  await stripe.subscriptions.create({ customer: who.customer, items: [{ price: fotos }] })
  assert.equal(await lineIn({}), '1 × Photos (at €9.00 / month)')
  await news()
  // So is what waits for them.
  const item = await stripe.invoiceItems.create({
    customer: who.customer,
    pricing: { price: await once(world) },
    quantity: 2,
  })
  assert.deepEqual([item.currency, item.amount, String(item.pricing!.unit_amount_decimal)], ['eur', 900, '450'])
  assert.deepEqual(await news(), ['product.created', 'price.created', ADDED])
})

/** $5.00 once, or 4.50 euro. */
async function once({ stripe }: { stripe: Stripe }): Promise<string> {
  const { id } = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 500,
    currency_options: { eur: { unit_amount: 450 } },
    product_data: { name: 'Frame' },
  })
  return id
}

behaves(CREATE, 'holds a customer to a currency while something is left in it', async (world) => {
  const { stripe, news, call } = world
  const who = await buyer(world)
  const photos = await photosOf(who)
  const dollars = await who.price('Prints', 2000)
  const euros = await who.price('Drucke', 2000, { currency: 'eur' })
  const create = (form: string) => call('POST', '/v1/subscriptions', `customer=${who.customer}&${form}`)
  // Recorded of the first. (billing facts, section 4)
  refused(await create(`items[0][price]=${photos}&items[1][price]=${euros}`), 400, {
    param: 'items[1][price]',
    message: /^This `price` has `currency=eur`, but other items use `currency=usd`\./,
  })
  refused(await create(`items[0][price]=${photos}&currency=gbp`), 400, {
    param: 'items[0][price]',
    message: "The price specified only supports `usd`, `eur`, `jpy`. This doesn't match the expected currency: `gbp`.",
  })
  refused(await create(`items[0][price]=${photos}&items[1][price]=${dollars}&currency=eur`), 400, {
    param: 'items[1][price]',
    message: "The price specified only supports `usd`. This doesn't match the expected currency: `eur`.",
  })
  refused(await create(`items[0][price]=${photos}&currency=abc`), 400, {
    param: 'currency',
    message: /^Invalid currency: abc\. Stripe currently supports these currencies: /,
  })
  const both = `items[0][price]=${photos}&items[1][price]=${euros}&currency=eur`
  const { body: made } = await create(both)
  assert.deepEqual(await news(), BOUGHT)
  const [first] = made.items.data
  refused(await call('POST', '/v1/subscription_items', `subscription=${made.id}&price=${dollars}`), 400, {
    param: 'price',
    message: "The price specified only supports `usd`. This doesn't match the expected currency: `eur`.",
  })
  refused(await call('POST', `/v1/subscription_items/${first.id}`, `price=${dollars}`), 400, {
    param: 'price',
    message: "The price specified only supports `usd`. This doesn't match the expected currency: `eur`.",
  })
  // https://github.com/laravel/cashier-stripe/issues/1570
  refused(await create(`items[0][price]=${photos}`), 400, {
    message: 'The currency of the selected prices (usd) does not match the customer currency (eur).',
  })
  const held = {
    message:
      'You cannot combine currencies on a single customer. This customer has an active subscription, subscription ' +
      'schedule, discount, quote, invoice item or active subscription mode checkout session with currency eur.',
  }
  refused(await create(`items[0][price]=${dollars}`), 400, held)
  // An invoice by itself may be in another one, and does not change theirs.
  const { id: own } = await stripe.invoices.create({ customer: who.customer, currency: 'usd' })
  await stripe.invoiceItems.create({ customer: who.customer, invoice: own, amount: 700, currency: 'usd' })
  await stripe.invoices.pay(own)
  assert.equal(((await stripe.customers.retrieve(who.customer)) as Stripe.Customer).currency, 'eur')
  await stripe.subscriptions.cancel(made.id)
  const waiting = await stripe.invoiceItems.create({ customer: who.customer, amount: 100, currency: 'eur' })
  refused(await create(`items[0][price]=${dollars}`), 400, held)
  await stripe.invoiceItems.del(waiting.id)
  assert.deepEqual((await news()).slice(-3), [ENDED, ADDED, 'invoiceitem.deleted'])
  assert.equal((await create(`items[0][price]=${dollars}`)).body.currency, 'usd')
  assert.equal(((await stripe.customers.retrieve(who.customer)) as Stripe.Customer).currency, 'usd')
  assert.deepEqual(await news(), BOUGHT)
})

behaves('POST /v1/subscription_schedules', 'is in one currency in all its phases', async (world) => {
  const { stripe, news, call } = world
  const who = await buyer(world)
  const photos = await photosOf(who)
  const prints = await who.price('Prints', 2000, { currency_options: { eur: { unit_amount: 1700 } } })
  const first = `phases[0][items][0][price]=${photos}&phases[0][end_date]=${FEB}`
  const second = `phases[1][items][0][price]=${prints}&phases[1][duration][interval]=month`
  const create = (form: string) =>
    call('POST', '/v1/subscription_schedules', `customer=${who.customer}&start_date=now&${first}&${second}&${form}`)
  refused(await create('phases[0][currency]=eur&phases[1][currency]=usd'), 400, {
    param: 'phases[1][currency]',
    message: 'The `currency` of a phase must be that of the phases before it, `eur`.',
  })
  refused(await create('phases[0][currency]=jpy'), 400, {
    param: 'phases[1][items][0][price]',
    message: /^This `price` has `currency=usd`, but other items use `currency=jpy`\./,
  })
  const { body } = await create('phases[0][currency]=eur')
  assert.deepEqual(
    body.phases.map(({ currency }: { currency: string }) => currency),
    ['eur', 'eur'],
  )
  const { subscription: id } = body
  assert.equal((await stripe.subscriptions.retrieve(id)).currency, 'eur')
  assert.deepEqual(linesOf(await latest(world, id)), [['1 × Photos (at €9.00 / month)', 900, JAN, FEB]])
  await news()
  await who.go(FEB + 2 * HOUR)
  const renewed = await latest(world, id)
  assert.deepEqual(linesOf(renewed), [['1 × Prints (at €17.00 / month)', 1700, FEB, FEB + 28 * 24 * HOUR]])
  assert.deepEqual([renewed.currency, renewed.total, renewed.status], ['eur', 1700, 'paid'])
  assert.ok((await newsOf(world)).includes('subscription_schedule.updated'))
})
