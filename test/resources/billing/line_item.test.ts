// The lines of an invoice: what each item comes to, rounded once. (https://docs.stripe.com/api/invoice-line-item)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import type { Sandbox } from '../../world.ts'

/** The decimal of a price in cents, how many, and what the line comes to: by hand, half up. */
const ROUNDING = [
  ['0.5', 1, 1], // 0.5
  ['0.4', 1, 0], // 0.4
  ['0.4', 2, 1], // 0.8
  ['0.5', 3, 2], // 1.5: not three times 1
  ['33.333333333333', 3, 100], // 99.999999999999
  ['0.000000000001', 1_000_000, 0], // 0.000001
  ['12.345', 100, 1235], // 1234.5
  ['12.344', 100, 1234], // 1234.4
  ['1500.5', 1, 1501], // 1500.5
  ['1500.5', 2, 3001], // 3001
  ['99.5', 0, 0],
  ['250', 4, 1000],
] as const

/** A customer who has paid for all of these. */
async function billed(
  { stripe }: Pick<Sandbox, 'stripe'>,
  wanted: readonly (readonly [string, number, ...unknown[]])[],
) {
  const { id: customer } = await stripe.customers.create()
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  const { id: product } = await stripe.products.create({ name: 'Photos' })
  const items: Stripe.SubscriptionCreateParams.Item[] = []
  for (const [decimal, quantity] of wanted) {
    const amount = { unit_amount_decimal: decimal as never, recurring: { interval: 'month' as const } }
    items.push({ price: (await stripe.prices.create({ product, currency: 'usd', ...amount })).id, quantity })
  }
  const paying = { customer, items, default_payment_method: card, metadata: { order: '7' } }
  const subscription = await stripe.subscriptions.create({ ...paying, expand: ['latest_invoice'] })
  return { items, product, subscription, invoice: subscription.latest_invoice as Stripe.Invoice }
}

behaves('GET /v1/invoices/{id}/lines', 'are rounded half up, once each', async (world) => {
  const { items, invoice } = await billed(world, ROUNDING)
  const { data } = await world.stripe.invoices.listLineItems(invoice.id, { limit: 100 })
  const lines = new Map(data.map((line) => [line.pricing?.price_details?.price, line]))
  for (const [i, [decimal, quantity, amount]] of ROUNDING.entries()) {
    const line = lines.get(items[i]!.price!)!
    assert.deepEqual(
      [line.amount, line.quantity, line.subtotal],
      [amount, quantity, amount],
      `${decimal} × ${quantity}`,
    )
    assert.equal(String(line.pricing?.unit_amount_decimal), decimal)
  }
  // 1 + 0 + 1 + 2 + 100 + 0 + 1235 + 1234 + 1501 + 3001 + 0 + 1000
  assert.deepEqual([invoice.subtotal, invoice.total, invoice.amount_due, invoice.amount_paid], [8075, 8075, 8075, 8075])
  assert.ok((await world.news()).includes('invoice.paid'))
})

behaves('GET /v1/invoices/{id}/lines', 'say what they are for', async (world) => {
  const { subscription, invoice, product, items } = await billed(world, [['1500', 2]])
  const [item] = subscription.items.data
  const { data } = await world.call('GET', `/v1/invoices/${invoice.id}/lines`).then(({ body }) => body)
  assert.equal(data.length, 1)
  const { id, ...rest } = data[0]
  assert.match(id, /^il_[A-Za-z0-9]{24}$/)
  assert.deepEqual(rest, {
    object: 'line_item',
    amount: 3000,
    currency: 'usd',
    // docs.stripe.com/billing/subscriptions/prorations, the regular line of its sample.
    description: '2 × Photos (at $15.00 / month)',
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice: invoice.id,
    livemode: false,
    metadata: { order: '7' },
    parent: {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: false,
        proration_details: { credited_items: null },
        subscription: subscription.id,
        subscription_item: item!.id,
      },
      type: 'subscription_item_details',
    },
    period: { end: item!.current_period_end, start: item!.current_period_start },
    pretax_credit_amounts: [],
    pricing: {
      price_details: { price: items[0]!.price, product },
      type: 'price_details',
      unit_amount_decimal: '1500',
    },
    quantity: 2,
    quantity_decimal: '2',
    subscription: subscription.id,
    subtotal: 3000,
    taxes: [],
  })
  assert.ok((await world.news()).includes('invoice.paid'))
})

behaves('GET /v1/invoices/{id}/lines', 'come in pages, and ten stand in the invoice', async (world) => {
  const { stripe, news } = world
  const { invoice } = await billed(world, ROUNDING)
  await news()
  assert.deepEqual([invoice.lines.object, invoice.lines.has_more, invoice.lines.data.length], ['list', true, 10])
  assert.equal(invoice.lines.url, `/v1/invoices/${invoice.id}/lines`)
  const first = await stripe.invoices.listLineItems(invoice.id, { limit: 7 })
  assert.deepEqual([first.data.length, first.has_more, first.url], [7, true, invoice.lines.url])
  const rest = await stripe.invoices.listLineItems(invoice.id, { limit: 7, starting_after: first.data[6]!.id })
  assert.deepEqual([rest.data.length, rest.has_more], [5, false])
  assert.equal(new Set([...first.data, ...rest.data].map(({ id }) => id)).size, ROUNDING.length)
  // The invoice has the first of them, says https://docs.stripe.com/api/invoices/invoice_lines
  assert.deepEqual(
    first.data.map(({ id }) => id),
    invoice.lines.data.slice(0, 7).map(({ id }) => id),
  )
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/invoices/{id}/lines', 'are of an invoice that there is', async ({ call, news }) => {
  const { status, body } = await call('GET', '/v1/invoices/in_none/lines')
  assert.deepEqual(
    [status, body.error.code, body.error.message],
    [404, 'resource_missing', "No such invoice: 'in_none'"],
  )
  assert.deepEqual(await news(), [])
})
