// What the truth table of a SetupIntent does not show: pages that close, methods that are missing, and ids that were made up.
// (https://docs.stripe.com/api/setup_intents; "recorded" is Stripe's own answer at 2026-08-26.dahlia)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import type { Sandbox, Spoken } from '../../world.ts'

const BACK = 'https://example.com/back'

/** An intent in each of the states that one can be brought to, always with a method unless it waits for one. */
const STATES = {
  requires_payment_method: '',
  requires_confirmation: 'payment_method=pm_card_visa',
  requires_action: `payment_method=pm_card_authenticationRequired&confirm=true&return_url=${BACK}`,
  succeeded: `payment_method=pm_card_visa&confirm=true&return_url=${BACK}`,
  canceled: 'payment_method=pm_card_visa',
} as const
type State = keyof typeof STATES

async function intentIn({ call, news }: Pick<Sandbox, 'call' | 'news'>, state: State): Promise<any> {
  let { body } = await call('POST', '/v1/setup_intents', `metadata[a]=1&${STATES[state]}`)
  if (state === 'canceled') body = (await call('POST', `/v1/setup_intents/${body.id}/cancel`)).body
  assert.equal(body.status, state)
  await news()
  return body
}

const VERBS = {
  confirm: ['POST /v1/setup_intents/{id}/confirm', '/confirm', `payment_method=pm_card_visa&return_url=${BACK}`],
  cancel: ['POST /v1/setup_intents/{id}/cancel', '/cancel', ''],
  update: ['POST /v1/setup_intents/{id}', '', 'payment_method=pm_card_visa'],
} as const
type Verb = keyof typeof VERBS

const does = ({ call }: Pick<Sandbox, 'call'>, verb: Verb, id: string): Promise<Spoken> =>
  call('POST', `/v1/setup_intents/${id}${VERBS[verb][1]}`, VERBS[verb][2])

behaves('POST /v1/setup_intents/{id}', 'closes the page that waited for the method before', async (world) => {
  const before = await intentIn(world, 'requires_action')
  await does(world, 'update', before.id)
  const body = new URLSearchParams({ outcome: 'succeed' })
  await fetch(before.next_action.redirect_to_url.url, { method: 'POST', body, redirect: 'manual' })
  const { status } = (await world.call('GET', `/v1/setup_intents/${before.id}`)).body
  assert.equal(status, 'requires_confirmation')
  assert.deepEqual(await world.news(), [])
})

const NO_METHOD =
  "You cannot confirm this SetupIntent because it's missing a payment method. You can either update the SetupIntent with " +
  'a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.'

behaves('POST /v1/setup_intents/{id}/confirm', 'is refused without a method', async (world) => {
  // Recorded; the default of the customer is not asked.
  const { stripe, call, news } = world
  const { id: customer } = await stripe.customers.create()
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  const before = (await call('POST', '/v1/setup_intents', `customer=${customer}`)).body
  await news()
  const { status, body } = await call('POST', `/v1/setup_intents/${before.id}/confirm`)
  assert.deepEqual([status, body.error.code], [400, 'setup_intent_unexpected_state'])
  assert.equal(body.error.message, NO_METHOD)
  assert.deepEqual(body.error.setup_intent, before)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/setup_intents/{id}/confirm', 'misses the method first, also when it is canceled', async (world) => {
  // Recorded.
  const { id } = await intentIn(world, 'requires_payment_method')
  await world.call('POST', `/v1/setup_intents/${id}/cancel`)
  await world.news()
  assert.equal((await world.call('POST', `/v1/setup_intents/${id}/confirm`)).body.error.message, NO_METHOD)
  assert.deepEqual(await world.news(), [])
})

behaves('POST /v1/setup_intents/{id}/confirm', 'finds no intent under an id that was made up', async (world) => {
  for (const verb of Object.keys(VERBS) as Verb[]) {
    const { status, body } = await does(world, verb, 'seti_none')
    assert.deepEqual([status, body.error.code], [404, 'resource_missing'])
    assert.equal(body.error.message, "No such setupintent: 'seti_none'")
  }
  assert.deepEqual(await world.news(), [])
})
