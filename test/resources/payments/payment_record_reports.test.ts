// What is reported of a payment outside Stripe after it began: how its attempts ended, what else is known, and refunds.
// (https://docs.stripe.com/api/payment-record)
// One file because each report is a step in the life of one record.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import {
  ADDRESS,
  attemptsOf,
  guaranteed,
  NO_ADDRESS,
  PAID,
  reported,
  sums,
  sumsOf,
  WHOLE_ADDRESS,
} from './reporting.ts'

/** Reports of how an attempt ended: the operation, the time it must tell, and what then is in the sums. */
const ENDS = [
  ['POST /v1/payment_records/{id}/report_payment_attempt_guaranteed', 'guaranteed', 'guaranteed_at', PAID],
  ['POST /v1/payment_records/{id}/report_payment_attempt_failed', 'failed', 'failed_at', { failed: 1000 }],
  ['POST /v1/payment_records/{id}/report_payment_attempt_canceled', 'canceled', 'canceled_at', { canceled: 1000 }],
] as const

for (const [operation, outcome, at, parts] of ENDS)
  behaves(operation, 'ends the latest attempt, once', async (world) => {
    const { call, news, stripe } = world
    const made = await reported(world, { metadata: { a: '1' } })
    const report = (end: string, form: string, id = made.id) =>
      call('POST', `/v1/payment_records/${id}/report_payment_attempt_${end}`, form)
    refused(await report(outcome, 'metadata[b]=2'), 400, {
      code: 'parameter_missing',
      param: at,
      message: `Missing required param: ${at}.`,
    })
    const { status, body } = await report(outcome, `${at}=1730253500&metadata[a]=&metadata[b]=2`)
    assert.equal(status, 200)
    assert.deepEqual(body, { ...made, ...sums(1000, parts), metadata: { b: '2' } })
    const [attempt] = await attemptsOf(world, made)
    assert.deepEqual([sumsOf(attempt!), attempt!.metadata], [sums(1000, parts), { b: '2' }])
    for (const [, other, when] of ENDS)
      refused(await report(other, `${when}=1730253501`), 400, {
        message:
          `You cannot report the latest payment attempt of this payment record as \`${other}\` because it is already ` +
          `\`${outcome}\`.`,
      })
    assert.deepEqual({ ...(await stripe.paymentRecords.retrieve(made.id)) }, body)
    assert.equal((await report(outcome, `${at}=1`, 'pr_none')).status, 404)
    assert.deepEqual(await news(), [])
  })

behaves('POST /v1/payment_records/{id}/report_payment_attempt', 'tries again what came to nothing', async (world) => {
  const { stripe, news } = world
  const made = await reported(world, {
    description: 'first',
    metadata: { a: '1' },
    outcome: 'failed',
    failed: { failed_at: 1730253460 },
  })
  const again = await stripe.paymentRecords.reportPaymentAttempt(made.id, { initiated_at: 1730253825 })
  const latest_payment_attempt_record = again.latest_payment_attempt_record
  assert.notEqual(latest_payment_attempt_record, made.latest_payment_attempt_record)
  assert.deepEqual({ ...again }, { ...made, ...sums(1000), latest_payment_attempt_record })
  await stripe.paymentRecords.reportPaymentAttemptCanceled(made.id, { canceled_at: 1730253900 })
  const third = await stripe.paymentRecords.reportPaymentAttempt(made.id, {
    initiated_at: 1730253950,
    description: 'third',
    metadata: { b: '2' },
    outcome: 'guaranteed',
    guaranteed: { guaranteed_at: 1730253960 },
    payment_method_details: { payment_method: 'pm_card_visa' },
    shipping_details: { name: 'Jenny Rosen' },
  })
  assert.deepEqual(sumsOf(third), sums(1000, PAID))
  assert.deepEqual([third.description, third.metadata], ['third', { a: '1', b: '2' }])
  assert.equal(third.payment_method_details?.type, 'card')
  assert.deepEqual(third.processor_details, made.processor_details)
  assert.deepEqual(third.shipping_details, { address: NO_ADDRESS, name: 'Jenny Rosen', phone: null })
  const attempts = await attemptsOf(world, made)
  assert.deepEqual(attempts.map(sumsOf), [
    sums(1000, PAID),
    sums(1000, { canceled: 1000 }),
    sums(1000, { failed: 1000 }),
  ])
  // What was said of the earlier tries stays.
  assert.deepEqual(
    attempts.map(({ description }) => description),
    ['third', 'first', 'first'],
  )
  assert.deepEqual(
    attempts.map(({ metadata }) => metadata),
    [{ a: '1', b: '2' }, { a: '1' }, { a: '1' }],
  )
  assert.deepEqual(await news(), [])
})

behaves(
  'POST /v1/payment_records/{id}/report_payment_attempt',
  'waits for the one before to come to nothing',
  async (world) => {
    const { call, news } = world
    const begun = await reported(world)
    const paid = await guaranteed(world)
    for (const [{ id }, outcome] of [
      [begun, 'initiated'],
      [paid, 'guaranteed'],
    ] as const)
      refused(await call('POST', `/v1/payment_records/${id}/report_payment_attempt`, 'initiated_at=1730253825'), 400, {
        message:
          `You cannot report a new payment attempt on this payment record because its latest one is \`${outcome}\`. ` +
          'All other payment attempts must be `canceled` or `failed`.',
      })
    refused(await call('POST', `/v1/payment_records/${begun.id}/report_payment_attempt`, ''), 400, {
      code: 'parameter_missing',
      param: 'initiated_at',
      message: 'Missing required param: initiated_at.',
    })
    assert.equal((await attemptsOf(world, begun)).length, 1)
    assert.deepEqual(await news(), [])
  },
)

behaves(
  'POST /v1/payment_records/{id}/report_payment_attempt_informational',
  'says more of it at any time',
  async (world) => {
    const { stripe, news, call } = world
    const made = await guaranteed(world)
    const told = await stripe.paymentRecords.reportPaymentAttemptInformational(made.id, {
      customer_details: { name: 'Jenny Rosen', email: 'jenny.rosen@example.com' },
      description: 'Updated payment description',
      metadata: { order_id: 'order_12345' },
      shipping_details: { address: ADDRESS, name: 'Jenny Rosen' },
    })
    const customer_details = { customer: null, email: 'jenny.rosen@example.com', name: 'Jenny Rosen', phone: null }
    assert.deepEqual(
      { ...told },
      {
        ...made,
        customer_details,
        description: 'Updated payment description',
        metadata: { order_id: 'order_12345' },
        shipping_details: { address: WHOLE_ADDRESS, name: 'Jenny Rosen', phone: null },
      },
    )
    const [attempt] = await attemptsOf(world, made)
    assert.deepEqual(
      [attempt!.customer_details, attempt!.description],
      [customer_details, 'Updated payment description'],
    )
    const cleared = await stripe.paymentRecords.reportPaymentAttemptInformational(made.id, {
      customer_details: { phone: '+15551234567' },
      description: '',
      shipping_details: '',
    })
    assert.deepEqual(
      { ...cleared },
      {
        ...told,
        customer_details: { ...customer_details, phone: '+15551234567' },
        description: null,
        shipping_details: null,
      },
    )
    refused(
      await call(
        'POST',
        `/v1/payment_records/${made.id}/report_payment_attempt_informational`,
        'customer_details[customer]=cus_none',
      ),
      400,
      { code: 'resource_missing', param: 'customer_details[customer]', message: "No such customer: 'cus_none'" },
    )
    assert.deepEqual(await news(), [])
  },
)

const refundOf = (refund_reference: string, value?: number): Stripe.PaymentRecordReportRefundParams => ({
  outcome: 'refunded',
  processor_details: { type: 'custom', custom: { refund_reference } },
  refunded: { refunded_at: 1730253825 },
  ...(value !== undefined && { amount: { currency: 'usd', value } }),
})

behaves('POST /v1/payment_records/{id}/report_refund', 'takes back a part, then the rest', async (world) => {
  const { stripe, news } = world
  const made = await guaranteed(world)
  const part = await stripe.paymentRecords.reportRefund(made.id, { ...refundOf('ref_1', 300), metadata: { a: '1' } })
  assert.deepEqual({ ...part }, { ...made, ...sums(1000, { ...PAID, refunded: 300 }), metadata: { a: '1' } })
  const whole = await stripe.paymentRecords.reportRefund(made.id, { ...refundOf('ref_2'), initiated_at: 1730253800 })
  assert.deepEqual(sumsOf(whole), sums(1000, { ...PAID, refunded: 1000 }))
  assert.deepEqual((await attemptsOf(world, made)).map(sumsOf), [sums(1000, { ...PAID, refunded: 1000 })])
  assert.deepEqual(await news(), [])
})

behaves(
  'POST /v1/payment_records/{id}/report_refund',
  'takes back no more than was paid, and each once',
  async (world) => {
    const { stripe, news, call } = world
    const [made, begun] = [await guaranteed(world), await reported(world)]
    const failed = await reported(world, { outcome: 'failed', failed: { failed_at: 1 } })
    await stripe.paymentRecords.reportRefund(made.id, refundOf('ref_1', 300))
    const custom = 'outcome=refunded&processor_details[type]=custom'
    const named = (name: string) => `${custom}&processor_details[custom][refund_reference]=${name}`
    const of = (value: number, currency = 'usd') =>
      `${named('ref_2')}&amount[value]=${value}&amount[currency]=${currency}`
    const missing = (param: string) => ({
      code: 'parameter_missing',
      param,
      message: `Missing required param: ${param}.`,
    })
    const reference = 'processor_details[custom][refund_reference]'
    const unpaid = 'You can only report a refund of a payment record whose latest payment attempt is `guaranteed`.'
    const refusals: [Stripe.PaymentRecord, string, Parameters<typeof refused>[2]][] = [
      [begun, named('ref_2'), { message: unpaid }],
      [failed, named('ref_2'), { message: unpaid }],
      [
        made,
        of(701),
        {
          param: 'amount[value]',
          message: 'Refund amount ($7.01) is greater than unrefunded amount on payment record ($7.00)',
        },
      ],
      [
        made,
        of(0),
        {
          code: 'parameter_invalid_integer',
          param: 'amount[value]',
          message: 'This value must be greater than or equal to 1.',
        },
      ],
      [
        made,
        of(100, 'eur'),
        {
          param: 'amount[currency]',
          message: 'The currency of the refund (eur) must be that of the payment record (usd).',
        },
      ],
      [
        made,
        named('ref_1'),
        { param: reference, message: 'A refund with the reference `ref_1` has already been reported.' },
      ],
      [made, custom, missing('processor_details[custom]')],
      [
        made,
        `${custom}&processor_details[custom][amount]=1`,
        {
          code: 'parameter_unknown',
          param: 'processor_details[custom][amount]',
          message: 'Received unknown parameter: processor_details[custom][amount]',
        },
      ],
      [made, 'outcome=refunded', missing('processor_details')],
      [made, 'processor_details[type]=custom', missing('outcome')],
      [
        made,
        `outcome=failed&processor_details[type]=custom`,
        { param: 'outcome', message: 'Invalid outcome: must be refunded' },
      ],
    ]
    for (const [{ id }, form, refusal] of refusals)
      refused(await call('POST', `/v1/payment_records/${id}/report_refund`, form), 400, refusal)
    // The name of a refund is taken in the whole account.
    const other = await guaranteed(world)
    refused(await call('POST', `/v1/payment_records/${other.id}/report_refund`, named('ref_1')), 400, {
      param: reference,
      message: 'A refund with the reference `ref_1` has already been reported.',
    })
    await stripe.paymentRecords.reportRefund(made.id, refundOf('ref_2', 700))
    refused(await call('POST', `/v1/payment_records/${made.id}/report_refund`, named('ref_3')), 400, {
      message: 'This payment record has already been refunded.',
    })
    assert.deepEqual(sumsOf(await stripe.paymentRecords.retrieve(made.id)), sums(1000, { ...PAID, refunded: 1000 }))
    assert.deepEqual(await news(), [])
  },
)

behaves('POST /v1/payment_records/{id}/report_refund', 'has a hundred refunds and no more', async (world) => {
  const { stripe, news, call } = world
  const made = await guaranteed(world)
  for (let n = 0; n < 100; n++) await stripe.paymentRecords.reportRefund(made.id, refundOf(`ref_${n}`, 1))
  refused(
    await call(
      'POST',
      `/v1/payment_records/${made.id}/report_refund`,
      'outcome=refunded&processor_details[type]=custom&processor_details[custom][refund_reference]=ref_100',
    ),
    400,
    { message: 'At most 100 refunds can be reported of one payment record.' },
  )
  assert.deepEqual(await news(), [])
})
