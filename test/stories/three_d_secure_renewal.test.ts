// A renewal for which the bank asks the customer, who is not there: they come back, pay on a page, and go on.
// (docs.stripe.com/billing/subscriptions/overview#requires-action; docs.stripe.com/testing#regulatory-cards)
import assert from 'node:assert/strict'
import { behaves } from '../behaves.ts'
import {
  BOUGHT,
  buyer,
  day,
  FAILED,
  FINALIZED,
  HOUR,
  latest,
  newsOf,
  RENEWED,
  SETTLED,
  UPDATED,
} from '../resources/billing/subscribing.ts'

const FEB = day('2025-02-01')

behaves('POST /v1/subscriptions', 'story: the bank asks at the renewal, and the customer answers', async (world) => {
  const { stripe, call } = world
  const who = await buyer(world)
  const price = await who.price('Photos', 1500)
  const { id } = await stripe.subscriptions.create({ customer: who.customer, items: [{ price }] })
  assert.deepEqual(await newsOf(world), BOUGHT)
  const card = await who.pays('pm_card_authenticationRequired')

  // 1 February, an hour later: off session it is declined, and the customer is asked for.
  await who.go(FEB + HOUR)
  assert.deepEqual(await newsOf(world), [
    UPDATED,
    'invoice.created',
    ...FINALIZED,
    ...FAILED,
    'invoice.payment_action_required',
    UPDATED,
    'customer.updated',
  ])
  const open = await latest(world, id)
  assert.deepEqual([open.status, open.attempted, open.attempt_count], ['open', true, 1])
  const intent = open.payments!.data[0]!.payment.payment_intent as string
  const { last_payment_error, status } = await stripe.paymentIntents.retrieve(intent)
  assert.deepEqual([status, last_payment_error?.code], ['requires_payment_method', 'authentication_required'])
  assert.equal((await stripe.subscriptions.retrieve(id)).status, 'past_due')

  // The customer is there again, and their bank asks them.
  const back = 'return_url=https://example.com/back'
  const asked = await call('POST', `/v1/payment_intents/${intent}/confirm`, `payment_method=${card}&${back}`)
  assert.deepEqual([asked.status, asked.body.status], [200, 'requires_action'])
  assert.deepEqual(await newsOf(world), ['payment_intent.requires_action'])

  // They say no at first: that is one more failure, which does not move the tries of the clock.
  const before = await latest(world, id)
  await answer(asked.body.next_action.redirect_to_url.url, 'fail')
  const refused = await latest(world, id)
  assert.deepEqual(
    [refused.status, refused.attempt_count, refused.next_payment_attempt],
    ['open', 1, before.next_payment_attempt],
  )
  assert.deepEqual(await newsOf(world), ['payment_intent.payment_failed', 'invoice.updated', 'invoice.payment_failed'])

  // And then they agree.
  const again = await call('POST', `/v1/payment_intents/${intent}/confirm`, `payment_method=${card}&${back}`)
  await answer(again.body.next_action.redirect_to_url.url, 'succeed')
  assert.equal((await stripe.subscriptions.retrieve(id)).status, 'active')
  assert.equal((await latest(world, id)).status, 'paid')
  assert.deepEqual(await newsOf(world), ['payment_intent.requires_action', ...SETTLED, UPDATED, 'customer.updated'])

  // From then on another card pays.
  await who.pays('pm_card_visa')
  await who.go(day('2025-03-01') + HOUR)
  assert.deepEqual(await newsOf(world), RENEWED)

  async function answer(page: string, said: 'fail' | 'succeed') {
    const { status: shown } = await fetch(page, {
      method: 'POST',
      body: new URLSearchParams({ outcome: said }),
      redirect: 'manual',
    })
    assert.ok(shown < 400, `${page} answered ${shown}`)
  }
})
