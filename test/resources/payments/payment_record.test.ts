// Payments that were made outside Stripe. (https://docs.stripe.com/api/payment-record, docs.stripe.com/payments/payment-records)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { connect } from '../connect/platform.ts'
import { ADDRESS, attemptsOf, NEWPAY, NO_ADDRESS, PAID, reported, sums, sumsOf, WHOLE_ADDRESS } from './reporting.ts'

behaves('POST /v1/payment_records/report_payment', 'keeps a payment that has begun', async (world) => {
  const { stripe, news } = world
  const { id: customer } = await stripe.customers.create({ name: 'Jenny Rosen' })
  const { id, created, latest_payment_attempt_record, ...rest } = await reported(world, {
    customer_details: { customer, email: 'jenny@example.com' },
    customer_presence: 'on_session',
    description: 'computer software',
    metadata: { order_id: '6735' },
    payment_method_details: {
      ...NEWPAY.payment_method_details,
      billing_details: { name: 'Jenny Rosen', address: { country: 'US' } },
    },
    shipping_details: { address: ADDRESS, name: 'Jenny Rosen' },
  })
  assert.match(id, /^pr_[A-Za-z0-9]{24}$/)
  assert.ok(created > 1730253453)
  assert.deepEqual(
    { ...rest },
    {
      object: 'payment_record',
      ...sums(1000),
      application: null,
      customer_details: { customer, email: 'jenny@example.com', name: null, phone: null },
      customer_presence: 'on_session',
      description: 'computer software',
      livemode: false,
      metadata: { order_id: '6735' },
      payment_method_details: {
        billing_details: { address: { ...NO_ADDRESS, country: 'US' }, email: null, name: 'Jenny Rosen', phone: null },
        custom: { display_name: 'newpay', type: 'cpmt_125kjj3hn3sdf' },
        payment_method: null,
        type: 'custom',
      },
      processor_details: { custom: { payment_reference: 'npp2358872734k' }, type: 'custom' },
      reported_by: 'self',
      shipping_details: { address: WHOLE_ADDRESS, name: 'Jenny Rosen', phone: null },
    },
  )
  const [attempt] = await attemptsOf(world, { id })
  const { id: attemptId, object: _, payment_record, ...said } = attempt!
  assert.deepEqual([attemptId, payment_record], [latest_payment_attempt_record, id])
  const { object: __, ...same } = rest
  assert.deepEqual({ ...said }, { created, ...same })
  assert.deepEqual(await news(), ['customer.created'])
})

behaves('POST /v1/payment_records/report_payment', 'keeps one that is over already', async (world) => {
  const ends: [Partial<Stripe.PaymentRecordReportPaymentParams>, Parameters<typeof sums>[1]][] = [
    [{ outcome: 'guaranteed', guaranteed: { guaranteed_at: 1746572320 } }, PAID],
    [{ outcome: 'failed', failed: { failed_at: 1746572320 } }, { failed: 1000 }],
    [{ outcome: 'canceled', canceled: { canceled_at: 1746572320 } }, { canceled: 1000 }],
  ]
  for (const [outcome, parts] of ends) {
    const record = await reported(world, outcome)
    assert.deepEqual(sumsOf(record), sums(1000, parts))
    assert.deepEqual((await attemptsOf(world, record)).map(sumsOf), [sums(1000, parts)])
  }
  assert.deepEqual(await world.news(), [])
})

behaves('POST /v1/payment_records/report_payment', 'knows a method of Stripe’s by its id', async (world) => {
  const { stripe, news } = world
  const card = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } })
  const record = await reported(world, {
    amount_requested: { currency: 'JPY', value: 500 },
    payment_method_details: { payment_method: card.id },
    processor_details: { type: 'custom' },
  })
  assert.deepEqual(sumsOf(record), sums(500, {}, 'jpy'))
  assert.deepEqual(record.processor_details, { custom: { payment_reference: null }, type: 'custom' })
  const { brand, checks, country, exp_month, exp_year, fingerprint, funding, last4, wallet } = card.card!
  // All that the card says of itself, and null for what only a payment through Stripe would tell.
  assert.deepEqual(record.payment_method_details, {
    billing_details: null,
    card: {
      authorization_code: null,
      brand,
      checks,
      country,
      exp_month,
      exp_year,
      fingerprint,
      funding,
      installments: null,
      last4,
      network: null,
      network_advice_code: null,
      network_decline_code: null,
      network_transaction_id: null,
      three_d_secure: null,
      wallet,
    },
    payment_method: card.id,
    type: 'card',
  })
  assert.deepEqual([brand, last4], ['visa', '4242'])
  const { processor_details: _, ...bare } = NEWPAY
  const untold = await stripe.paymentRecords.reportPayment(bare)
  assert.deepEqual(untold.processor_details, { custom: { payment_reference: null }, type: 'custom' })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/payment_records/report_payment', 'names the platform that reports it', async (world) => {
  const { stripe, news } = world
  const stripeAccount = await connect(world)
  await news()
  const made = await stripe.paymentRecords.reportPayment(NEWPAY, { stripeAccount })
  assert.match(made.application!, /^ca_[A-Za-z0-9]{32}$/)
  const { data } = await stripe.paymentAttemptRecords.list({ payment_record: made.id }, { stripeAccount })
  assert.equal(data[0]!.application, made.application)
  assert.deepEqual((await stripe.paymentRecords.list({}, { stripeAccount })).data, [{ ...made }])
  assert.deepEqual((await stripe.paymentRecords.list()).data, [])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/payment_records/report_payment', 'refuses what makes no payment', async (world) => {
  const { call, news, stripe } = world
  const card = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } })
  const money = 'amount_requested[currency]=usd&amount_requested[value]=1000'
  const custom = 'payment_method_details[type]=custom&payment_method_details[custom][display_name]=newpay'
  const begun = 'initiated_at=1730253453'
  const missing = (param: string) => ({
    code: 'parameter_missing',
    param,
    message: `Missing required param: ${param}.`,
  })
  const method = 'payment_method_details'
  const refusals: [string, Parameters<typeof refused>[2]][] = [
    [`${begun}&${custom}`, missing('amount_requested')],
    [`amount_requested[value]=1000&${begun}&${custom}`, missing('amount_requested[currency]')],
    [`${money}&${custom}`, missing('initiated_at')],
    [`${money}&${begun}`, missing(method)],
    [`${money}&${begun}&${method}[billing_details][name]=Jenny`, missing(`${method}[type]`)],
    [`${money}&${begun}&${method}[type]=custom`, missing(`${method}[custom]`)],
    [`${money}&${begun}&${method}[custom][type]=cpmt_1`, missing(`${method}[custom][display_name]`)],
    [
      `${money}&${begun}&${method}[type]=card`,
      { param: `${method}[type]`, message: `Invalid ${method}[type]: must be custom` },
    ],
    [
      `${money}&${begun}&${method}[payment_method]=pm_none`,
      { code: 'resource_missing', param: `${method}[payment_method]`, message: "No such PaymentMethod: 'pm_none'" },
    ],
    [
      `${money}&${begun}&${custom}&${method}[payment_method]=${card.id}`,
      {
        param: `${method}[type]`,
        message: `The PaymentMethod ${card.id} is of the type \`card\`, so its details cannot be \`custom\`.`,
      },
    ],
    [
      `amount_requested[currency]=usd&amount_requested[value]=0&${begun}&${custom}`,
      {
        code: 'parameter_invalid_integer',
        param: 'amount_requested[value]',
        message: 'This value must be greater than or equal to 1.',
      },
    ],
    [
      `amount_requested[currency]=usd&amount_requested[value]=100000000&${begun}&${custom}`,
      {
        code: 'amount_too_large',
        param: 'amount_requested[value]',
        message: 'Amount must be no more than $999,999.99',
      },
    ],
    [
      `amount_requested[currency]=xxx&amount_requested[value]=1000&${begun}&${custom}`,
      { param: 'amount_requested[currency]', message: 'Invalid currency: xxx' },
    ],
    [`${money}&${begun}&${custom}&outcome=guaranteed`, missing('guaranteed')],
    [`${money}&${begun}&${custom}&outcome=failed&failed[failed_at]=`, { ...INTEGER, param: 'failed[failed_at]' }],
    [
      `${money}&${begun}&${custom}&failed[failed_at]=1730253460`,
      { param: 'failed', message: 'You can only pass `failed` when `outcome` is `failed`.' },
    ],
    [
      `${money}&${begun}&${custom}&outcome=failed&failed[failed_at]=1&guaranteed[guaranteed_at]=1`,
      { param: 'guaranteed', message: 'You can only pass `guaranteed` when `outcome` is `guaranteed`.' },
    ],
    [
      // In the version of this sandbox, 2026-08-26.dahlia; https://docs.stripe.com/changelog/endive/2026-09-30/reporting-canceled-payments
      `${money}&${begun}&${custom}&outcome=canceled`,
      { param: 'outcome', message: 'Invalid outcome: must be one of failed or guaranteed' },
    ],
    [
      `${money}&${begun}&${custom}&customer_details[customer]=cus_none`,
      { code: 'resource_missing', param: 'customer_details[customer]', message: "No such customer: 'cus_none'" },
    ],
    [
      `${money}&${begun}&${custom}&colour=red`,
      { code: 'parameter_unknown', param: 'colour', message: 'Received unknown parameter: colour' },
    ],
  ]
  for (const [form, refusal] of refusals)
    refused(await call('POST', '/v1/payment_records/report_payment', form), 400, refusal)
  assert.deepEqual((await stripe.paymentRecords.list()).data, [])
  assert.deepEqual(await news(), [])
})
const INTEGER = { code: 'parameter_invalid_integer', message: 'Invalid integer: ' }

behaves('GET /v1/payment_records/{id}', 'has the record, and none that was made up', async (world) => {
  const made = await reported(world)
  assert.deepEqual({ ...(await world.stripe.paymentRecords.retrieve(made.id)) }, { ...made })
  refused(await world.call('GET', '/v1/payment_records/pr_none'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such payment_record: 'pr_none'",
  })
  assert.deepEqual(await world.news(), [])
})

behaves('GET /v1/payment_records', 'has the newest first, from after and before a time', async (world) => {
  const { stripe, news, advance } = world
  const one = await reported(world)
  await advance(100)
  const two = await reported(world)
  await advance(100)
  const three = await reported(world)
  const ids = async (params: Stripe.PaymentRecordListParams) =>
    (await stripe.paymentRecords.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [three.id, two.id, one.id])
  assert.deepEqual(await ids({ limit: 1, starting_after: three.id }), [two.id])
  assert.deepEqual(await ids({ ending_before: one.id }), [three.id, two.id])
  // After and before, and not at.
  assert.deepEqual(await ids({ created_after: one.created }), [three.id, two.id])
  assert.deepEqual(await ids({ created_before: three.created }), [two.id, one.id])
  assert.deepEqual(await ids({ created_after: one.created, created_before: three.created }), [two.id])
  assert.deepEqual(await news(), [])
})
