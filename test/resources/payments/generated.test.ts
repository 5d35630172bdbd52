// SEPA debits that come of a bank redirect, to be charged later. (https://docs.stripe.com/payments/ideal/set-up-payment)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { AGREED, JENNY, pay, intentOf } from './debiting.ts'

/** Bank redirects whose setup makes a debit, and the country of its account. (https://docs.stripe.com/payments/ideal/set-up-payment) */
for (const [type, country, more] of [
  ['ideal', 'NL', ''],
  ['bancontact', 'BE', ''],
  ['sofort', 'DE', '&payment_method_data[sofort][country]=DE'],
] as const)
  behaves('POST /v1/setup_intents', `makes a SEPA debit of ${type}`, async (world) => {
    const { stripe, call, news } = world
    const { id: customer } = await stripe.customers.create()
    const form =
      `customer=${customer}&payment_method_types[]=${type}&confirm=true&return_url=https://example.com/back${AGREED}` +
      `&payment_method_data[type]=${type}${JENNY}${more}`
    const { body, status, text } = await call('POST', '/v1/setup_intents', form)
    assert.deepEqual([status, body.status], [200, 'requires_action'], text)
    const outcome = new URLSearchParams({ outcome: 'succeed' })
    await fetch(body.next_action.redirect_to_url.url, { method: 'POST', body: outcome, redirect: 'manual' })
    const { latest_attempt, mandate } = await stripe.setupIntents.retrieve(body.id, { expand: ['latest_attempt'] })
    const attempt = latest_attempt as Stripe.SetupAttempt
    const made = (attempt.payment_method_details as unknown as Record<string, any>)[type]
    const debit = await stripe.paymentMethods.retrieve(made.generated_sepa_debit)
    assert.deepEqual([debit.type, debit.customer, debit.sepa_debit!.country], ['sepa_debit', customer, country])
    assert.deepEqual(debit.sepa_debit!.generated_from, { charge: null, setup_attempt: attempt.id })
    assert.equal(debit.sepa_debit!.last4, made.iban_last4)
    assert.equal((await stripe.mandates.retrieve(mandate as string)).payment_method, debit.id)
    assert.deepEqual(await news(), [
      'customer.created',
      'setup_intent.created',
      'setup_intent.requires_action',
      'payment_method.attached',
      'setup_intent.succeeded',
    ])
    // What is charged later is the debit.
    const again = `customer=${customer}&payment_method=${debit.id}`
    assert.equal((await pay(world, 'sepa_debit', 'eur', again, '&off_session=true')).body.status, 'processing')
  })

behaves('POST /v1/payment_intents', 'makes a SEPA debit of an iDEAL payment that is to be repeated', async (world) => {
  const { stripe, call, news } = world
  const { id: customer } = await stripe.customers.create()
  const form =
    `amount=5000&currency=eur&customer=${customer}&payment_method_types[]=ideal&confirm=true&capture_method=automatic` +
    `&return_url=https://example.com/back${AGREED}&setup_future_usage=off_session&payment_method_data[type]=ideal${JENNY}`
  const { body } = await call('POST', '/v1/payment_intents', form)
  const outcome = new URLSearchParams({ outcome: 'succeed' })
  await fetch(body.next_action.redirect_to_url.url, { method: 'POST', body: outcome, redirect: 'manual' })
  const { latest_charge: charge } = await intentOf(world, body.id)
  const { generated_sepa_debit, generated_sepa_debit_mandate } = charge.payment_method_details.ideal
  const debit = await stripe.paymentMethods.retrieve(generated_sepa_debit)
  assert.deepEqual([debit.type, debit.customer], ['sepa_debit', customer])
  assert.deepEqual(debit.sepa_debit!.generated_from, { charge: charge.id, setup_attempt: null })
  assert.equal((await stripe.mandates.retrieve(generated_sepa_debit_mandate)).status, 'active')
  assert.deepEqual(await news(), [
    'customer.created',
    'payment_intent.created',
    'payment_intent.requires_action',
    'charge.succeeded',
    'payment_method.attached',
    'payment_intent.succeeded',
  ])
})
