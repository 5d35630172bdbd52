// What the truth table of a PaymentIntent does not show: pages that close, reasons, and ids that were made up.
// (https://docs.stripe.com/api/payment_intents; "recorded" is Stripe's own answer at 2026-08-26.dahlia)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import type { Sandbox, Spoken } from '../../world.ts'

const BACK = 'https://example.com/back'

/** An intent in each of the states that one can be brought to. */
const STATES = {
  requires_payment_method: '',
  requires_confirmation: 'payment_method=pm_card_visa',
  requires_action: `payment_method=pm_card_authenticationRequired&confirm=true&return_url=${BACK}`,
  succeeded: `payment_method=pm_card_visa&confirm=true&return_url=${BACK}`,
  canceled: 'payment_method=pm_card_visa',
} as const
type State = keyof typeof STATES

async function intentIn({ call, news }: Pick<Sandbox, 'call' | 'news'>, state: State): Promise<any> {
  const form = `amount=2000&currency=usd&metadata[a]=1&${STATES[state]}`
  let { body } = await call('POST', '/v1/payment_intents', form)
  if (state === 'canceled') body = (await call('POST', `/v1/payment_intents/${body.id}/cancel`)).body
  assert.equal(body.status, state)
  await news()
  return body
}

const VERBS = {
  confirm: ['POST /v1/payment_intents/{id}/confirm', '/confirm', `payment_method=pm_card_visa&return_url=${BACK}`],
  cancel: ['POST /v1/payment_intents/{id}/cancel', '/cancel', 'cancellation_reason=abandoned'],
  update: ['POST /v1/payment_intents/{id}', '', 'amount=3000'],
} as const
type Verb = keyof typeof VERBS

const does = ({ call }: Pick<Sandbox, 'call'>, verb: Verb, id: string): Promise<Spoken> =>
  call('POST', `/v1/payment_intents/${id}${VERBS[verb][1]}`, VERBS[verb][2])

behaves('POST /v1/payment_intents/{id}', 'closes the page that waited for the method before', async (world) => {
  // A new method waits for its own confirmation: https://docs.stripe.com/api/payment_intents/update
  const before = await intentIn(world, 'requires_action')
  const changed = await world.call('POST', `/v1/payment_intents/${before.id}`, 'payment_method=pm_card_visa')
  assert.deepEqual([changed.body.status, changed.body.next_action], ['requires_confirmation', null])
  const body = new URLSearchParams({ outcome: 'succeed' })
  await fetch(before.next_action.redirect_to_url.url, { method: 'POST', body, redirect: 'manual' })
  const after = (await world.call('GET', `/v1/payment_intents/${before.id}`)).body
  assert.deepEqual([after.status, after.amount_received], ['requires_confirmation', 0])
  assert.deepEqual(await world.news(), [])
})

behaves('POST /v1/payment_intents/{id}/cancel', 'needs no reason, and knows four', async (world) => {
  const { id } = await intentIn(world, 'requires_payment_method')
  const { status, body } = await world.call('POST', `/v1/payment_intents/${id}/cancel`, 'cancellation_reason=bored')
  assert.deepEqual([status, body.error.param], [400, 'cancellation_reason'])
  assert.match(body.error.message, /^Invalid cancellation_reason: must be one of /)
  assert.deepEqual(await world.news(), [])
  // Recorded: null where none was given.
  assert.equal((await world.stripe.paymentIntents.cancel(id)).cancellation_reason, null)
  assert.deepEqual(await world.news(), ['payment_intent.canceled'])
})

behaves('POST /v1/payment_intents/{id}/confirm', 'finds no intent under an id that was made up', async (world) => {
  for (const verb of Object.keys(VERBS) as Verb[]) {
    const { status, body } = await does(world, verb, 'pi_none')
    assert.deepEqual([status, body.error.code], [404, 'resource_missing'])
    assert.equal(body.error.message, "No such payment_intent: 'pi_none'")
  }
  assert.deepEqual(await world.news(), [])
})

const SERVER = `payment_method=pm_card_authenticationRequired&confirm=true&confirmation_method=manual&return_url=${BACK}`
const OTHER = 'payment_method=pm_card_threeDSecure2Required'

for (const [how, path, form] of [
  ['confirm', '/confirm', `${OTHER}&return_url=${BACK}`],
  ['update', '', OTHER],
] as const)
  behaves('POST /v1/payment_intents/{id}/confirm', `asks again for the method of another ${how}`, async (world) => {
    // What the customer said on the page was said of the card of then.
    const { call, news } = world
    const { body } = await call('POST', '/v1/payment_intents', `amount=2000&currency=usd&${SERVER}`)
    const said = new URLSearchParams({ outcome: 'succeed' })
    await fetch(body.next_action.redirect_to_url.url, { method: 'POST', body: said, redirect: 'manual' })
    await news()
    let { body: after } = await call('POST', `/v1/payment_intents/${body.id}${path}`, form)
    if (how === 'update')
      after = (await call('POST', `/v1/payment_intents/${body.id}/confirm`, `return_url=${BACK}`)).body
    assert.deepEqual([after.status, after.amount_received], ['requires_action', 0])
    assert.deepEqual(await news(), ['payment_intent.requires_action'])
  })
