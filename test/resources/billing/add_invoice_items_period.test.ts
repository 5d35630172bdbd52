// The periods of items that are added to subscriptions, and to the phases of schedules.
// (https://docs.stripe.com/api/subscriptions/create#create_subscription-add_invoice_items-period)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { customer, refuses, type World } from './invoicing.ts'

const DAY = 86_400

async function shop(world: World) {
  const { stripe, news } = world
  const who = await customer(world)
  const { id: product } = await stripe.products.create({ name: 'Photos' })
  const price = { currency: 'usd', product, unit_amount: 1000 }
  const monthly = { price_data: { ...price, recurring: { interval: 'month' as const } } }
  const yearly = { price_data: { ...price, recurring: { interval: 'year' as const } } }
  await news()
  return { who, monthly, yearly, once: { price_data: { ...price, unit_amount: 500 } } }
}

/** The period of the line that is no item of the subscription's. */
async function periodOf({ stripe }: World, invoice: unknown): Promise<Stripe.InvoiceLineItem['period'][]> {
  const { lines } = await stripe.invoices.retrieve(invoice as string)
  return lines.data.filter(({ amount }) => amount === 500).map(({ period }) => ({ ...period }))
}

behaves('POST /v1/subscriptions', 'adds items for the periods that are named', async (world) => {
  const { stripe, news } = world
  const { who, monthly, yearly, once } = await shop(world)
  const end = { type: 'timestamp' as const, timestamp: 4_000_000_000 }
  const { items, latest_invoice, created } = await stripe.subscriptions.create({
    customer: who,
    items: [monthly, yearly],
    add_invoice_items: [
      once,
      { ...once, period: { start: { type: 'timestamp', timestamp: 1_700_000_000 }, end } },
      { ...once, period: { start: { type: 'now' }, end: { type: 'min_item_period_end' } } },
    ],
  })
  // Where nothing is said: from the last start to the first end, which is the month's.
  const month = Math.min(...items.data.map((item) => item.current_period_end))
  const all = await periodOf(world, latest_invoice)
  const expected = [
    { start: created, end: month },
    { start: 1_700_000_000, end: 4_000_000_000 },
    { start: created, end: month },
  ]
  const sorted = (periods: typeof all) => periods.toSorted((a, b) => a.start - b.start || a.end - b.end)
  assert.deepEqual(sorted(all), sorted(expected))
  await news()
  const { id: price } = await stripe.prices.create(monthly.price_data)
  await news()
  const at = 'add_invoice_items[0][period]'
  const form = (text: string) =>
    `customer=${who}&items[0][price]=${price}&add_invoice_items[0][price]=price_none&${text}`
  // biome-ignore format: a table
  for (const [text, expected] of [
    [`${at}[start][type]=timestamp&${at}[end][type]=min_item_period_end`, { code: 'parameter_missing', param: `${at}[start][timestamp]`, message: `Missing required param: ${at}[start][timestamp].` }],
    [`${at}[start][type]=now&${at}[start][timestamp]=5&${at}[end][type]=min_item_period_end`, { param: `${at}[start][timestamp]`, message: 'You can only specify `timestamp` when the `type` is `timestamp`.' }],
    [`${at}[start][type]=timestamp&${at}[start][timestamp]=5&${at}[end][type]=timestamp&${at}[end][timestamp]=4`, { param: `${at}[end]`, message: 'The period end must not be before its start.' }],
  ] as const)
    await refuses(world, '/v1/subscriptions', form(text), expected)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/subscription_schedules', 'adds items for the time of the phase, or of the items', async (world) => {
  const { stripe, news, advance } = world
  const { who, monthly, once } = await shop(world)
  const { id: price } = await stripe.prices.create({ ...monthly.price_data })
  const phase = { start: { type: 'phase_start' as const }, end: { type: 'phase_end' as const } }
  const made = await stripe.subscriptionSchedules.create({
    customer: who,
    start_date: 'now',
    phases: [
      {
        items: [{ price }],
        duration: { interval: 'month', interval_count: 2 },
        add_invoice_items: [{ ...once, period: phase }],
      },
      {
        items: [{ price }],
        duration: { interval: 'month', interval_count: 2 },
        add_invoice_items: [once, { ...once, period: phase }],
      },
    ],
  })
  const [first, second] = made.phases
  assert.deepEqual(
    made.phases.map(({ add_invoice_items: added }) => added.map(({ period }) => [period.start.type, period.end.type])),
    [
      [['phase_start', 'phase_end']],
      [
        ['max_item_period_start', 'min_item_period_end'],
        ['phase_start', 'phase_end'],
      ],
    ],
  )
  const { latest_invoice } = await stripe.subscriptions.retrieve(made.subscription as string)
  assert.deepEqual(await periodOf(world, latest_invoice), [{ start: first!.start_date, end: first!.end_date }])
  await advance(first!.end_date - first!.start_date + DAY)
  const turned = await stripe.subscriptions.retrieve(made.subscription as string)
  const [item] = turned.items.data
  assert.equal(item!.current_period_start, second!.start_date)
  // The period that is renewed with the phase, and the whole phase.
  const periods = await periodOf(world, turned.latest_invoice)
  assert.deepEqual(
    periods.toSorted((a, b) => a.end - b.end),
    [
      { start: second!.start_date, end: item!.current_period_end },
      { start: second!.start_date, end: second!.end_date },
    ],
  )
  await news()
})
