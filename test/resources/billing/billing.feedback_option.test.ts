// Feedback options: reasons for leaving. (https://docs.stripe.com/api/billing/feedback-option)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

const PATH = '/v1/billing/feedback_options'

behaves(`POST ${PATH}`, 'makes a reason that may be given', async ({ call, news }) => {
  const { body } = await call('POST', PATH, 'description=Too dear')
  const { id, ...rest } = body
  assert.match(id, /^fbo_[A-Za-z0-9]{24}$/)
  assert.deepEqual(rest, {
    object: 'billing.feedback_option',
    description: 'Too dear',
    livemode: false,
    status: 'active',
    status_transitions: { deactivated_at: null },
  })
  refused(await call('POST', PATH), 400, {
    code: 'parameter_missing',
    param: 'description',
    message: 'Missing required param: description.',
  })
  refused(await call('POST', PATH, `description=${'x'.repeat(101)}`), 400, {
    param: 'description',
    message: /at most 100 characters/,
  })
  assert.deepEqual(await news(), [])
})

behaves(`POST ${PATH}/{id}`, 'says it otherwise', async ({ stripe, call, news }) => {
  const { id } = await stripe.billing.feedbackOptions.create({ description: 'Dear' })
  assert.equal((await stripe.billing.feedbackOptions.update(id, { description: 'Too dear' })).description, 'Too dear')
  assert.equal((await stripe.billing.feedbackOptions.update(id)).description, 'Too dear')
  refused(await call('POST', `${PATH}/${id}`, `description=${'x'.repeat(101)}`), 400, {
    param: 'description',
    message: /at most 100 characters/,
  })
  assert.deepEqual(await news(), [])
})

behaves(`POST ${PATH}/{id}/deactivate`, 'is for good', async ({ stripe, call, news }) => {
  const { id } = await stripe.billing.feedbackOptions.create({ description: 'Dear' })
  const gone = await stripe.billing.feedbackOptions.deactivate(id)
  assert.equal(gone.status, 'inactive')
  assert.ok(gone.status_transitions.deactivated_at! > 0)
  refused(await call('POST', `${PATH}/${id}/deactivate`), 400, {
    message: 'This feedback option has already been deactivated.',
  })
  assert.deepEqual(await news(), [])
})

behaves(`GET ${PATH}`, 'has the newest first, by status', async ({ stripe, news }) => {
  const [one, two] = [
    await stripe.billing.feedbackOptions.create({ description: 'a' }),
    await stripe.billing.feedbackOptions.create({ description: 'b' }),
  ]
  await stripe.billing.feedbackOptions.deactivate(one.id)
  const ids = async (params = {}) => (await stripe.billing.feedbackOptions.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids(), [two.id, one.id])
  assert.deepEqual(await ids({ status: 'active' }), [two.id])
  assert.deepEqual(await ids({ status: 'inactive' }), [one.id])
  assert.deepEqual(await news(), [])
})

behaves(`GET ${PATH}/{id}`, 'is the option, or not there', async ({ stripe, call, news }) => {
  const made = await stripe.billing.feedbackOptions.create({ description: 'a' })
  assert.deepEqual({ ...(await stripe.billing.feedbackOptions.retrieve(made.id)) }, { ...made })
  refused(await call('GET', `${PATH}/fbo_none`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such feedback option: 'fbo_none'",
  })
  assert.deepEqual(await news(), [])
})
