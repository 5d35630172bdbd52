// Scenarios: each furnishes a sandbox in the same way whenever it is asked for, tells how far it is, and leaves others alone.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { until } from '../simulation/support.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { bearer, refused } from './speak.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const PATH = '/brindle/scenarios'
/** They take some seconds; longer where much else runs. */
const PATIENCE_MS = 60_000
const lookAt = async ({ call }: Pick<Sandbox, 'call'>, id: string) =>
  (await call('GET', `/brindle/scenario_runs/${id}`)).body

/** Makes one, and waits for it: every step is told of in order, and none twice. */
async function made(world: Sandbox, name: string) {
  const { body, status, text } = await world.call('POST', `${PATH}/${name}`, '')
  assert.equal(status, 200, text)
  assert.deepEqual([body.object, body.scenario, body.status, body.done], ['brindle.scenario_run', name, 'running', 0])
  let done = 0
  await until(
    `${name} is made`,
    async () => {
      const run = await lookAt(world, body.id)
      assert.ok(run.done >= done && run.done <= run.steps)
      done = run.done
      return run.status !== 'running'
    },
    PATIENCE_MS,
  )
  const run = await lookAt(world, body.id)
  assert.deepEqual([run.error, run.status, run.done], [null, 'succeeded', run.steps])
  return run
}

/** How many of a list have each value of a field. */
const tally = (rows: readonly any[], field: string) =>
  Object.fromEntries(
    Object.entries(Object.groupBy(rows, (row) => String(row[field]))).map(([value, all]) => [value, all!.length]),
  )

test('they are listed with a sentence each', async () => {
  const { body } = await sandbox(brindle).call('GET', PATH)
  assert.deepEqual(
    body.data.map(({ object, name }: any) => [object, name]),
    ['empty', 'saas', 'shop', 'billing_trouble'].map((name) => ['brindle.scenario', name]),
  )
  for (const { description } of body.data) assert.match(description, /^[A-Z].+\.$/)
})

test('saas has subscriptions in every status, over three months', async () => {
  const world = sandbox(brindle)
  const { stripe, call } = world
  await call('POST', '/brindle/account', 'after_retries=leave_past_due')
  await made(world, 'saas')
  const [clock] = (await stripe.testHelpers.testClocks.list()).data
  const all = await stripe.subscriptions.list({ test_clock: clock!.id, status: 'all', limit: 100 })
  assert.deepEqual(tally(all.data, 'status'), {
    active: 12,
    canceled: 1,
    incomplete: 1,
    incomplete_expired: 1,
    past_due: 1,
    paused: 1,
    trialing: 2,
    unpaid: 1,
  })
  assert.equal(all.data.filter(({ cancel_at_period_end: ends }) => ends).length, 1)
  const customers = (await stripe.customers.list({ test_clock: clock!.id, limit: 100 })).data
  assert.deepEqual([customers.length, new Set(customers.map(({ email }) => email)).size], [20, 20])
  // A fifth off 19.00 each month, and five seats of 49.00.
  const ofCustomer = (name: string) => customers.find((one) => one.name === name)!.id
  const totals = async (name: string) =>
    (await stripe.invoices.list({ customer: ofCustomer(name) })).data.map(({ total, status }) => `${status} ${total}`)
  assert.deepEqual(await totals('Carl Gauss'), Array(4).fill('paid 1520'))
  assert.deepEqual(await totals('Emmy Noether'), Array(4).fill('paid 24500'))
  assert.deepEqual(await totals('Leonhard Euler'), ['draft 1900', 'open 1900', 'paid 1900', 'paid 1900'])
  // What the account was set to is as it was.
  assert.equal((await call('GET', '/brindle/account')).body.after_retries, 'leave_past_due')
  // Every call is in the log, and none that should not have been was refused.
  const { data } = (await call('GET', '/brindle/requests?limit=100&status=4xx')).body
  assert.deepEqual(data, [])
})

test('shop has payments, refunds and disputes in every state', async () => {
  const world = sandbox(brindle)
  const { stripe, advance } = world
  await made(world, 'shop')
  // A dispute is decided, and a refund comes through, a moment later.
  await advance(5)
  const list = async <T>(of: { list(params: { limit: number }): Promise<{ data: T[] }> }) =>
    (await of.list({ limit: 100 })).data
  assert.deepEqual(tally(await list(stripe.paymentIntents as never), 'status'), {
    canceled: 1,
    processing: 1,
    requires_action: 1,
    requires_capture: 1,
    requires_payment_method: 2,
    succeeded: 14,
  })
  assert.deepEqual(tally(await list(stripe.refunds as never), 'status'), { failed: 1, succeeded: 3 })
  assert.deepEqual(tally(await list(stripe.disputes as never), 'status'), {
    lost: 1,
    needs_response: 1,
    under_review: 1,
    warning_needs_response: 1,
    won: 1,
  })
  assert.equal((await stripe.radar.earlyFraudWarnings.list()).data.length, 1)
  assert.equal((await stripe.products.list()).data.length, 4)
})

test('billing_trouble has one customer for each trouble', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  await made(world, 'billing_trouble')
  const [clock] = (await stripe.testHelpers.testClocks.list()).data
  const customers = (await stripe.customers.list({ test_clock: clock!.id, limit: 100 })).data
  const of = async (name: string) => {
    const customer = customers.find((one) => one.name === name)!.id
    const [subscription] = (await stripe.subscriptions.list({ customer, status: 'all' })).data
    const invoices = (await stripe.invoices.list({ customer })).data.map(({ status }) => status)
    return [subscription?.status ?? null, ...invoices]
  }
  assert.deepEqual(await of('Dora Declined'), ['past_due', 'open', 'paid', 'paid'])
  assert.deepEqual(await of('Egon Expired'), ['past_due', 'open', 'paid', 'paid'])
  assert.deepEqual(await of('Alma Asked'), ['past_due', 'open', 'paid', 'paid'])
  assert.deepEqual(await of('Dirk Disputed'), ['active', 'paid', 'paid', 'paid'])
  assert.deepEqual(await of('Udo Unfinished'), ['incomplete', 'open'])
  assert.deepEqual(await of('Otto Overdue'), [null, 'open'])
  assert.deepEqual(await of('Uwe Uncollectible'), [null, 'uncollectible'])
  assert.deepEqual(await of('Dana Draft'), [null, 'draft'])
  assert.deepEqual(tally((await stripe.disputes.list()).data, 'status'), { needs_response: 1 })
  assert.deepEqual(tally((await stripe.refunds.list()).data, 'status'), { failed: 1 })
  assert.equal((await stripe.radar.earlyFraudWarnings.list()).data.length, 1)
})

test('empty leaves nothing, and what goes wrong is told', async () => {
  const [world, other] = [sandbox(brindle), sandbox(brindle)]
  const { stripe, call } = world
  await stripe.customers.create({ name: 'Jenny' })
  await other.stripe.customers.create({ name: 'Amy' })
  const { body } = await call('POST', `${PATH}/empty`, '')
  assert.deepEqual([body.status, body.done, body.steps], ['succeeded', 1, 1])
  assert.deepEqual((await stripe.customers.list()).data, [])
  assert.equal((await other.stripe.customers.list()).data.length, 1)
  // One at a time; and a refusal ends it, in its own words.
  await call(
    'POST',
    '/brindle/faults',
    'on=requests&method=POST&path=/v1/coupons&status=400&message=No%20coupons%20today&delay_ms=300',
  )
  const { body: run } = await call('POST', `${PATH}/saas`, '')
  refused(await call('POST', `${PATH}/shop`, ''), 400, {
    code: 'scenario_running',
    message: `The scenario saas is being made here already, by ${run.id}.`,
  })
  await until('it failed', async () => (await lookAt(world, run.id)).status === 'failed')
  const { done, error, says } = await lookAt(world, run.id)
  assert.deepEqual([done, error, says], [0, 'POST /v1/coupons: No coupons today', 'Plans and a coupon'])
  const { data } = (await call('GET', '/brindle/scenario_runs')).body
  assert.deepEqual(
    data.map(({ scenario, status }: any) => [scenario, status]),
    [
      ['saas', 'failed'],
      ['empty', 'succeeded'],
    ],
  )
  refused(await call('POST', `${PATH}/moon`, ''), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such scenario: 'moon'",
  })
  assert.equal((await other.call('GET', `/brindle/scenario_runs/${run.id}`)).status, 404)
  refused(await call('POST', `${PATH}/shop`, '', bearer(world.publishable)), 403, {
    code: 'secret_key_required',
    message: /secret key/,
  })
})
