// The upcoming invoice of versions before 2025-03-31.basil: what `create_preview` says, in other words, and without an id.
// (https://docs.stripe.com/api/invoices/upcoming?api-version=2024-06-20)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { ACACIA, IN_2023, inVersion, older, refusalOf } from './older.ts'
import { DAY, FEB, NOW, newsOf, running } from './subscribing.ts'

const [UPCOMING, LINES] = ['GET /v1/invoices/upcoming', 'GET /v1/invoices/upcoming/lines']
const MAR = FEB + 28 * DAY
/** The last version in which `billing_cycle_anchor` is a word. */
const DAHLIA = '2026-08-26.dahlia'
const CLASSIC = { billing_mode: { type: 'classic' as const } }

/** A subscription to Photos at $10.00 a month, on 17 January, when 15 of 31 days are left; and Films at $30.00. */
async function subscribed(world: Sandbox) {
  const one = await running(world, CLASSIC)
  const films = await one.price('Films', 3000)
  return { ...one, films, old: older(world), acacia: older(world, ACACIA) }
}

const said = ({ lines }: any) => lines.data.map(({ description, amount }: any) => [description, amount])

/** What differs between any two previews: their ids, and where their lines are. */
function bare({ id: _, lines, ...invoice }: any) {
  const data = lines.data.map(({ id: __, invoice: ___, ...line }: any) => {
    const { subscription_item_details: of } = line.parent
    // A line of a proration names an item that is there in the preview only.
    return of?.invoice_item
      ? {
          ...line,
          invoice_item: '',
          parent: { ...line.parent, subscription_item_details: { ...of, invoice_item: '' } },
        }
      : line
  })
  return { ...invoice, lines: { ...lines, data, url: '' } }
}

behaves(UPCOMING, 'is the invoice of the next renewal, without an id', async (world) => {
  const { old, id, customer } = await subscribed(world)
  const upcoming = JSON.parse(JSON.stringify(await old.invoices.retrieveUpcoming({ customer })))
  assert.ok(!('id' in upcoming))
  const [line] = upcoming.lines.data
  assert.match(line.id, /^il_tmp_1[A-Za-z0-9]{23}$/)
  assert.equal(line.invoice, null)
  assert.deepEqual(
    [upcoming.object, upcoming.billing_reason, upcoming.status, upcoming.customer, upcoming.total, upcoming.number],
    ['invoice', 'subscription_cycle', 'draft', customer, 1000, null],
  )
  assert.deepEqual(
    [line.period, said(upcoming)],
    [{ end: MAR, start: FEB }, [['1 × Photos (at $10.00 / month)', 1000]]],
  )
  assert.equal(upcoming.lines.url, `/v1/invoices/upcoming/lines?customer=${customer}`)
  const expanded = await old.invoices.retrieveUpcoming({ subscription: id, expand: ['customer'] })
  assert.deepEqual([expanded.customer.email, expanded.lines.data[0].id], ['jenny@example.com', line.id])
  assert.deepEqual(await newsOf(world), [])
})

behaves(UPCOMING, 'is what a preview says, whatever it is asked', async (world) => {
  const { old, acacia, id, item, customer, films, stripe } = { ...(await subscribed(world)), stripe: world.stripe }
  const coupon = await stripe.coupons.create({ percent_off: 10, duration: 'once' })
  await newsOf(world)
  const preview = (params: Stripe.InvoiceCreatePreviewParams, apiVersion: string) =>
    stripe.invoices.createPreview(params, { apiVersion }).then((one) => bare(JSON.parse(JSON.stringify(one))))
  const asked = async (client: any, params: object) =>
    bare(JSON.parse(JSON.stringify(await client.invoices.retrieveUpcoming(params))))
  const items = [{ id: item, price: films }]
  const at = NOW + DAY
  const totals: number[] = []
  for (const [before, now] of [
    [{ subscription_items: items }, { items }],
    [
      { subscription_items: items, subscription_proration_date: at, subscription_proration_behavior: 'always_invoice' },
      { items, proration_date: at, proration_behavior: 'always_invoice' },
    ],
    [{ subscription_trial_end: FEB + DAY }, { trial_end: FEB + DAY }],
    [{ subscription_billing_cycle_anchor: 'now' }, { billing_cycle_anchor: 'now' }],
    [
      { subscription_cancel_now: true, subscription_items: items },
      { cancel_now: true, items },
    ],
    [{ subscription_cancel_at: NOW + DAY }, { cancel_at: NOW + DAY }],
    [{ subscription_default_tax_rates: '' }, { default_tax_rates: '' }],
  ] as const) {
    const wanted = { subscription: id, subscription_details: now as never }
    const expected = await preview(wanted, IN_2023)
    assert.deepEqual(await asked(old, { subscription: id, ...before }), expected, Object.keys(before)[0])
    // The newest of the older versions know the new form, too.
    assert.deepEqual(await asked(acacia, wanted), await preview(wanted, ACACIA))
    totals.push(expected.total)
  }
  // 17 January: 15 of 31 days of 10.00 are given back (4.84), and of 30.00 charged (14.52), with the next month of 30.00; a day
  // later it is 14 days: 4.52 and 13.55, at once.
  assert.deepEqual(totals.slice(0, 2), [-484 + 1452 + 3000, -452 + 1355])
  const invoice_items = [{ amount: 700, currency: 'usd', description: 'Ink' }]
  for (const [before, now] of [
    [{ coupon: coupon.id }, { discounts: [{ coupon: coupon.id }] }],
    [{ discounts: [{ coupon: coupon.id }] }, { discounts: [{ coupon: coupon.id }] }],
    [{ invoice_items }, { invoice_items }],
  ])
    assert.equal(
      (await asked(old, { subscription: id, ...before })).total,
      (await preview({ subscription: id, ...now }, DAHLIA)).total,
    )
  // A subscription that is only to be.
  const fresh = await asked(old, { customer, subscription_items: [{ price: films, quantity: 2 }] })
  assert.deepEqual([fresh.total, said(fresh)], [6000, [['2 × Films (at $30.00 / month)', 6000]]])
  assert.deepEqual(await newsOf(world), [])
})

behaves(UPCOMING, 'refuses what cannot be foretold, by its older names', async (world) => {
  const { old, id, customer, films, item } = await subscribed(world)
  const { stripe, call } = world
  const nobody = await stripe.customers.create()
  const flexible = await stripe.subscriptions.create({ customer, items: [{ price: films }] })
  await newsOf(world)
  const none = [404, 'invoice_upcoming_none', undefined, `No upcoming invoices for customer: ${nobody.id}`]
  const modern = [
    400,
    undefined,
    undefined,
    'The Upcoming Invoice API does not support `billing_mode = flexible` subscriptions. To preview invoices for these ' +
      'subscriptions, use the Create Preview Invoice API instead.',
  ]
  const exclusive = (one: string, other: string) => [
    400,
    'parameters_exclusive',
    other,
    `You may only specify one of these parameters: ${one}, ${other}.`,
  ]
  const items = [{ id: item, quantity: 2 }]
  for (const [params, expected] of [
    [{}, [400, 'parameter_missing', 'customer', 'Missing required param: customer.']],
    [{ customer: nobody.id }, none],
    [{ customer: 'cus_none' }, [400, 'resource_missing', 'customer', "No such customer: 'cus_none'"]],
    [{ subscription: 'sub_none' }, [400, 'resource_missing', 'subscription', "No such subscription: 'sub_none'"]],
    [{ subscription: flexible.id }, modern],
    [
      { customer, subscription_proration_date: NOW },
      [
        400,
        undefined,
        'subscription_proration_date',
        'Cannot specify proration date without specifying a subscription',
      ],
    ],
    [{ subscription: id, coupon: 'x', discounts: [{ coupon: 'x' }] }, exclusive('coupon', 'discounts')],
    [
      { subscription: id, subscription_items: items, subscription_details: { items } },
      exclusive('subscription_items', 'subscription_details[items]'),
    ],
    [
      { customer, schedule: 'sub_sched_x' },
      [400, 'resource_missing', 'schedule', "No such subscription_schedule: 'sub_sched_x'"],
    ],
    [
      { customer, subscription_prorate: true },
      [400, 'parameter_unknown', 'subscription_prorate', 'Received unknown parameter: subscription_prorate'],
    ],
  ] as const)
    assert.deepEqual(await refusalOf(old.invoices.retrieveUpcoming(params)), expected)
  // From basil on it is an invoice that is not there. [K]
  for (const path of ['/v1/invoices/upcoming', '/v1/invoices/upcoming/lines'])
    assert.equal((await call('GET', path)).status, 404)
  refused(await call('GET', '/v1/invoices/upcoming', undefined, inVersion('2025-03-31.basil')), 404, {
    code: 'resource_missing',
    param: 'invoice',
    message: "No such invoice: 'upcoming'",
  })
  assert.deepEqual(await newsOf(world), [])
})

behaves(LINES, 'are the lines of it, page by page', async (world) => {
  const { old, id, customer } = await subscribed(world)
  for (let i = 1; i <= 11; i++)
    await world.stripe.invoiceItems.create({ customer, amount: i * 100, currency: 'usd', description: `Item ${i}` })
  await newsOf(world)
  const asked = { subscription: id }
  const upcoming = await old.invoices.retrieveUpcoming(asked)
  const whole = await old.invoices.listUpcomingLines({ ...asked, limit: 100 })
  // 1 + … + 11 is 66.
  assert.deepEqual([upcoming.total, whole.data.length, whole.has_more], [6600 + 1000, 12, false])
  assert.equal(whole.url, `/v1/invoices/upcoming/lines?subscription=${id}`)
  const ids = whole.data.map((line: { id: string }) => line.id)
  assert.deepEqual([upcoming.lines.data.map((line: any) => line.id), upcoming.lines.has_more], [ids.slice(0, 10), true])
  const page = async (params: object) => {
    const { data, has_more } = await old.invoices.listUpcomingLines({ ...asked, ...params })
    return [data.map((line: { id: string }) => ids.indexOf(line.id)), has_more]
  }
  assert.deepEqual(await page({}), [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], true])
  assert.deepEqual(await page({ starting_after: ids[9] }), [[10, 11], false])
  assert.deepEqual(await page({ limit: 2, ending_before: ids[3] }), [[1, 2], true])
  assert.deepEqual(await page({ limit: 2, ending_before: ids[2] }), [[0, 1], false])
  const all: string[] = []
  for await (const { id: one } of old.invoices.listUpcomingLines({ ...asked, limit: 5 })) all.push(one)
  assert.deepEqual(all, ids)
  const lines = (params: object) => old.invoices.listUpcomingLines({ ...asked, ...params })
  assert.deepEqual(await refusalOf(lines({ starting_after: 'il_tmp_x' })), [
    400,
    'resource_missing',
    'starting_after',
    "No such line_item: 'il_tmp_x'",
  ])
  assert.deepEqual(await refusalOf(lines({ limit: 101 })), [
    400,
    'parameter_invalid_integer',
    'limit',
    "This value must be less than or equal to 100 (it currently is '101').",
  ])
  assert.deepEqual(await newsOf(world), [])
})
