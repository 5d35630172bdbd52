// A job that the store could not take just now is not lost: it is tried again, and stays due.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { rateLimited } from '../../src/kernel/errors.ts'
import { Overloaded, type Plan, type Store } from '../../src/kernel/store.ts'
import type { Brindle } from '../../src/main.ts'
import { openTestStore } from '../engines.ts'
import { sandbox, startBrindle } from '../world.ts'

let brindle: Brindle
let failures = 0
let failure: Error = new Overloaded('the unit met conflicts')

/** Whether a unit runs the job that brings a top-up. */
const isArrival = (plan: Plan) => plan.reads().some((read) => 'id' in read && read.id.startsWith('job topup.arrive'))

before(async () => {
  const { store } = await openTestStore()
  const failing: Store = {
    unit: (plan, work) => {
      if (!isArrival(plan) || failures === 0) return store.unit(plan, work)
      failures--
      return Promise.reject(failure)
    },
    claim: (claim) => store.claim(claim),
    queues: (prefix, until) => store.queues(prefix, until),
    next: (queue, place) => store.next(queue, place),
    jobs: (queue, place, limit) => store.jobs(queue, place, limit),
    count: (place, counting) => store.count(place, counting),
    release: (due) => store.release(due),
    watch: (listener) => store.watch(listener),
    snapshots: store.snapshots,
    backup: (path) => store.backup(path),
    close: () => store.close(),
  }
  brindle = await startBrindle({}, failing)
})
after(() => brindle.close())

test('a job is tried again at once', async () => {
  const world = sandbox(brindle)
  const { id } = await world.stripe.topups.create({ amount: 500, currency: 'usd' })
  failures = 2
  await world.advance(5)
  assert.equal((await world.stripe.topups.retrieve(id)).status, 'succeeded')
})

test('a job that cannot be done keeps the clock from passing it, and is done later', async () => {
  const world = sandbox(brindle)
  const { id } = await world.stripe.topups.create({ amount: 500, currency: 'usd' })
  failures = 3
  await assert.rejects(world.advance(5))
  assert.equal((await world.stripe.topups.retrieve(id)).status, 'pending')
  await world.advance(5)
  assert.equal((await world.stripe.topups.retrieve(id)).status, 'succeeded')
})

test('a job that was asked to come again is not set aside', async () => {
  const world = sandbox(brindle)
  const { id } = await world.stripe.topups.create({ amount: 500, currency: 'usd' })
  failure = rateLimited()
  failures = 3
  await assert.rejects(world.advance(5))
  await world.advance(5)
  assert.equal((await world.stripe.topups.retrieve(id)).status, 'succeeded')
})
