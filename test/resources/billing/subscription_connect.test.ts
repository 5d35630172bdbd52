// Subscriptions of a platform and its connected accounts: what it keeps of each invoice, and what goes on. Stripe's part of a
// payment is 2.9 % and 30 cents. (https://docs.stripe.com/connect/subscriptions: "docs")
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { connect, movements, wealth } from '../connect/platform.ts'
import { chargeOf, sharesOf, within } from './connected.ts'
import { billed, BOUGHT, buyer, day, FEB, HOUR, latest, newsOf, NOW, pending, RENEWED, UPDATED } from './subscribing.ts'

const CREATE = 'POST /v1/subscriptions'
const UPDATE = 'POST /v1/subscriptions/{id}'
const KEPT = 'application_fee.created'
const MAR = day('2025-03-01')

behaves(CREATE, 'in a connected account leaves the platform its percentage of each invoice', async (world) => {
  const there = await within(world)
  const who = await buyer(there)
  const price = await who.price('Photos', 3100)
  const made = await there.stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price }],
    application_fee_percent: 12.5,
  })
  assert.deepEqual([made.application_fee_percent, made.transfer_data, made.on_behalf_of], [12.5, null, null])
  assert.match(made.application as string, /^ca_/)
  assert.deepEqual(await newsOf(there), BOUGHT)
  assert.deepEqual(await newsOf(world), [KEPT])
  // 12.5 % of $31.00 are 387.5, so 388; Stripe's part is 89.9 (90) + 30.
  assert.deepEqual(await movements(there), [['charge', 3100, 508, 2592]])
  assert.deepEqual(await movements(world), [['application_fee', 388, 0, 388]])
  const first = await latest(there, made.id)
  assert.deepEqual([first.application, first.on_behalf_of], [made.application, null])
  assert.deepEqual(sharesOf(await chargeOf(there, first.id)), [388, null, null])

  // Docs: the percentage is of the final invoice, "including … account balance adjustments": a dollar is paid from the balance.
  await there.stripe.customers.createBalanceTransaction(who.customer, { amount: -100, currency: 'usd' })
  await there.news()
  await who.go(FEB + 2 * HOUR)
  assert.deepEqual(billed(await newsOf(there)), RENEWED)
  assert.deepEqual(await newsOf(world), [KEPT])
  const second = await latest(there, made.id)
  assert.deepEqual([second.status, second.total, second.amount_due], ['paid', 3100, 3000])
  // 12.5 % of $30.00 are 375; 87 + 30 are Stripe's.
  assert.deepEqual((await movements(there)).at(-1), ['charge', 3000, 492, 2508])
  assert.deepEqual((await movements(world)).at(-1), ['application_fee', 375, 0, 375])
  assert.deepEqual([await wealth(world), await wealth(there)], [763, 5100])

  // A third of it goes back, and of the fee what is a third: 125.
  const charge = await chargeOf(there, second.id)
  await there.stripe.refunds.create({ charge: charge.id, amount: 1000, refund_application_fee: true })
  assert.deepEqual(await newsOf(world), ['application_fee.refunded'])
  assert.deepEqual(await newsOf(there), ['refund.created', 'charge.refunded'])
  assert.deepEqual([await wealth(world), await wealth(there)], [763 - 125, 5100 - 1000 + 125])

  // Unset, nothing is kept of the next.
  assert.equal(
    (await there.stripe.subscriptions.update(made.id, { application_fee_percent: '' })).application_fee_percent,
    null,
  )
  assert.deepEqual(await newsOf(there), [UPDATED])
  await who.go(MAR + 2 * HOUR)
  assert.deepEqual((await movements(there)).at(-1), ['charge', 3100, 120, 2980])
  assert.deepEqual(await newsOf(world), [])
})

behaves(CREATE, 'sends a part of each invoice on, or all of it less a fee', async (world) => {
  const { stripe } = world
  const [one, other] = [await connect(world), await connect(world)]
  const who = await buyer(world)
  const price = await who.price('Photos', 3100)
  const made = await stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price }],
    on_behalf_of: one,
    transfer_data: { destination: one, amount_percent: 33.33 },
  })
  assert.deepEqual(made.transfer_data, { amount_percent: 33.33, destination: one })
  assert.deepEqual([made.on_behalf_of, made.application, made.application_fee_percent], [one, null, null])
  assert.deepEqual(await newsOf(world), ['customer.subscription.created', ...sent(BOUGHT.slice(1))])
  const first = await latest(world, made.id)
  assert.equal(first.on_behalf_of, one)
  // A third, nearly: 1033.23.
  assert.deepEqual(sharesOf(await chargeOf(world, first.id)), [null, { amount: 1033, destination: one }, one])
  assert.deepEqual(await movements(world), [
    ['charge', 3100, 120, 2980],
    ['transfer', -1033, 0, -1033],
  ])
  assert.deepEqual(await movements(world, one), [['payment', 1033, 0, 1033]])

  // What is settled anew holds for the drafts that are made from then on.
  const changed = await stripe.subscriptions.update(made.id, {
    application_fee_percent: 10,
    on_behalf_of: '',
    transfer_data: { destination: other },
  })
  assert.deepEqual(changed.transfer_data, { amount_percent: null, destination: other })
  assert.deepEqual([changed.on_behalf_of, changed.application_fee_percent], [null, 10])
  assert.deepEqual(await newsOf(world), [UPDATED])
  await who.go(FEB)
  const draft = await latest(world, made.id)
  assert.deepEqual([draft.status, draft.on_behalf_of], ['draft', null])
  await stripe.subscriptions.update(made.id, { application_fee_percent: '', transfer_data: '' })
  await newsOf(world)
  await who.go(FEB + 2 * HOUR)
  assert.deepEqual(billed(await newsOf(world)), sent(RENEWED.slice(2), KEPT))
  assert.deepEqual(sharesOf(await chargeOf(world, draft.id)), [310, { amount: null, destination: other }, null])
  assert.deepEqual(await movements(world, other), [['payment', 3100, 310, 2790]])
  // What came, less Stripe's 120 twice, less what went on, and the fee.
  assert.equal(await wealth(world), 2 * (3100 - 120) - 1033 - 3100 + 310)
  await who.go(MAR + 2 * HOUR)
  assert.deepEqual((await movements(world)).at(-1), ['charge', 3100, 120, 2980])
  assert.equal((await newsOf(world)).includes('transfer.created'), false)
})

/** News of a payment that goes on: it does with the charge, and the fee before it. */
function sent(list: readonly string[], ...kept: string[]): string[] {
  const at = list.indexOf('charge.succeeded') + 1
  const settled = list.indexOf('invoice_payment.paid')
  return [...list.slice(0, at), ...list.slice(at, settled), ...kept, 'transfer.created', ...list.slice(settled)]
}

behaves(
  UPDATE,
  'keeps its percentage of prorations that wait, and nothing of those invoiced at once',
  async (world) => {
    const { stripe } = world
    const account = await connect(world)
    const who = await buyer(world)
    const [small, large] = [await who.price('Small', 3100), await who.price('Large', 6200)]
    const { id, items } = await stripe.subscriptions.create({
      customer: who.customer,
      items: [{ price: small }],
      application_fee_percent: 10,
      transfer_data: { destination: account },
    })
    await who.go(NOW)
    const item = items.data[0]!.id
    // 15 days of 31 at a dollar a day more: 1500 wait for the renewal.
    await stripe.subscriptions.update(id, { items: [{ id: item, price: large }] })
    assert.deepEqual(
      (await pending(world, who.customer)).map(([, amount]) => amount),
      [-1500, 3000],
    )
    await who.go(FEB + 2 * HOUR)
    const renewal = await latest(world, id)
    assert.equal(renewal.amount_paid, 7700)
    // Docs: "including any bundled invoice items".
    assert.deepEqual(sharesOf(await chargeOf(world, renewal.id)), [770, { amount: null, destination: account }, null])
    await newsOf(world)
    // Docs: "it doesn't apply to proration invoice items that are immediately invoiced"; where the money goes on to does.
    await stripe.subscriptions.update(id, {
      items: [{ id: item, quantity: 2 }],
      proration_behavior: 'always_invoice',
    })
    const change = await latest(world, id)
    assert.equal(change.billing_reason, 'subscription_update')
    assert.deepEqual(sharesOf(await chargeOf(world, change.id)), [null, { amount: null, destination: account }, null])
    const news = await newsOf(world)
    assert.deepEqual([news.includes('transfer.created'), news.includes(KEPT)], [true, false])
    assert.deepEqual((await movements(world, account)).at(-1), ['payment', change.amount_paid, 0, change.amount_paid])
    // So it is with what is invoiced by hand. [K]
    await stripe.invoiceItems.create({ customer: who.customer, subscription: id, amount: 500, currency: 'usd' })
    const manual = await stripe.invoices.create({ customer: who.customer, subscription: id })
    await stripe.invoices.pay(manual.id)
    assert.deepEqual((await movements(world, account)).at(-1), ['payment', 500, 0, 500])
    // An amount that a platform sets on the draft goes before the percentage, and is capped (docs).
    await who.go(MAR)
    const draft = await latest(world, id)
    await stripe.invoices.update(draft.id, { application_fee_amount: 99_999 })
    await who.go(MAR + 2 * HOUR)
    assert.deepEqual((await movements(world, account)).at(-1), ['payment', 12_400, 12_400, 0])
  },
)

behaves(CREATE, 'refuses fees that nobody could take, and accounts that cannot be sent money', async (world) => {
  const { call } = world
  const account = await connect(world)
  const poor = await connect(world, { capabilities: { card_payments: { requested: true } } })
  const who = await buyer(world)
  const price = await who.price('Photos', 3100)
  const made = await world.stripe.subscriptions.create({ customer: who.customer, items: [{ price }] })
  await newsOf(world)
  const to = `transfer_data[destination]=${account}`
  const percent = 'transfer_data[amount_percent]'
  const cases: readonly (readonly [form: string, param: string, message: string | RegExp, code?: string])[] = [
    // In Stripe's words: github.com/Automattic/woocommerce-payments/issues/3297.
    [
      `${to}&application_fee_percent=101`,
      'application_fee_percent',
      "This value must be less than or equal to 100 (it currently is '101.0').",
    ],
    [
      `${to}&application_fee_percent=-1`,
      'application_fee_percent',
      "This value must be greater than or equal to 0 (it currently is '-1.0').",
    ],
    [
      `${to}&application_fee_percent=12.345`,
      'application_fee_percent',
      'Invalid decimal: 12.345; must contain at maximum two decimal places.',
    ],
    [`${to}&${percent}=100.5`, percent, "This value must be less than or equal to 100 (it currently is '100.5')."],
    [`${to}&${percent}=0.001`, percent, 'Invalid decimal: 0.001; must contain at maximum two decimal places.'],
    [`${to}&${percent}=x`, percent, 'Invalid decimal: x', 'parameter_invalid_integer'],
    [
      'application_fee_percent=5',
      'application_fee_percent',
      'Can only apply an application_fee_percent when the request is made on behalf of another account (using an OAuth ' +
        'key, the Stripe-Account header, or `transfer_data[destination]`).',
    ],
    [
      `${to}&application_fee_percent=5&${percent}=50`,
      percent,
      `You may only specify one of these parameters: application_fee_percent, ${percent}.`,
      'parameters_exclusive',
    ],
    [
      'transfer_data[destination]=acct_none',
      'transfer_data[destination]',
      "No such destination: 'acct_none'",
      'resource_missing',
    ],
    ['on_behalf_of=acct_none', 'on_behalf_of', "No such destination: 'acct_none'", 'resource_missing'],
    [
      `transfer_data[destination]=${poor}`,
      'transfer_data[destination]',
      /^Your destination account needs to have at least one of the following capabilities/,
      'insufficient_capabilities_for_transfer',
    ],
  ]
  for (const [form, param, message, code] of cases)
    for (const path of ['/v1/subscriptions', `/v1/subscriptions/${made.id}`]) {
      const rest = path === '/v1/subscriptions' ? `customer=${who.customer}&items[0][price]=${price}&` : ''
      refused(await call('POST', path, rest + form), 400, { param, message, ...(code && { code }) })
    }
  // In a connected account nothing goes on, to whomever.
  const there = await within(world)
  const yours = await buyer(there)
  const theirs = await yours.price('Photos', 3100)
  const direct = `customer=${yours.customer}&items[0][price]=${theirs}`
  refused(await there.call('POST', '/v1/subscriptions', `${direct}&${to}`), 400, {
    code: 'resource_missing',
    param: 'transfer_data[destination]',
    message: `No such destination: '${account}'`,
  })
  // What is left has to make sense as well.
  await world.stripe.subscriptions.update(made.id, {
    application_fee_percent: 5,
    transfer_data: { destination: account },
  })
  refused(await call('POST', `/v1/subscriptions/${made.id}`, 'transfer_data='), 400, {
    param: 'application_fee_percent',
    message: /^Can only apply an application_fee_percent when/,
  })
  const kept: Stripe.Subscription = await world.stripe.subscriptions.retrieve(made.id)
  assert.deepEqual([kept.application_fee_percent, kept.transfer_data?.destination], [5, account])
  assert.deepEqual(await newsOf(world), [UPDATED])
})
