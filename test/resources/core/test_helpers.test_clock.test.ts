// Test clocks: a time of its own for some customers. (https://docs.stripe.com/api/test_clocks)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { advanceClock } from '../../clock.ts'
import { refused } from '../../http/speak.ts'

const CLOCKS = '/v1/test_helpers/test_clocks'
/** 2030-01-01T00:00:00Z, and a day. */
const NEW_YEAR = 1_893_456_000
const DAY = 86_400

behaves('POST /v1/test_helpers/test_clocks', 'stands where it is put', async ({ call, news }) => {
  const { body } = await call('POST', CLOCKS, `frozen_time=${NEW_YEAR}&name=Renewals`)
  const { id, created, ...rest } = body
  assert.match(id, /^clock_[A-Za-z0-9]{24}$/)
  assert.deepEqual(rest, {
    object: 'test_helpers.test_clock',
    // Recorded: 30 days.
    deletes_after: created + 30 * DAY,
    frozen_time: NEW_YEAR,
    livemode: false,
    name: 'Renewals',
    status: 'ready',
    status_details: {},
  })
  refused(await call('POST', CLOCKS, 'name=x'), 400, {
    code: 'parameter_missing',
    param: 'frozen_time',
    message: 'Missing required param: frozen_time.',
  })
  refused(await call('POST', CLOCKS, `frozen_time=1&name=${'x'.repeat(301)}`), 400, {
    param: 'name',
    message: /at most 300 characters/,
  })
  refused(await call('POST', CLOCKS, 'frozen_time=-1'), 400, {
    param: 'frozen_time',
    message: 'Invalid timestamp: must be an integer Unix timestamp.',
  })
  assert.deepEqual(await news(), ['test_helpers.test_clock.created'])
})

behaves('GET /v1/test_helpers/test_clocks/{id}', 'is read, listed and not found', async ({ stripe, call, news }) => {
  const { id } = await stripe.testHelpers.testClocks.create({ frozen_time: NEW_YEAR })
  const found = await stripe.testHelpers.testClocks.retrieve(id)
  assert.deepEqual([found.id, found.name], [id, null])
  refused(await call('GET', `${CLOCKS}/clock_none`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such test clock: 'clock_none'",
  })
  assert.deepEqual(await news(), ['test_helpers.test_clock.created'])
})

behaves('GET /v1/test_helpers/test_clocks', 'has the newest first', async ({ stripe, news }) => {
  const first = await stripe.testHelpers.testClocks.create({ frozen_time: NEW_YEAR })
  const second = await stripe.testHelpers.testClocks.create({ frozen_time: 5 })
  const { data } = await stripe.testHelpers.testClocks.list()
  assert.deepEqual(
    data.map(({ id }) => id),
    [second.id, first.id],
  )
  assert.equal((await news()).length, 2)
})

behaves('POST /v1/test_helpers/test_clocks/{id}/advance', 'goes on, and never back', async (world) => {
  const { stripe, call, news } = world
  const { id } = await stripe.testHelpers.testClocks.create({ frozen_time: NEW_YEAR })
  const going = await stripe.testHelpers.testClocks.advance(id, { frozen_time: NEW_YEAR + DAY })
  assert.deepEqual(
    [going.status, going.frozen_time, going.status_details],
    ['advancing', NEW_YEAR, { advancing: { target_frozen_time: NEW_YEAR + DAY } }],
  )
  let clock = going
  while (clock.status !== 'ready') clock = await stripe.testHelpers.testClocks.retrieve(id)
  assert.deepEqual([clock.frozen_time, clock.status_details], [NEW_YEAR + DAY, {}])
  refused(await call('POST', `${CLOCKS}/${id}/advance`, `frozen_time=${NEW_YEAR + DAY}`), 400, {
    param: 'frozen_time',
    message: /must be after/,
  })
  refused(await call('POST', `${CLOCKS}/${id}/advance`, `frozen_time=${NEW_YEAR + 900 * DAY}`), 400, {
    param: 'frozen_time',
    message: /more than 2 years/,
  })
  refused(await call('POST', `${CLOCKS}/${id}/advance`, ''), 400, {
    code: 'parameter_missing',
    param: 'frozen_time',
    message: 'Missing required param: frozen_time.',
  })
  assert.deepEqual(await news(), [
    'test_helpers.test_clock.created',
    'test_helpers.test_clock.advancing',
    'test_helpers.test_clock.ready',
  ])
})

behaves(
  'POST /v1/test_helpers/test_clocks/{id}/advance',
  'is left alone on its way',
  async ({ stripe, call, news }) => {
    const { id } = await stripe.testHelpers.testClocks.create({ frozen_time: NEW_YEAR })
    const { id: customer } = await stripe.customers.create({ test_clock: id })
    // Both calls are on their way at once: the second finds it advancing, or there already.
    const [, change] = await Promise.all([
      call('POST', `${CLOCKS}/${id}/advance`, `frozen_time=${NEW_YEAR + DAY}`),
      call('POST', `/v1/customers/${customer}`, 'name=Now'),
    ])
    if (change.status !== 200)
      refused(change, 429, { message: `Test clock advancement underway - cannot perform modifications: ${id}` })
    await advanceClock(stripe, id, NEW_YEAR + 3 * DAY).catch(() => {})
    while ((await stripe.testHelpers.testClocks.retrieve(id)).status !== 'ready');
    assert.ok((await news()).includes('test_helpers.test_clock.ready'))
  },
)

behaves('DELETE /v1/test_helpers/test_clocks/{id}', 'takes its customers with it', async ({ stripe, call, news }) => {
  const { id } = await stripe.testHelpers.testClocks.create({ frozen_time: NEW_YEAR })
  const made = await stripe.customers.create({ test_clock: id, name: 'Old' })
  assert.deepEqual([made.test_clock, made.created], [id, NEW_YEAR])
  const other = await stripe.customers.create()
  const { data } = await stripe.customers.list({ test_clock: id })
  assert.deepEqual(
    data.map((one) => one.id),
    [made.id],
  )
  await news()
  const gone = await stripe.testHelpers.testClocks.del(id)
  assert.deepEqual({ ...gone }, { id, object: 'test_helpers.test_clock', deleted: true })
  refused(await call('POST', `${CLOCKS}/${id}/advance`, `frozen_time=${NEW_YEAR + DAY}`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: `No such test clock: '${id}'`,
  })
  assert.equal((await stripe.customers.retrieve(made.id)).deleted, true)
  assert.notEqual((await stripe.customers.retrieve(other.id)).deleted, true)
  refused(await call('POST', '/v1/customers', `test_clock=${id}`), 400, {
    code: 'resource_missing',
    param: 'test_clock',
    message: `No such test clock: '${id}'`,
  })
  assert.deepEqual(await news(), ['test_helpers.test_clock.deleted', 'customer.deleted'])
})

for (const list of ['customers', 'subscriptions', 'quotes'] as const)
  behaves(`GET /v1/${list}`, 'leaves out what lives by a test clock, unless asked for it', async ({ stripe, news }) => {
    const { id: test_clock } = await stripe.testHelpers.testClocks.create({ frozen_time: NEW_YEAR })
    const recurring = { interval: 'month' as const }
    const { id: price } = await stripe.prices.create({
      ...{ currency: 'usd', unit_amount: 0, recurring },
      product_data: { name: 'Photos' },
    })
    const made = async (more: { test_clock?: string }) => {
      const { id: customer } = await stripe.customers.create({ email: 'jenny@example.com', ...more })
      const { id: subscription } = await stripe.subscriptions.create({ customer, items: [{ price }] })
      const { id: quote } = await stripe.quotes.create({ customer, line_items: [{ price }] })
      return { customers: customer, subscriptions: subscription, quotes: quote }
    }
    const [clocked, other] = [await made({ test_clock }), await made({})]
    await news()
    const ids = async (params: object) => (await stripe[list].list(params)).data.map(({ id }) => id)
    assert.deepEqual(await ids({}), [other[list]])
    assert.deepEqual(await ids({ test_clock }), [clocked[list]])
    const narrowed = {
      customers: { email: 'jenny@example.com' },
      subscriptions: { price },
      quotes: { status: 'draft' },
    }
    assert.deepEqual(await ids(narrowed[list]), [other[list]])
    if (list !== 'customers') assert.deepEqual(await ids({ customer: clocked.customers }), [clocked[list]])
    assert.deepEqual(await news(), [])
  })
