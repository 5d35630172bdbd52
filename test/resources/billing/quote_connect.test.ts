// Quotes of a platform: what it keeps of what is offered, and where the money goes on to.
// (https://docs.stripe.com/api/quotes/create#create_quote-application_fee_percent)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { connect, movements } from '../connect/platform.ts'
import { chargeOf, sharesOf, within } from './connected.ts'
import { shop } from './quoting.ts'

const HOUR = 3600
const [EXCLUSIVE, INTEGER] = ['parameters_exclusive', 'parameter_invalid_integer']
const ACCEPT = 'POST /v1/quotes/{id}/accept'

behaves(ACCEPT, 'settles on the subscription what the quote says of Connect', async (world) => {
  const { stripe, news, advance } = world
  const account = await connect(world)
  const { customer, photos } = await shop(world)
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  const made = await stripe.quotes.create({
    customer,
    line_items: [{ price: photos }],
    application_fee_percent: 5,
    on_behalf_of: account,
    transfer_data: { destination: account },
  })
  assert.deepEqual(made.transfer_data, { amount: null, amount_percent: null, destination: account })
  const changed = await stripe.quotes.update(made.id, { application_fee_percent: 10 })
  assert.deepEqual(
    [changed.application_fee_percent, changed.application_fee_amount, changed.on_behalf_of, changed.application],
    [10, null, account, null],
  )
  await stripe.quotes.finalizeQuote(made.id)
  await news()
  const { subscription } = await stripe.quotes.accept(made.id)
  assert.deepEqual(await news(), ['customer.subscription.created', 'invoice.created', 'quote.accepted'])
  const of = await stripe.subscriptions.retrieve(subscription as string)
  assert.deepEqual([of.application_fee_percent, of.on_behalf_of], [10, account])
  assert.deepEqual(of.transfer_data, { amount_percent: null, destination: account })
  await advance(2 * HOUR)
  // A tenth of $15.00.
  assert.deepEqual(await movements(world, account), [['payment', 1500, 150, 1350]])
  assert.deepEqual(sharesOf(await chargeOf(world, of.latest_invoice as string)), [
    150,
    { amount: null, destination: account },
    account,
  ])
  assert.equal((await news()).filter((type) => type === 'transfer.created').length, 1)
})

behaves(ACCEPT, 'has what is bought once keep an amount, or send one on', async (world) => {
  const { stripe, news } = world
  const there = await within(world)
  const yours = await shop({ ...world, ...there })
  const { id: card } = await there.stripe.paymentMethods.attach('pm_card_visa', { customer: yours.customer })
  const direct = await there.stripe.quotes.create({
    customer: yours.customer,
    line_items: [{ price: yours.setup }],
    application_fee_amount: 99,
  })
  assert.match(direct.application as string, /^ca_/)
  await there.stripe.quotes.finalizeQuote(direct.id)
  const { invoice } = await there.stripe.quotes.accept(direct.id)
  await there.news()
  await news()
  await there.stripe.invoices.pay(invoice as string, { payment_method: card })
  assert.deepEqual(await news(), ['application_fee.created'])
  // $9.99: Stripe's are 28.971 (29) + 30.
  assert.deepEqual(await movements(there), [['charge', 999, 158, 841]])

  const { customer, setup } = await shop(world, { invoice_prefix: 'OTHER' })
  const { id: visa } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  const sent = await stripe.quotes.create({
    customer,
    line_items: [{ price: setup }],
    transfer_data: { destination: there.account, amount: 900 },
  })
  await stripe.quotes.finalizeQuote(sent.id)
  const accepted = await stripe.quotes.accept(sent.id)
  await stripe.invoices.pay(accepted.invoice as string, { payment_method: visa })
  assert.deepEqual((await movements(there)).at(-1), ['payment', 900, 0, 900])
  // Cloned, it says the same; unset, nothing.
  const clone = await stripe.quotes.create({ from_quote: { quote: sent.id } })
  assert.deepEqual(clone.transfer_data, { amount: 900, amount_percent: null, destination: there.account })
  assert.equal((await stripe.quotes.update(clone.id, { transfer_data: '' })).transfer_data, null)
  const settled = (await news()).slice(-9)
  assert.deepEqual(settled, [
    'payment_intent.created',
    ...['charge.succeeded', 'payment_intent.succeeded', 'transfer.created'],
    ...['invoice_payment.paid', 'invoice.updated', 'invoice.paid', 'invoice.payment_succeeded'],
    'quote.created',
  ])
})

behaves('POST /v1/quotes', 'takes percentages of what recurs, and amounts of what does not', async (world) => {
  const { call, news, stripe } = world
  const account = await connect(world)
  const { photos, setup } = await shop(world)
  const to = `transfer_data[destination]=${account}`
  const [monthly, once] = [photos, setup].map((price) => `line_items[0][price]=${price}&${to}`)
  const [amount, percent] = ['transfer_data[amount]', 'transfer_data[amount_percent]']
  const exclusive = (...names: string[]) => `You may only specify one of these parameters: ${names.join(', ')}.`
  for (const [form, param, message, code] of [
    [
      `${monthly}&application_fee_amount=5`,
      'application_fee_amount',
      'You cannot set `application_fee_amount` when there are line items with recurring prices.',
    ],
    [`${monthly}&${amount}=5`, amount, `You cannot set \`${amount}\` when there are line items with recurring prices.`],
    [
      `${once}&application_fee_percent=5`,
      'application_fee_percent',
      'You can only set `application_fee_percent` when there is a line item with a recurring price.',
    ],
    [
      `${once}&${percent}=5`,
      percent,
      `You can only set \`${percent}\` when there is a line item with a recurring price.`,
    ],
    [`${to}&${amount}=5&${percent}=5`, percent, exclusive(amount!, percent!), EXCLUSIVE],
    [
      `${to}&application_fee_amount=5&application_fee_percent=5`,
      'application_fee_percent',
      exclusive('application_fee_amount', 'application_fee_percent'),
      EXCLUSIVE,
    ],
    [
      `${to}&application_fee_percent=5&${percent}=5`,
      percent,
      exclusive('application_fee_percent', percent!),
      EXCLUSIVE,
    ],
    [`${to}&application_fee_amount=5&${amount}=5`, amount, exclusive('application_fee_amount', amount!), EXCLUSIVE],
    [
      `${to}&application_fee_amount=-1`,
      'application_fee_amount',
      'This value must be greater than or equal to 0.',
      INTEGER,
    ],
    [`${to}&${amount}=0`, amount, 'This value must be greater than or equal to 1.', INTEGER],
    [
      `${to}&application_fee_percent=101`,
      'application_fee_percent',
      "This value must be less than or equal to 100 (it currently is '101.0').",
    ],
  ] as const)
    refused(await call('POST', '/v1/quotes', form), 400, { param: param!, message, ...(code && { code }) })
  // What was said has to go with the lines that come later.
  const { id } = await stripe.quotes.create({ application_fee_amount: 5, transfer_data: { destination: account } })
  await news()
  refused(await call('POST', `/v1/quotes/${id}`, `line_items[0][price]=${photos}`), 400, {
    param: 'application_fee_amount',
    message: /when there are line items with recurring prices/,
  })
  assert.deepEqual(await news(), [])
})
