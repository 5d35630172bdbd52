// What may be done to a SetupIntent in which of its states, and how it refuses the rest.
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

/** From which state each verb leads where; what is not here is refused. */
const LEGAL: readonly (readonly [State, Verb, State, readonly string[]])[] = [
  ['requires_payment_method', 'confirm', 'succeeded', ['setup_intent.succeeded']],
  ['requires_confirmation', 'confirm', 'succeeded', ['setup_intent.succeeded']],
  ['requires_action', 'confirm', 'succeeded', ['setup_intent.succeeded']],
  ['requires_payment_method', 'cancel', 'canceled', ['setup_intent.canceled']],
  ['requires_confirmation', 'cancel', 'canceled', ['setup_intent.canceled']],
  ['requires_action', 'cancel', 'canceled', ['setup_intent.canceled']],
  ['requires_payment_method', 'update', 'requires_confirmation', []],
  ['requires_confirmation', 'update', 'requires_confirmation', []],
  ['requires_action', 'update', 'requires_confirmation', []],
]

for (const state of Object.keys(STATES) as State[])
  for (const verb of Object.keys(VERBS) as Verb[]) {
    const legal = LEGAL.find(([from, how]) => from === state && how === verb)
    if (legal)
      behaves(VERBS[verb][0], `leads from ${state} to ${legal[2]}`, async (world) => {
        const before = await intentIn(world, state)
        const { status, body, text } = await does(world, verb, before.id)
        assert.equal(status, 200, text)
        assert.deepEqual([body.status, body.next_action], [legal[2], null])
        assert.deepEqual(await world.news(), legal[3])
      })
    else
      behaves(VERBS[verb][0], `is refused when ${state}, and changes nothing`, async (world) => {
        const before = await intentIn(world, state)
        const { status, body } = await does(world, verb, before.id)
        assert.deepEqual([status, body.error.type], [400, 'invalid_request_error'])
        assert.equal(body.error.code, 'setup_intent_unexpected_state')
        assert.deepEqual(body.error.setup_intent, before)
        assert.deepEqual((await world.call('GET', `/v1/setup_intents/${before.id}`)).body, before)
        assert.deepEqual(await world.news(), [])
      })
  }

const MAY_CANCEL = '`requires_payment_method`, `requires_confirmation`, or `requires_action`'

// Recorded, but for the update of a canceled one.
const WORDS: readonly (readonly [State, Verb, string])[] = [
  ['succeeded', 'confirm', 'You cannot confirm this SetupIntent because it has already succeeded.'],
  ['canceled', 'confirm', 'You cannot confirm this SetupIntent because it has been canceled.'],
  [
    'succeeded',
    'cancel',
    `You cannot cancel this SetupIntent because it has a status of succeeded. Only a SetupIntent with one of the following statuses may be canceled: ${MAY_CANCEL}.`,
  ],
  ['canceled', 'cancel', 'You cannot cancel this SetupIntent because it is already canceled.'],
  ['succeeded', 'update', 'You cannot update this SetupIntent because it has already succeeded.'],
]

for (const [state, verb, message] of WORDS)
  behaves(VERBS[verb][0], `says why it is refused when ${state}`, async (world) => {
    const { id } = await intentIn(world, state)
    assert.equal((await does(world, verb, id)).body.error.message, message)
    assert.deepEqual(await world.news(), [])
  })

for (const state of Object.keys(STATES) as State[])
  behaves('POST /v1/setup_intents/{id}', `takes a description and metadata when ${state}`, async (world) => {
    // Recorded: these two may be changed in any state.
    const before = await intentIn(world, state)
    const { status, body } = await world.call('POST', `/v1/setup_intents/${before.id}`, 'description=x&metadata[b]=2')
    assert.deepEqual([status, body.error?.message], [200, undefined])
    assert.deepEqual(body, { ...before, description: 'x', metadata: { a: '1', b: '2' } })
    assert.deepEqual(await world.news(), [])
  })

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
