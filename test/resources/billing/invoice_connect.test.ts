// Invoices whose money is not the platform's alone: fees, transfers, and on whose behalf they are charged. Stripe's part of a
// payment is 2.9 % and 30 cents. (https://docs.stripe.com/invoicing/connect)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { connect, movements, wealth } from '../connect/platform.ts'
import { chargeOf, sharesOf, within } from './connected.ts'
import { decide } from '../checkout/shop.ts'
import { customer, DAY, drafted, refuses, SETTLED } from './invoicing.ts'

const PATH = '/v1/invoices'
const OPENED = ['customer.updated', 'invoice.updated', 'invoice.finalized', 'payment_intent.created']

behaves('POST /v1/invoices', 'in a connected account leaves the platform its fee', async (world) => {
  const there = await within(world)
  const draft = await drafted({ ...world, ...there }, [10_000], { application_fee_amount: 1230 })
  assert.match(draft.application as string, /^ca_/)
  // Since basil it is shown on the charge, and on the invoice no more.
  assert.deepEqual(['application_fee_amount' in draft, 'transfer_data' in draft], [false, false])
  const old = await there.call('GET', `${PATH}/${draft.id}`, undefined, { 'stripe-version': '2025-02-24.acacia' })
  assert.deepEqual([old.body.application_fee_amount, old.body.transfer_data], [1230, null])
  await there.stripe.invoices.pay(draft.id)
  assert.deepEqual(sharesOf(await chargeOf(there, draft.id)), [1230, null, null])
  assert.deepEqual(await there.news(), [...OPENED, ...SETTLED])
  assert.deepEqual(await world.news(), ['application_fee.created'])
  // 290 + 30 are Stripe's.
  assert.deepEqual(await movements(there), [['charge', 10_000, 1550, 8450]])
  assert.deepEqual(await movements(world), [['application_fee', 1230, 0, 1230]])

  // Capped at what is charged in the end (docs.stripe.com/connect/subscriptions#percent-fees-and-flat-fees): 14 + 30 are Stripe's.
  const less = await drafted({ ...world, ...there }, [500], { application_fee_amount: 501 })
  await there.stripe.invoices.pay(less.id)
  assert.deepEqual((await movements(there)).at(-1), ['charge', 500, 545, -45])
  assert.deepEqual(await world.news(), ['application_fee.created'])
})

behaves('POST /v1/invoices/{id}', 'changes what is kept and sent for as long as it is a draft', async (world) => {
  const { stripe, news } = world
  const [one, other] = [await connect(world), await connect(world)]
  const draft = await drafted(world, [1000], {
    application_fee_amount: 100,
    on_behalf_of: one,
    transfer_data: { destination: one },
  })
  assert.equal(draft.on_behalf_of, one)
  const update = (form: string) => world.call('POST', `${PATH}/${draft.id}`, form)
  refused(await update(`transfer_data[destination]=${other}&transfer_data[amount]=900`), 400, {
    code: 'parameters_exclusive',
    param: 'transfer_data[amount]',
    message: 'You may only specify one of these parameters: application_fee_amount, transfer_data[amount].',
  })
  // The platform cannot keep a fee of what goes nowhere.
  refused(await update('transfer_data='), 400, {
    param: 'application_fee_amount',
    message: /^Can only apply an application_fee_amount when/,
  })
  const changed = await stripe.invoices.update(draft.id, {
    application_fee_amount: 0,
    on_behalf_of: '',
    transfer_data: { destination: other, amount: 900 },
  })
  assert.equal(changed.on_behalf_of, null)
  assert.deepEqual(await news(), ['invoice.updated'])
  await stripe.invoices.finalizeInvoice(draft.id)
  refused(await update(`on_behalf_of=${one}`), 400, {
    code: 'invoice_on_behalf_of_not_editable',
    param: 'on_behalf_of',
    message: 'You cannot update the on_behalf_of property of an invoice after the invoice has been assigned a number.',
  })
  refused(await update('application_fee_amount=1'), 400, {
    param: 'application_fee_amount',
    message: "Finalized invoices can't be updated in this way",
  })
  await news()
  await stripe.invoices.pay(draft.id)
  assert.deepEqual(sharesOf(await chargeOf(world, draft.id)), [null, { amount: 900, destination: other }, null])
  assert.deepEqual(await news(), SETTLED.toSpliced(2, 0, 'transfer.created'))
  assert.deepEqual(await movements(world, other), [['payment', 900, 0, 900]])
  assert.deepEqual(await movements(world, one), [])
  // 29 + 30 are Stripe's.
  assert.equal(await wealth(world), 1000 - 59 - 900)
})

behaves('POST /v1/credit_notes', 'takes from the platform’s part of what is not paid yet', async (world) => {
  const { stripe, news } = world
  const account = await connect(world)
  const who = await customer(world)
  const product = { name: 'Photos' }
  const price = { currency: 'usd', unit_amount: 2000, recurring: { interval: 'month' as const } }
  const { id } = await stripe.prices.create({ ...price, product_data: product })
  const made = await stripe.subscriptions.create({
    customer: who,
    items: [{ price: id }],
    payment_behavior: 'default_incomplete',
    application_fee_percent: 10,
    transfer_data: { destination: account },
  })
  const invoice = made.latest_invoice as string
  await news()
  // A tenth of $20.00, and of the $15.00 that are left.
  await stripe.creditNotes.create({ invoice, amount: 500 })
  assert.deepEqual(await news(), ['invoice.updated', 'credit_note.created'])
  // Paid as a page does it, by the intent itself.
  const { data } = await stripe.invoicePayments.list({ invoice })
  await stripe.paymentIntents.confirm(data[0]!.payment.payment_intent as string, { payment_method: 'pm_card_visa' })
  assert.deepEqual(await movements(world, account), [['payment', 1500, 150, 1350]])
  assert.equal((await news()).includes('transfer.created'), true)
})

behaves(
  'POST /v1/payment_intents/{id}/confirm',
  'sends on what was not paid in the call that billed it',
  async (world) => {
    const { stripe, news } = world
    const account = await connect(world)
    const who = await customer(world)
    const pay = async (method: string, types: 'card' | 'us_bank_account') => {
      const { id } = await drafted(world, [1000], {
        customer: who,
        application_fee_amount: 100,
        transfer_data: { destination: account },
        payment_settings: { payment_method_types: [types] },
      })
      await stripe.invoices.finalizeInvoice(id)
      const { data } = await stripe.invoicePayments.list({ invoice: id })
      const intent = data[0]!.payment.payment_intent as string
      const said = await stripe.paymentIntents.confirm(intent, {
        payment_method: method,
        mandate_data: { customer_acceptance: { type: 'offline' } },
        return_url: 'https://shop.test',
      })
      await news()
      return said
    }
    const asked = await pay('pm_card_threeDSecure2Required', 'card')
    assert.deepEqual([asked.status, await movements(world, account)], ['requires_action', []])
    await decide(world, asked.next_action as never, 'succeed')
    assert.deepEqual(await movements(world, account), [['payment', 1000, 100, 900]])
    assert.deepEqual(await news(), SETTLED.toSpliced(2, 0, 'application_fee.created', 'transfer.created'))
    // A bank takes days.
    const waits = await pay('pm_usBankAccount_success', 'us_bank_account')
    assert.equal(waits.status, 'processing')
    await world.advance(10 * DAY)
    assert.deepEqual((await movements(world, account)).at(-1), ['payment', 1000, 100, 900])
    assert.equal((await news()).includes('invoice.paid'), true)
  },
)

behaves('POST /v1/invoices/create_preview', 'says on whose behalf it would be', async (world) => {
  const { stripe, news } = world
  const account = await connect(world)
  const who = await customer(world)
  const invoice_items = [{ amount: 500, currency: 'usd' }]
  const preview = await stripe.invoices.createPreview({
    customer: who,
    currency: 'usd',
    on_behalf_of: account,
    invoice_items,
  })
  assert.deepEqual([preview.on_behalf_of, preview.total], [account, 500])
  await refuses(
    world,
    `${PATH}/create_preview`,
    `customer=${who}&currency=usd&invoice_items[0][amount]=500&invoice_items[0][currency]=usd&on_behalf_of=acct_none`,
    {
      code: 'resource_missing',
      param: 'on_behalf_of',
      message: "No such destination: 'acct_none'",
    },
  )
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/invoices', 'refuses fees and transfers that cannot be', async (world) => {
  const { stripe, news, call } = world
  const account = await connect(world)
  const who = await customer(world)
  const to = `transfer_data[destination]=${account}`
  for (const [form, param, message, code] of [
    [
      'application_fee_amount=1',
      'application_fee_amount',
      'Can only apply an application_fee_amount when the request is made on behalf of another account (using an OAuth ' +
        'key, the Stripe-Account header, or `transfer_data[destination]`).',
    ],
    [
      `${to}&application_fee_amount=-1`,
      'application_fee_amount',
      'This value must be greater than or equal to 0.',
      'parameter_invalid_integer',
    ],
    [
      `${to}&transfer_data[amount]=0`,
      'transfer_data[amount]',
      'This value must be greater than or equal to 1.',
      'parameter_invalid_integer',
    ],
    [
      `${to}&transfer_data[amount]=5&application_fee_amount=5`,
      'transfer_data[amount]',
      'You may only specify one of these parameters: application_fee_amount, transfer_data[amount].',
      'parameters_exclusive',
    ],
    [
      'transfer_data[destination]=acct_none',
      'transfer_data[destination]',
      "No such destination: 'acct_none'",
      'resource_missing',
    ],
    ['on_behalf_of=acct_none', 'on_behalf_of', "No such destination: 'acct_none'", 'resource_missing'],
  ] as const)
    refused(await call('POST', PATH, `customer=${who}&${form}`), 400, { param, message, ...(code && { code }) })
  assert.deepEqual((await stripe.invoices.list()).data, [])
  assert.deepEqual(await news(), [])
})
