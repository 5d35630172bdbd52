// What a platform keeps of what is sold by Checkout and by payment links, and where the money goes on to. Stripe's part of a
// payment is 2.9 % and 30 cents. (https://docs.stripe.com/connect/subscriptions; https://docs.stripe.com/connect/payment-links)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { chargeOf, sharesOf, within } from '../billing/connected.ts'
import { connect, movements } from '../connect/platform.ts'
import { COMPLETED, press, selling, shop, SUBSCRIBED, VISA } from './shop.ts'

const CONFIRM = 'POST /v1/payment_pages/{id}/confirm'
const VISIT = 'POST /brindle/payment_links/{id}/visit'
const KEPT = 'application_fee.created'
const SENT = 'transfer.created'

behaves(CONFIRM, 'subscribes for a connected account, and keeps the platform’s fee', async (world) => {
  const { stripe, news } = world
  const account = await connect(world)
  const { monthly } = await shop(world)
  const { id } = await selling(world, monthly.id, {
    mode: 'subscription',
    subscription_data: {
      application_fee_percent: 10,
      on_behalf_of: account,
      transfer_data: { destination: account },
    },
  })
  const { body } = await press(world, id, VISA)
  const at = SUBSCRIBED.indexOf('invoice_payment.paid')
  assert.deepEqual(await news(), [
    'customer.created',
    'payment_method.attached',
    ...SUBSCRIBED.toSpliced(at, 0, KEPT, SENT),
    COMPLETED,
  ])
  const made = await stripe.subscriptions.retrieve(body.subscription)
  assert.deepEqual([made.application_fee_percent, made.on_behalf_of], [10, account])
  // A tenth of $15.00.
  assert.deepEqual(await movements(world, account), [['payment', 1500, 150, 1350]])
  const shares = sharesOf(await chargeOf(world, body.invoice))
  assert.deepEqual(shares, [150, { amount: null, destination: account }, account])

  // The same as the account's own: 43.5 (44) + 30 are Stripe's.
  const there = await within(world)
  const theirs = await shop(there)
  const direct = await selling(there, theirs.monthly.id, {
    mode: 'subscription',
    subscription_data: { application_fee_percent: 10 },
  })
  const paid = await press(there, direct.id, VISA)
  assert.equal(paid.body.status, 'complete')
  assert.deepEqual(await movements(there), [['charge', 1500, 224, 1276]])
  assert.deepEqual(await news(), [KEPT])
})

behaves('POST /v1/checkout/sessions', 'refuses what the subscription would be refused', async (world) => {
  const { call, news } = world
  const account = await connect(world)
  const { monthly } = await shop(world)
  const start = `mode=subscription&success_url=https://shop.test&line_items[0][price]=${monthly.id}&line_items[0][quantity]=1`
  const to = `subscription_data[transfer_data][destination]=${account}`
  for (const [form, param, message, code] of [
    [
      'subscription_data[application_fee_percent]=10',
      'subscription_data[application_fee_percent]',
      /^Can only apply an application_fee_percent when/,
    ],
    [
      `${to}&subscription_data[application_fee_percent]=101`,
      'subscription_data[application_fee_percent]',
      "This value must be less than or equal to 100 (it currently is '101.0').",
    ],
    [
      `${to}&subscription_data[transfer_data][amount_percent]=12.345`,
      'subscription_data[transfer_data][amount_percent]',
      'Invalid decimal: 12.345; must contain at maximum two decimal places.',
    ],
    [
      'subscription_data[transfer_data][destination]=acct_none',
      'subscription_data[transfer_data][destination]',
      "No such destination: 'acct_none'",
      'resource_missing',
    ],
  ] as const)
    refused(await call('POST', '/v1/checkout/sessions', `${start}&${form}`), 400, {
      param,
      message,
      ...(code && { code }),
    })
  assert.deepEqual(await news(), [])
})

behaves(VISIT, 'sells for the account that the link names', async (world) => {
  const { stripe, news, call } = world
  const account = await connect(world)
  const { shirt, monthly } = await shop(world)
  const sell = async (id: string) => {
    const { body } = await call('POST', `/brindle/payment_links/${id}/visit`, '')
    return (await press(world, body.id, VISA)).body
  }
  const link = await stripe.paymentLinks.create({
    line_items: [{ price: shirt.id, quantity: 1 }],
    application_fee_amount: 300,
    on_behalf_of: account,
    transfer_data: { destination: account },
    payment_intent_data: { description: 'A shirt' },
  })
  assert.deepEqual(
    [link.application_fee_amount, link.application_fee_percent, link.on_behalf_of, link.transfer_data],
    [300, null, account, { amount: null, destination: account }],
  )
  const { payment_intent } = await sell(link.id)
  await world.advance(2)
  const intent = await stripe.paymentIntents.retrieve(payment_intent)
  assert.deepEqual([intent.application_fee_amount, intent.on_behalf_of, intent.description], [300, account, 'A shirt'])
  assert.deepEqual(await movements(world, account), [['payment', 2000, 300, 1700]])
  // Changed, what comes from then on is sold so.
  await stripe.paymentLinks.update(link.id, {
    application_fee_amount: '',
    on_behalf_of: '',
    transfer_data: { destination: account, amount: 1500 },
  })
  const again = await sell(link.id)
  await world.advance(2)
  assert.equal((await stripe.paymentIntents.retrieve(again.payment_intent)).on_behalf_of, null)
  assert.deepEqual((await movements(world, account)).at(-1), ['payment', 1500, 0, 1500])

  const club = await stripe.paymentLinks.create({
    line_items: [{ price: monthly.id, quantity: 1 }],
    application_fee_percent: 10,
    transfer_data: { destination: account },
    subscription_data: { description: 'Club' },
  })
  const { subscription } = await sell(club.id)
  const made = await stripe.subscriptions.retrieve(subscription)
  assert.deepEqual([made.application_fee_percent, made.description], [10, 'Club'])
  assert.deepEqual(made.transfer_data, { amount_percent: null, destination: account })
  assert.deepEqual((await movements(world, account)).at(-1), ['payment', 1500, 150, 1350])
  const types = await news()
  assert.deepEqual(
    [KEPT, SENT, COMPLETED].map((type) => types.filter((one) => one === type).length),
    [2, 3, 3],
  )
})

behaves('POST /v1/payment_links', 'takes percentages of what recurs, and amounts of what does not', async (world) => {
  const { call, news } = world
  const account = await connect(world)
  const { shirt, monthly } = await shop(world)
  const to = `transfer_data[destination]=${account}`
  const [once, recurring] = [shirt, monthly].map(
    ({ id }) => `line_items[0][price]=${id}&line_items[0][quantity]=1&${to}`,
  )
  const amount = 'transfer_data[amount]'
  for (const [form, param, message, code] of [
    [
      `${recurring}&application_fee_amount=5`,
      'application_fee_amount',
      'You cannot set `application_fee_amount` when there are line items with recurring prices.',
    ],
    [
      `${recurring}&${amount}=5`,
      amount,
      'You cannot set `transfer_data[amount]` when there are line items with recurring prices.',
    ],
    [
      `${once}&application_fee_percent=5`,
      'application_fee_percent',
      'You can only set `application_fee_percent` when there is a line item with a recurring price.',
    ],
    [
      `${once}&application_fee_amount=5&${amount}=5`,
      amount,
      `You may only specify one of these parameters: application_fee_amount, ${amount}.`,
      'parameters_exclusive',
    ],
    [
      `${once}&application_fee_amount=-1`,
      'application_fee_amount',
      'This value must be greater than or equal to 0.',
      'parameter_invalid_integer',
    ],
    [`${once}&on_behalf_of=acct_none`, 'on_behalf_of', "No such destination: 'acct_none'", 'resource_missing'],
  ] as const)
    refused(await call('POST', '/v1/payment_links', form), 400, { param, message, ...(code && { code }) })
  assert.deepEqual(await news(), [])
})
