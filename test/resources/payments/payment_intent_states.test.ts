// What may be done to a PaymentIntent in which of its states, and how it refuses the rest.
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

const CHARGED = ['charge.succeeded', 'payment_intent.succeeded']
const CANCELED = ['payment_intent.canceled']

/** From which state each verb leads where; what is not here is refused. */
const LEGAL: readonly (readonly [State, Verb, State, readonly string[]])[] = [
  ['requires_payment_method', 'confirm', 'succeeded', CHARGED],
  ['requires_confirmation', 'confirm', 'succeeded', CHARGED],
  ['requires_action', 'confirm', 'succeeded', CHARGED],
  ['requires_payment_method', 'cancel', 'canceled', CANCELED],
  ['requires_confirmation', 'cancel', 'canceled', CANCELED],
  ['requires_action', 'cancel', 'canceled', CANCELED],
  ['requires_payment_method', 'update', 'requires_payment_method', []],
  ['requires_confirmation', 'update', 'requires_confirmation', []],
]

/** Left out of the table: what an update of the amount does to a payment that waits for its customer is not documented. */
const OPEN: readonly (readonly [State, Verb])[] = [['requires_action', 'update']]

for (const state of Object.keys(STATES) as State[])
  for (const verb of Object.keys(VERBS) as Verb[]) {
    if (OPEN.some(([from, how]) => from === state && how === verb)) continue
    const legal = LEGAL.find(([from, how]) => from === state && how === verb)
    if (legal)
      behaves(VERBS[verb][0], `leads from ${state} to ${legal[2]}`, async (world) => {
        const before = await intentIn(world, state)
        const { status, body, text } = await does(world, verb, before.id)
        assert.equal(status, 200, text)
        assert.deepEqual([body.status, body.next_action], [legal[2], null])
        assert.equal(body.amount_received, legal[2] === 'succeeded' ? 2000 : 0)
        assert.equal(body.amount, verb === 'update' ? 3000 : 2000)
        assert.equal(body.cancellation_reason, verb === 'cancel' ? 'abandoned' : null)
        assert.equal(body.canceled_at === null, verb !== 'cancel')
        assert.deepEqual(await world.news(), legal[3])
      })
    else
      behaves(VERBS[verb][0], `is refused when ${state}, and changes nothing`, async (world) => {
        const before = await intentIn(world, state)
        const { status, body } = await does(world, verb, before.id)
        assert.deepEqual([status, body.error.type], [400, 'invalid_request_error'])
        assert.equal(body.error.code, 'payment_intent_unexpected_state')
        assert.deepEqual(body.error.payment_intent, before)
        assert.deepEqual((await world.call('GET', `/v1/payment_intents/${before.id}`)).body, before)
        assert.deepEqual(await world.news(), [])
      })
  }

const MAY_CANCEL =
  'requires_payment_method, requires_capture, requires_reauthorization, requires_confirmation, requires_action, expired, processing'
const mayUpdate = (what: string, state: State) =>
  `This PaymentIntent's ${what} could not be updated because it has a status of ${state}. You may only update the ` +
  `${what} of a PaymentIntent with one of the following statuses: requires_payment_method, requires_confirmation, requires_action.`
const mayCancel = (state: State) =>
  `You cannot cancel this PaymentIntent because it has a status of ${state}. Only a PaymentIntent with one of the ` +
  `following statuses may be canceled: ${MAY_CANCEL}.`

// Recorded, or seen in the wild (the second line, and the update of a canceled one).
const WORDS: readonly (readonly [State, Verb, string, string | undefined])[] = [
  [
    'succeeded',
    'confirm',
    'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.',
    undefined,
  ],
  ['canceled', 'confirm', mayUpdate('payment_method', 'canceled'), undefined],
  ['succeeded', 'cancel', mayCancel('succeeded'), undefined],
  ['canceled', 'cancel', mayCancel('canceled'), undefined],
  ['succeeded', 'update', mayUpdate('amount', 'succeeded'), 'amount'],
  ['canceled', 'update', mayUpdate('amount', 'canceled'), 'amount'],
]

for (const [state, verb, message, param] of WORDS)
  behaves(VERBS[verb][0], `says why it is refused when ${state}`, async (world) => {
    const { id } = await intentIn(world, state)
    const { error } = (await does(world, verb, id)).body
    assert.equal(error.message, message)
    if (param) assert.equal(error.param, param)
    assert.deepEqual(await world.news(), [])
  })

for (const state of ['requires_payment_method', 'requires_confirmation', 'succeeded'] as const)
  behaves('POST /v1/payment_intents/{id}', `takes a description and metadata when ${state}`, async (world) => {
    // Recorded: also of a payment that has succeeded.
    const before = await intentIn(world, state)
    const { status, body } = await world.call('POST', `/v1/payment_intents/${before.id}`, 'description=x&metadata[b]=2')
    assert.deepEqual([status, body.error?.message], [200, undefined])
    assert.deepEqual(body, { ...before, description: 'x', metadata: { a: '1', b: '2' } })
    assert.deepEqual(await world.news(), [])
  })

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
  assert.deepEqual(await world.news(), CANCELED)
})

behaves('POST /v1/payment_intents/{id}/confirm', 'finds no intent under an id that was made up', async (world) => {
  for (const verb of Object.keys(VERBS) as Verb[]) {
    const { status, body } = await does(world, verb, 'pi_none')
    assert.deepEqual([status, body.error.code], [404, 'resource_missing'])
    assert.equal(body.error.message, "No such payment_intent: 'pi_none'")
  }
  assert.deepEqual(await world.news(), [])
})
