// Accounts that are shown to be the customer's by two small deposits.
// (https://docs.stripe.com/payments/ach-direct-debit/accept-a-payment#verify-bank-accounts-with-microdeposits)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { AGREED, own, pay, intentOf } from './debiting.ts'

const US = own('us_bank_account', 'account_number=000123456789&routing_number=110000000&account_holder_type=individual')

/** What the customer tells, what is answered, and whether they may try again. (docs.stripe.com/payments/ach-direct-debit, "Test") */
// biome-ignore format: a table
const DEPOSITS: readonly (readonly [string, string | null, string])[] = [
  ['amounts[]=32&amounts[]=45', null, 'processing'],
  ['descriptor_code=SM11AA', null, 'processing'],
  ['amounts[]=10&amounts[]=11', 'payment_method_microdeposit_verification_attempts_exceeded', 'requires_payment_method'],
  ['descriptor_code=SM33CC', 'payment_method_microdeposit_verification_attempts_exceeded', 'requires_payment_method'],
  ['amounts[]=40&amounts[]=41', 'payment_method_microdeposit_verification_timeout', 'requires_payment_method'],
  ['descriptor_code=SM44DD', 'payment_method_microdeposit_verification_timeout', 'requires_payment_method'],
  ['amounts[]=1&amounts[]=2', 'payment_method_microdeposit_verification_amounts_mismatch', 'requires_action'],
  ['descriptor_code=SM22BB', 'payment_method_microdeposit_verification_descriptor_code_mismatch', 'requires_action'],
]

for (const [told, code, status] of DEPOSITS)
  behaves('POST /v1/payment_intents/{id}/verify_microdeposits', `${told} leads to ${status}`, async (world) => {
    const { call, news } = world
    const { body } = await pay(world, 'us_bank_account', 'usd', US)
    assert.deepEqual([body.status, body.next_action.type], ['requires_action', 'verify_with_microdeposits'])
    assert.equal(body.next_action.verify_with_microdeposits.microdeposit_type, 'descriptor_code')
    await news()
    const answer = await call('POST', `/v1/payment_intents/${body.id}/verify_microdeposits`, told)
    assert.deepEqual([answer.status, answer.body.error?.code ?? null], [code === null ? 200 : 400, code], answer.text)
    assert.equal((await intentOf(world, body.id)).status, status)
    const events = await news()
    if (status === 'processing') assert.deepEqual(events.slice(0, 2), ['charge.pending', 'payment_intent.processing'])
    else assert.deepEqual(events, status === 'requires_action' ? [] : ['payment_intent.payment_failed'])
  })

behaves('POST /v1/payment_intents/{id}/verify_microdeposits', 'may be wrong twice, not three times', async (world) => {
  const { call, news } = world
  const { body } = await pay(world, 'us_bank_account', 'usd', US)
  const tell = async (told: string) => {
    const answer = await call('POST', `/v1/payment_intents/${body.id}/verify_microdeposits`, told)
    return [answer.status, answer.body.error?.message]
  }
  const wrong = (left: number) =>
    'The amounts provided do not match the amounts that were sent to the bank account. ' +
    `You have ${left} verification attempts remaining.`
  assert.deepEqual(await tell('amounts[]=1&amounts[]=2'), [400, wrong(2)])
  assert.deepEqual(await tell('amounts[]=1&amounts[]=2'), [400, wrong(1)])
  assert.equal((await tell('amounts[]=1&amounts[]=2'))[0], 400)
  const { status, last_payment_error } = await intentOf(world, body.id)
  assert.deepEqual(
    [status, last_payment_error.code],
    ['requires_payment_method', 'payment_method_microdeposit_verification_attempts_exceeded'],
  )
  // There is nothing left to verify.
  const late = await call('POST', `/v1/payment_intents/${body.id}/verify_microdeposits`, 'amounts[]=32&amounts[]=45')
  assert.deepEqual([late.status, late.body.error.code], [400, 'payment_intent_unexpected_state'])
  assert.deepEqual(await news(), [
    'payment_intent.created',
    'payment_intent.requires_action',
    'payment_intent.payment_failed',
  ])
})

behaves('POST /v1/payment_intents/{id}/verify_microdeposits', 'refuses what is no answer', async (world) => {
  const { call, news } = world
  const { body } = await pay(world, 'us_bank_account', 'usd', US)
  await news()
  for (const told of ['', 'amounts[]=32', 'amounts[]=32&amounts[]=45&descriptor_code=SM11AA', 'descriptor_code=AB1234'])
    assert.equal((await call('POST', `/v1/payment_intents/${body.id}/verify_microdeposits`, told)).status, 400, told)
  assert.equal((await intentOf(world, body.id)).status, 'requires_action')
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/payment_intents', 'gives up on an account that nobody verifies in ten days', async (world) => {
  const { body } = await pay(world, 'us_bank_account', 'usd', US)
  await world.news()
  await world.advance(10 * 86_400 + 60)
  assert.equal((await intentOf(world, body.id)).status, 'requires_payment_method')
  assert.deepEqual(await world.news(), ['payment_intent.payment_failed'])
})

behaves('POST /v1/setup_intents/{id}/verify_microdeposits', 'saves the account that is verified', async (world) => {
  const { stripe, call, news } = world
  const { id: customer } = await stripe.customers.create()
  const form = `customer=${customer}&payment_method_types[]=us_bank_account&confirm=true&${US}${AGREED}`
  const { body } = await call('POST', '/v1/setup_intents', form)
  assert.deepEqual([body.status, body.next_action.type], ['requires_action', 'verify_with_microdeposits'])
  const wrong = await call('POST', `/v1/setup_intents/${body.id}/verify_microdeposits`, 'amounts[]=3&amounts[]=4')
  assert.equal(wrong.body.error.code, 'payment_method_microdeposit_verification_amounts_mismatch')
  await news()
  const { body: done } = await call(
    'POST',
    `/v1/setup_intents/${body.id}/verify_microdeposits`,
    'amounts[]=45&amounts[]=32',
  )
  assert.equal(done.status, 'succeeded')
  assert.equal((await stripe.mandates.retrieve(done.mandate)).type, 'multi_use')
  assert.deepEqual(await news(), ['payment_method.attached', 'setup_intent.succeeded'])
  // Verified once, it can be charged without a word more.
  const again = `customer=${customer}&payment_method=${done.payment_method}`
  assert.equal((await pay(world, 'us_bank_account', 'usd', again, '&off_session=true')).body.status, 'processing')
})

/** How a SetupIntent that waits is given another bank account. */
const ANOTHER: readonly (readonly [how: string, end: string, confirmed: boolean])[] = [
  ['confirmed with it', '/confirm', true],
  ['updated with it and confirmed', '', false],
]

for (const [how, end, confirmed] of ANOTHER)
  behaves('POST /v1/setup_intents/{id}/verify_microdeposits', `counts for one account: ${how}`, async (world) => {
    const { call } = world
    const path = (id: string) => `/v1/setup_intents/${id}`
    const { body } = await call(
      'POST',
      '/v1/setup_intents',
      `payment_method_types[]=us_bank_account&confirm=true&${US}${AGREED}`,
    )
    const wrong = async () => {
      const answer = await call('POST', `${path(body.id)}/verify_microdeposits`, 'amounts[]=1&amounts[]=2')
      return answer.body.error.message.replace(/^.*have (\d) .*$/, '$1 left')
    }
    assert.deepEqual([await wrong(), await wrong()], ['2 left', '1 left'])
    const next = await call('POST', path(body.id) + end, US + (confirmed ? AGREED : ''))
    assert.equal(next.status, 200, next.text)
    if (!confirmed) assert.equal((await call('POST', `${path(body.id)}/confirm`, AGREED.slice(1))).status, 200)
    assert.deepEqual([await wrong(), await wrong()], ['2 left', '1 left'])
    const asked = ['setup_intent.created', 'setup_intent.requires_action']
    assert.deepEqual(await world.news(), confirmed ? asked : [...asked, 'setup_intent.requires_action'])
  })
