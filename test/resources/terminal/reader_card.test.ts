// Cards at a simulated reader: payments, setups and refunds, and what a test card makes of each.
// (https://docs.stripe.com/terminal/payments/collect-card-payment?terminal-sdk-platform=server-driven,
// docs.stripe.com/terminal/references/testing)
// One file because each test begins where the one before ends.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { intent, present, readerIn } from './till.ts'

behaves('POST /v1/terminal/readers/{id}/process_payment_intent', 'waits for a card', async (world) => {
  const { stripe, call, news } = world
  const made = await readerIn(world)
  const { id } = await intent(world)
  const asked = await stripe.terminal.readers.processPaymentIntent(made.id, {
    payment_intent: id,
    process_config: { skip_tipping: true, enable_customer_cancellation: true, allow_redisplay: 'limited' },
  })
  const { last_seen_at: _, ...rest } = asked
  const { last_seen_at: __, ...before } = made
  assert.deepEqual(
    { ...rest },
    {
      ...before,
      action: {
        api_error: null,
        failure_code: null,
        failure_message: null,
        process_payment_intent: {
          payment_intent: id,
          process_config: { enable_customer_cancellation: true, skip_tipping: true },
        },
        status: 'in_progress',
        type: 'process_payment_intent',
      },
    },
  )
  assert.equal((await stripe.paymentIntents.retrieve(id)).status, 'requires_payment_method')
  const refuse = async (form: string, message: string | RegExp, code?: string, param?: string) =>
    refused(await call('POST', `/v1/terminal/readers/${made.id}/process_payment_intent`, form), 400, {
      message,
      ...(code && { code }),
      ...(param && { param }),
    })
  await refuse('payment_intent=pi_none', "No such payment_intent: 'pi_none'", 'resource_missing', 'payment_intent')
  const online = await intent(world, { allowed_payment_method_types: ['card'] })
  await refuse(
    `payment_intent=${online.id}`,
    'The intent must have `card_present` among its payment_method_types to be processed by a reader.',
    undefined,
    'payment_intent',
  )
  const raised = await intent(world, {
    payment_method_options: { card_present: { request_incremental_authorization_support: true } },
  })
  await refuse(
    `payment_intent=${raised.id}`,
    'Brindle does not take request_incremental_authorization_support at a reader yet.',
    'not_built',
    'payment_method_options[card_present][request_incremental_authorization_support]',
  )
  await stripe.paymentIntents.cancel(online.id)
  await refuse(
    `payment_intent=${online.id}`,
    'The PaymentIntent must have a status of requires_payment_method to be processed by a reader. It has a status of canceled.',
    'intent_invalid_state',
  )
  assert.deepEqual(await news(), [
    'payment_intent.created',
    'payment_intent.created',
    'payment_intent.created',
    'payment_intent.canceled',
  ])
})

behaves('POST /v1/test_helpers/terminal/readers/{id}/present_payment_method', 'pays', async (world) => {
  const { stripe, news, advance } = world
  const { id: reader, location } = await readerIn(world)
  const { id } = await intent(world, { capture_method: 'manual', metadata: { order: '1' } })
  await stripe.terminal.readers.processPaymentIntent(reader, { payment_intent: id })
  await news()
  const done = await stripe.testHelpers.terminal.readers.presentPaymentMethod(reader, { amount_tip: 300 })
  assert.deepEqual(done.action, {
    api_error: null,
    failure_code: null,
    failure_message: null,
    process_payment_intent: { payment_intent: id },
    status: 'succeeded',
    type: 'process_payment_intent',
  })
  const held = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge', 'payment_method'] })
  assert.deepEqual(
    [held.status, held.amount, held.amount_capturable, held.amount_details?.tip],
    ['requires_capture', 2300, 2300, { amount: 300 }],
  )
  const method = held.payment_method as Stripe.PaymentMethod
  assert.deepEqual([method.type, method.customer], ['card_present', null])
  const card = {
    brand: 'visa',
    brand_product: null,
    cardholder_name: null,
    country: 'US',
    exp_month: 8,
    exp_year: 2034,
    funding: 'credit',
    last4: '4242',
    offline: null,
    preferred_locales: [],
    read_method: 'contact_emv',
  }
  const { fingerprint, ...shown } = method.card_present!
  assert.deepEqual({ ...shown }, { ...card, networks: { available: ['visa'], preferred: null } })
  const paid = held.latest_charge as Stripe.Charge
  const { receipt, network_transaction_id, ...details } = paid.payment_method_details!.card_present!
  assert.deepEqual(
    { ...details },
    {
      ...card,
      amount_authorized: 2300,
      // Two days: docs.stripe.com/terminal/payments/collect-card-payment#capture-payment
      capture_before: paid.created + 2 * 86_400,
      emv_auth_data: null,
      fingerprint,
      generated_card: null,
      incremental_authorization_supported: false,
      location,
      network: 'visa',
      overcapture_supported: false,
      reader,
    },
  )
  assert.match(network_transaction_id!, /^\w{15}$/)
  assert.deepEqual([receipt!.application_preferred_name, receipt!.account_type], ['Stripe Credit', 'credit'])
  assert.deepEqual([paid.id.slice(0, 3), paid.captured, paid.status], ['ch_', false, 'succeeded'])
  assert.deepEqual(await news(), [
    'charge.succeeded',
    'payment_intent.amount_capturable_updated',
    'terminal.reader.action_succeeded',
  ])
  await stripe.paymentIntents.capture(id)
  const captured = await stripe.charges.retrieve(paid.id, { expand: ['balance_transaction'] })
  const { amount, type } = captured.balance_transaction as Stripe.BalanceTransaction
  assert.deepEqual([captured.amount_captured, amount, type], [2300, 2300, 'charge'])
  assert.deepEqual(await news(), ['charge.captured', 'payment_intent.succeeded'])
  // What nobody captures is let go after the two days.
  const late = await intent(world, {
    payment_method_options: { card_present: { capture_method: 'manual_preferred' } },
  })
  await stripe.terminal.readers.processPaymentIntent(reader, { payment_intent: late.id })
  await stripe.testHelpers.terminal.readers.presentPaymentMethod(reader)
  await news()
  await advance(2 * 86_400)
  assert.equal((await stripe.paymentIntents.retrieve(late.id)).status, 'canceled')
  // What was captured is there on the same Thursday.
  assert.deepEqual(await news(), ['balance.available', 'charge.expired', 'payment_intent.canceled'])
})

behaves(
  'POST /v1/test_helpers/terminal/readers/{id}/present_payment_method',
  'tells of a card that is declined',
  async (world) => {
    const { stripe, news } = world
    const { id: reader } = await readerIn(world)
    const { id } = await intent(world)
    await stripe.terminal.readers.processPaymentIntent(reader, { payment_intent: id })
    const { action } = await stripe.testHelpers.terminal.readers.presentPaymentMethod(reader, {
      type: 'card_present',
      amount_tip: 500,
      card_present: { number: '4000000000009995' },
    })
    const { latest_charge, status, last_payment_error } = await stripe.paymentIntents.retrieve(id)
    const { status: said, failure_code, failure_message, api_error } = action!
    // https://docs.stripe.com/testing#declined-payments
    assert.deepEqual(
      [said, failure_code, failure_message],
      ['failed', 'card_declined', 'Your card has insufficient funds.'],
    )
    assert.deepEqual(
      [api_error?.type, api_error?.code, api_error?.decline_code, api_error?.charge],
      ['card_error', 'card_declined', 'insufficient_funds', latest_charge],
    )
    assert.deepEqual([status, last_payment_error?.decline_code], ['requires_payment_method', 'insufficient_funds'])
    assert.deepEqual(await news(), [
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
      'terminal.reader.action_failed',
    ])
    // The same intent, another card: captured at once.
    await stripe.terminal.readers.processPaymentIntent(reader, { payment_intent: id })
    await stripe.testHelpers.terminal.readers.presentPaymentMethod(reader, {
      amount_tip: 100,
      card_present: { number: '5555555555554444' },
    })
    const again = await stripe.paymentIntents.retrieve(id)
    assert.deepEqual([again.status, again.amount_received], ['succeeded', 2100])
    assert.deepEqual(await news(), ['charge.succeeded', 'payment_intent.succeeded', 'terminal.reader.action_succeeded'])
  },
)

behaves(
  'POST /v1/test_helpers/terminal/readers/{id}/present_payment_method',
  'refuses what no reader does',
  async (world) => {
    const { stripe, news } = world
    const { id: reader } = await readerIn(world)
    const refuse = async (form: string, expected: Parameters<typeof refused>[2]) =>
      refused(await present(world, reader, form), 400, expected)
    await refuse('', { message: 'This reader has no action in progress that collects a payment method.' })
    const { id } = await intent(world)
    await stripe.terminal.readers.processPaymentIntent(reader, {
      payment_intent: id,
      process_config: { skip_tipping: true },
    })
    await refuse('card_present[number]=4242424242424241', {
      param: 'card_present[number]',
      message: /^This is not one of the test card numbers/,
    })
    await refuse('type=interac_present', {
      param: 'type',
      message: 'The reader does not take interac_present for this action.',
    })
    await refuse('type=card', { code: 'not_built', param: 'type', message: /does not type cards/ })
    await refuse('amount_tip=100', { param: 'amount_tip', message: 'Tipping is skipped for this payment.' })
    assert.equal((await stripe.paymentIntents.retrieve(id)).status, 'requires_payment_method')
    assert.deepEqual(await news(), ['payment_intent.created'])
  },
)

behaves('POST /v1/terminal/readers/{id}/collect_payment_method', 'collects, and is confirmed later', async (world) => {
  const { stripe, call, news } = world
  const { id: reader } = await readerIn(world)
  const { id } = await intent(world)
  const asked = await stripe.terminal.readers.collectPaymentMethod(reader, {
    payment_intent: id,
    collect_config: { enable_customer_cancellation: true },
  })
  assert.deepEqual(asked.action?.collect_payment_method, {
    payment_intent: id,
    collect_config: { enable_customer_cancellation: true },
  })
  const done = await stripe.testHelpers.terminal.readers.presentPaymentMethod(reader)
  const { payment_method, status } = await stripe.paymentIntents.retrieve(id)
  assert.equal(status, 'requires_confirmation')
  const shown = done.action!.collect_payment_method!.payment_method!
  assert.deepEqual([shown.id, shown.type, shown.card_present!.last4], [payment_method, 'card_present', '4242'])
  const { id: customer } = await stripe.customers.create({})
  refused(await call('POST', `/v1/payment_methods/${payment_method}/attach`, `customer=${customer}`), 400, {
    param: 'payment_method',
    message: 'PaymentMethods of type card_present cannot be attached to a customer.',
  })
  assert.deepEqual(await news(), ['payment_intent.created', 'terminal.reader.action_updated', 'customer.created'])
})

behaves(
  'POST /v1/terminal/readers/{id}/confirm_payment_intent',
  'authorizes, and does nothing else meanwhile',
  async (world) => {
    const { stripe, call, news, advance } = world
    const { id: reader } = await readerIn(world)
    const { id } = await intent(world)
    const path = `/v1/terminal/readers/${reader}`
    refused(await call('POST', `${path}/confirm_payment_intent`, `payment_intent=${id}`), 400, {
      code: 'intent_invalid_state',
      message:
        'The PaymentIntent must have a status of requires_confirmation to be processed by a reader. It has a status of ' +
        'requires_payment_method.',
    })
    await stripe.terminal.readers.collectPaymentMethod(reader, { payment_intent: id })
    await stripe.testHelpers.terminal.readers.presentPaymentMethod(reader)
    await news()
    const elsewhere = await readerIn(world)
    refused(
      await call('POST', `/v1/terminal/readers/${elsewhere.id}/confirm_payment_intent`, `payment_intent=${id}`),
      400,
      {
        param: 'payment_intent',
        message: 'The payment method of the PaymentIntent was not collected by this reader.',
      },
    )
    const asked = await stripe.terminal.readers.confirmPaymentIntent(reader, { payment_intent: id })
    assert.deepEqual(
      [asked.action?.type, asked.action?.status, asked.action?.confirm_payment_intent],
      ['confirm_payment_intent', 'in_progress', { payment_intent: id }],
    )
    for (const [verb, form] of [
      ['cancel_action', ''],
      ['process_payment_intent', `payment_intent=${(await intent(world)).id}`],
    ] as const)
      refused(await call('POST', `${path}/${verb}`, form), 400, {
        code: 'terminal_reader_busy',
        message: /^Reader is currently busy processing another request\./,
      })
    await news()
    await advance(1)
    const after = (await stripe.terminal.readers.retrieve(reader)) as Stripe.Terminal.Reader
    assert.equal(after.action?.status, 'succeeded')
    assert.equal((await stripe.paymentIntents.retrieve(id)).status, 'succeeded')
    assert.deepEqual(await news(), ['charge.succeeded', 'payment_intent.succeeded', 'terminal.reader.action_succeeded'])
  },
)

behaves('POST /v1/terminal/readers/{id}/process_setup_intent', 'saves a card that the card makes', async (world) => {
  const { stripe, call, news } = world
  const { id: reader } = await readerIn(world)
  const { id: customer } = await stripe.customers.create({})
  const { id } = await stripe.setupIntents.create({ customer, allowed_payment_method_types: ['card_present'] } as never)
  refused(await call('POST', `/v1/terminal/readers/${reader}/process_setup_intent`, `setup_intent=${id}`), 400, {
    code: 'parameter_missing',
    param: 'allow_redisplay',
    message: 'Missing required param: allow_redisplay.',
  })
  await stripe.terminal.readers.processSetupIntent(reader, { setup_intent: id, allow_redisplay: 'always' })
  await news()
  const { action } = await stripe.testHelpers.terminal.readers.presentPaymentMethod(reader)
  const { setup_intent, generated_card } = action!.process_setup_intent!
  assert.deepEqual([action!.status, setup_intent], ['succeeded', id])
  const saved = await stripe.setupIntents.retrieve(id, { expand: ['latest_attempt', 'payment_method'] })
  assert.deepEqual([saved.status, (saved.payment_method as Stripe.PaymentMethod).type], ['succeeded', 'card_present'])
  const attempt = saved.latest_attempt as Stripe.SetupAttempt
  assert.deepEqual(attempt.payment_method_details.card_present, { generated_card, offline: null })
  const card = await stripe.paymentMethods.retrieve(generated_card!)
  assert.deepEqual(
    [card.type, card.customer, card.allow_redisplay, card.card?.last4],
    ['card', customer, 'always', '4242'],
  )
  assert.equal(card.card?.generated_from?.setup_attempt, attempt.id)
  assert.deepEqual(await news(), [
    'payment_method.attached',
    'setup_intent.succeeded',
    'terminal.reader.action_succeeded',
  ])
  // A card whose bank says no is not set up.
  const refusedIntent = await stripe.setupIntents.create({ allowed_payment_method_types: ['card_present'] } as never)
  await stripe.terminal.readers.processSetupIntent(reader, {
    setup_intent: refusedIntent.id,
    allow_redisplay: 'limited',
  })
  await news()
  const no = await stripe.testHelpers.terminal.readers.presentPaymentMethod(reader, {
    card_present: { number: '4000000000000002' },
  })
  assert.deepEqual([no.action!.status, no.action!.failure_code], ['failed', 'card_declined'])
  assert.deepEqual(await news(), ['setup_intent.setup_failed', 'terminal.reader.action_failed'])
  // It pays without a reader.
  const later = await stripe.paymentIntents.create({
    amount: 500,
    currency: 'usd',
    customer,
    payment_method: generated_card!,
    allowed_payment_method_types: ['card'],
    confirm: true,
    off_session: true,
  } as never)
  assert.equal(later.status, 'succeeded')
  await news()
})

behaves('POST /v1/terminal/readers/{id}/refund_payment', 'gives the same card its money back', async (world) => {
  const { stripe, call, news } = world
  const { id: reader } = await readerIn(world)
  const path = `/v1/terminal/readers/${reader}/refund_payment`
  const { id } = await intent(world, { currency: 'cad', allowed_payment_method_types: ['interac_present'] })
  await stripe.terminal.readers.processPaymentIntent(reader, { payment_intent: id })
  await stripe.testHelpers.terminal.readers.presentPaymentMethod(reader)
  const { latest_charge } = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] })
  const charge = latest_charge as Stripe.Charge
  const { brand, last4, network } = charge.payment_method_details!.interac_present!
  // https://docs.stripe.com/terminal/references/testing#standard-test-cards
  assert.deepEqual([charge.status, brand, last4, network], ['succeeded', 'interac', '1933', 'interac'])
  await news()
  await stripe.terminal.readers.refundPayment(reader, { charge: charge.id, amount: 500, metadata: { a: '1' } })
  const { action } = await stripe.testHelpers.terminal.readers.presentPaymentMethod(reader)
  const { refund, ...asked } = action!.refund_payment!
  assert.deepEqual(
    [action!.status, { ...asked }],
    ['succeeded', { charge: charge.id, amount: 500, metadata: { a: '1' } }],
  )
  const back = await stripe.refunds.retrieve(refund as string, { expand: ['balance_transaction'] })
  assert.deepEqual(
    [back.id.slice(0, 3), back.amount, back.status, back.metadata],
    ['re_', 500, 'succeeded', { a: '1' }],
  )
  const { type, amount } = back.balance_transaction as Stripe.BalanceTransaction
  assert.deepEqual([type, amount], ['refund', -500])
  // What is captured asynchronously is booked before it is given back.
  assert.deepEqual(await news(), [
    'charge.updated',
    'refund.created',
    'charge.refunded',
    'terminal.reader.action_succeeded',
  ])
  // More than is left is refused once the card is there.
  await stripe.terminal.readers.refundPayment(reader, { payment_intent: id, amount: 1501 })
  const failed = await stripe.testHelpers.terminal.readers.presentPaymentMethod(reader)
  assert.deepEqual([failed.action!.status, failed.action!.api_error?.param], ['failed', 'amount'])
  assert.match(failed.action!.failure_message!, /greater than unrefunded amount on charge/)
  assert.deepEqual(await news(), ['terminal.reader.action_failed'])
  refused(await call('POST', path, ''), 400, {
    code: 'parameter_missing',
    param: 'payment_intent',
    message: 'Missing required param: payment_intent.',
  })
  const online = await stripe.charges.create({ amount: 500, currency: 'usd', source: 'tok_visa' })
  refused(await call('POST', path, `charge=${online.id}`), 400, {
    code: 'charge_not_refundable',
    message: `The charge ${online.id} was not paid at a reader.`,
  })
  // Another card than that which paid.
  const visa = await intent(world)
  await stripe.terminal.readers.processPaymentIntent(reader, { payment_intent: visa.id })
  await stripe.testHelpers.terminal.readers.presentPaymentMethod(reader)
  await stripe.terminal.readers.refundPayment(reader, { payment_intent: visa.id })
  await news()
  const wrong = await stripe.testHelpers.terminal.readers.presentPaymentMethod(reader, {
    card_present: { number: '5555555555554444' },
  })
  assert.deepEqual([wrong.action!.status, wrong.action!.failure_code], ['failed', 'card_declined'])
  assert.deepEqual(await news(), ['terminal.reader.action_failed'])
})
