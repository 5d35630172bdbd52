// Pausing a subscription in the portal: for as long as the configuration offers, or until its customer resumes it.
// (https://docs.stripe.com/api/customer_portal/configurations/object#portal_configuration_object-features-subscription_pause)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { plans, subscribed } from './portals.ts'

const PAUSE = 'POST /brindle/portal_sessions/{id}/pause'
type Pause = Stripe.BillingPortal.ConfigurationCreateParams.Features.SubscriptionPause

const TIMED: Pause = {
  enabled: true,
  duration: {
    type: 'interval_options',
    interval_options: [
      { interval: 'month', interval_count: 1 },
      { interval: 'day', interval_count: 3 },
    ],
  },
}

/** A customer with a subscription and an address of the portal, where they may pause it. */
async function pausing(world: Pick<Sandbox, 'stripe' | 'call'>, subscription_pause: Pause = TIMED) {
  const { stripe, call } = world
  const { monthly } = await plans(world)
  const { customer, subscription } = await subscribed(world, monthly)
  const features = { invoice_history: { enabled: true }, subscription_pause }
  const { id: configuration } = await stripe.billingPortal.configurations.create({ features })
  const { id, url } = await stripe.billingPortal.sessions.create({ customer, configuration })
  const token = url.split('/').at(-1)!
  const pause = (form = `subscription=${subscription.id}&duration=1`, by = token) =>
    call('POST', `/brindle/portal_sessions/${id}/pause`, `token=${by}&${form}`)
  const statusNow = async () => (await stripe.subscriptions.retrieve(subscription.id)).status
  return { customer, monthly, subscription: subscription.id, token, pause, statusNow }
}

behaves(PAUSE, 'pauses for as long as was chosen', async (world) => {
  const { pause, statusNow } = await pausing(world)
  await world.news()
  const { status, body } = await pause()
  assert.deepEqual([status, body.object, body.status], [200, 'subscription', 'paused'])
  assert.deepEqual(await world.news(), [
    'invoiceitem.created',
    'customer.subscription.updated',
    'customer.subscription.paused',
  ])
  await world.advance(3 * 86_400 - 1)
  assert.equal(await statusNow(), 'paused')
  await world.advance(1)
  assert.equal(await statusNow(), 'active')
  assert.ok((await world.news()).includes('customer.subscription.resumed'))
})

behaves(PAUSE, 'is over for good where it was resumed before its time', async (world) => {
  const { pause, subscription, statusNow } = await pausing(world)
  await pause()
  await world.stripe.subscriptions.resume(subscription)
  assert.equal(await statusNow(), 'active')
  // Paused again, for a month: the three days of before are forgotten.
  await pause(`subscription=${subscription}&duration=0`)
  await world.news()
  await world.advance(4 * 86_400)
  assert.equal(await statusNow(), 'paused')
  assert.deepEqual(await world.news(), ['balance.available'])
})

behaves(PAUSE, 'has no end where the configuration has none', async (world) => {
  const { pause, subscription, statusNow } = await pausing(world, { enabled: true, duration: { type: 'indefinite' } })
  assert.equal((await pause(`subscription=${subscription}`)).status, 200)
  await world.news()
  await world.advance(200 * 86_400)
  assert.equal(await statusNow(), 'paused')
  assert.deepEqual(await world.news(), ['balance.available'])
})

behaves(PAUSE, 'refuses what is not theirs, and what is not offered', async (world) => {
  const { stripe } = world
  const mine = await pausing(world)
  const theirs = await pausing(world)
  const off = await pausing(world, { enabled: false })
  const { id: ended } = await stripe.subscriptions.create({ customer: mine.customer, items: [{ price: mine.monthly }] })
  await stripe.subscriptions.cancel(ended)
  await world.news()
  const message = /./
  refused(await mine.pause(`subscription=${mine.subscription}`, theirs.token), 404, {
    code: 'resource_missing',
    param: 'id',
    message,
  })
  refused(await mine.pause('duration=0'), 400, { code: 'parameter_missing', param: 'subscription', message })
  for (const other of [theirs.subscription, ended, 'sub_nobody'])
    refused(await mine.pause(`subscription=${other}`), 400, {
      ...{ code: 'resource_missing', param: 'subscription' },
      message: `No such subscription: '${other}'`,
    })
  for (const duration of ['2', '-1'])
    refused(await mine.pause(`subscription=${mine.subscription}&duration=${duration}`), 400, {
      ...{ param: 'duration', message: 'There is no such duration.' },
    })
  refused(await off.pause(`subscription=${off.subscription}`), 400, {
    ...{ param: 'subscription', message: 'Subscriptions cannot be paused in this portal.' },
  })
  assert.deepEqual(await world.news(), [])
  await mine.pause()
  await world.news()
  refused(await mine.pause(), 400, { message })
  await world.advance(4 * 86_400)
  await world.news()
  refused(await mine.pause(), 404, { code: 'resource_missing', param: 'id', message })
  assert.deepEqual(await world.news(), [])
})
