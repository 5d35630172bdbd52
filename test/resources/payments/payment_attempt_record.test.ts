// Attempts at payments that were reported. (https://docs.stripe.com/api/payment-attempt-record)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { attemptsOf, PAID, reported, sums, sumsOf } from './reporting.ts'

behaves('GET /v1/payment_attempt_records/{id}', 'says what was reported of the one try', async (world) => {
  const { stripe, news, call } = world
  const record = await reported(world, { customer_presence: 'on_session', description: 'computer software' })
  const { id, created, ...rest } = await stripe.paymentAttemptRecords.retrieve(record.latest_payment_attempt_record!)
  assert.match(id, /^par_[A-Za-z0-9]{24}$/)
  assert.equal(created, record.created)
  assert.deepEqual(
    { ...rest },
    {
      object: 'payment_attempt_record',
      ...sums(1000),
      application: null,
      customer_details: null,
      customer_presence: 'on_session',
      description: 'computer software',
      livemode: false,
      metadata: {},
      payment_method_details: {
        billing_details: null,
        custom: { display_name: 'newpay', type: 'cpmt_125kjj3hn3sdf' },
        payment_method: null,
        type: 'custom',
      },
      payment_record: record.id,
      processor_details: { custom: { payment_reference: 'npp2358872734k' }, type: 'custom' },
      reported_by: 'self',
      shipping_details: null,
    },
  )
  refused(await call('GET', '/v1/payment_attempt_records/par_none'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such payment_attempt_record: 'par_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/payment_attempt_records', 'has the tries of one record, newest first', async (world) => {
  const { stripe, news, call } = world
  const other = await reported(world)
  const record = await reported(world, { outcome: 'failed', failed: { failed_at: 1730253460 } })
  const again = await stripe.paymentRecords.reportPaymentAttempt(record.id, {
    initiated_at: 1730253825,
    outcome: 'guaranteed',
    guaranteed: { guaranteed_at: 1730253900 },
  })
  const attempts = await attemptsOf(world, record)
  assert.deepEqual(
    attempts.map(({ id }) => id),
    [again.latest_payment_attempt_record, record.latest_payment_attempt_record],
  )
  assert.deepEqual(attempts.map(sumsOf), [sums(1000, PAID), sums(1000, { failed: 1000 })])
  const second = await stripe.paymentAttemptRecords.list({
    payment_record: record.id,
    limit: 1,
    starting_after: attempts[0]!.id,
  })
  assert.deepEqual(
    second.data.map(({ id }) => id),
    [attempts[1]!.id],
  )
  assert.equal(second.has_more, false)
  assert.equal((await attemptsOf(world, other)).length, 1)
  refused(await call('GET', '/v1/payment_attempt_records'), 400, {
    code: 'parameter_missing',
    param: 'payment_record',
    message: 'Missing required param: payment_record.',
  })
  for (const id of ['pr_none', other.latest_payment_attempt_record])
    refused(await call('GET', `/v1/payment_attempt_records?payment_record=${id}`), 400, {
      code: 'resource_missing',
      param: 'payment_record',
      message: `No such payment_record: '${id}'`,
    })
  assert.deepEqual(await news(), [])
})
