// The Payment Element of a customer who is known: what they have paid with before is offered, removed, and what they pay with now is kept.
// (https://docs.stripe.com/payments/save-customer-payment-methods)
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type Stripe from 'stripe'
import { openTill, PAYMENT_FRAME, type Visit } from './till.ts'

const till = await openTill()
after(() => till.close())

type Features = Stripe.CustomerSessionCreateParams.Components.PaymentElement.Features
const ALL: Features = {
  payment_method_redisplay: 'enabled',
  payment_method_remove: 'enabled',
  payment_method_save: 'enabled',
  payment_method_save_usage: 'off_session',
}

/** Jenny has saved a Visa and, later, a Mastercard; she pays $20.00. */
async function jenny(
  { stripe, news }: Visit,
  features: Features = ALL,
  more: Partial<Stripe.PaymentIntentCreateParams> = {},
) {
  const { id: customer } = await stripe.customers.create({ name: 'Jenny Rosen' })
  const saved: string[] = []
  for (const token of ['pm_card_visa', 'pm_card_mastercard']) {
    const { id } = await stripe.paymentMethods.attach(token, { customer })
    await stripe.paymentMethods.update(id, { allow_redisplay: 'always' })
    saved.push(id)
  }
  const { client_secret: session } = await stripe.customerSessions.create({
    customer,
    components: { payment_element: { enabled: true, features } },
  })
  const { id, client_secret } = await stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    customer,
    allowed_payment_method_types: ['card'],
    ...more,
  })
  await news()
  const [visa, mastercard] = saved
  return { id, customer, visa: visa!, mastercard: mastercard!, session, secret: client_secret! }
}

const page = (of: string) => `
  const elements = stripe.elements({ ${of} })
  const payment = elements.create('payment')
  const changes = [], removed = []
  payment.on('change', (event) => changes.push(event))
  payment.on('savedpaymentmethodremove', (event) => removed.push(event))
  payment.mount('#pay')
  const confirm = (more = {}) => stripe.confirmPayment({ elements, redirect: 'if_required', ...more })`

const HOST = '<div id="pay"></div>'

async function newCard({ frame }: Visit): Promise<void> {
  const fields = frame(PAYMENT_FRAME)
  await fields.getByRole('tab', { name: 'Card' }).click()
  await fields.locator('[name=number]').fill('378282246310005')
  await fields.locator('[name=expiry]').fill('12 / 34')
  await fields.locator('[name=cvc]').fill('1234')
  await fields.locator('[name=postalCode]').fill('94107')
}

test('what they have paid with before is chosen, and pays', () =>
  till.visit(async (visit) => {
    const { id, visa, session, secret } = await jenny(visit)
    const { open, frame, page: tab, run, stripe, news } = visit
    await open(HOST, page(`clientSecret: '${secret}', customerSessionClientSecret: '${session}'`))
    const fields = frame(PAYMENT_FRAME)
    assert.equal(await fields.getByRole('tab', { selected: true }).textContent(), 'Saved')
    assert.ok(await fields.getByRole('radio', { name: 'Mastercard ···· 4444' }).isChecked())
    await fields.getByRole('radio', { name: 'Visa ···· 4242' }).check()
    await tab.waitForFunction('changes.at(-1)?.complete')
    const { value, complete, empty } = await run('changes.at(-1)')
    assert.deepEqual([complete, empty, value.type, value.payment_method.id], [true, false, 'card', visa])
    const { paymentIntent } = await run('confirm()')
    assert.equal(paymentIntent.status, 'succeeded')
    assert.deepEqual(await news(), ['charge.succeeded', 'payment_intent.succeeded'])
    assert.equal((await stripe.paymentIntents.retrieve(id)).payment_method, visa)
  }))

test('one is removed, and offered no more; once none is left only new ones are', () =>
  till.visit(async (visit) => {
    const { customer, visa, mastercard, session, secret } = await jenny(visit)
    const { open, frame, page: tab, run, stripe, news } = visit
    await open(HOST, page(`clientSecret: '${secret}', customerSessionClientSecret: '${session}'`))
    const fields = frame(PAYMENT_FRAME)
    await fields.getByRole('button', { name: 'Remove Mastercard ···· 4444' }).click()
    await tab.waitForFunction('removed.length === 1')
    const [{ success, payment_method }] = await run('removed')
    assert.deepEqual([success, payment_method.id], [true, mastercard])
    assert.deepEqual(await news(), ['payment_method.detached'])
    await fields.getByRole('radio', { name: 'Mastercard' }).waitFor({ state: 'detached' })
    assert.ok(await fields.getByRole('radio', { name: 'Visa ···· 4242' }).isChecked())
    // Somebody else was quicker: that is said, and nothing else happens.
    await stripe.paymentMethods.detach(visa)
    await fields.getByRole('button', { name: 'Remove Visa ···· 4242' }).click()
    await tab.waitForFunction('removed.length === 2')
    assert.equal((await run('removed'))[1].success, false)
    assert.match((await fields.getByRole('alert').textContent())!, /No such/)
    assert.deepEqual((await stripe.customers.listPaymentMethods(customer)).data, [])
  }))

test('a new one is kept where they want it, and else is not', () =>
  till.visit(async (visit) => {
    const { open, frame, run, page: tab, stripe, news } = visit
    for (const wants of [true, false]) {
      const { id, customer, session, secret } = await jenny(visit)
      await open(HOST, page(`clientSecret: '${secret}', customerSessionClientSecret: '${session}'`))
      await newCard(visit)
      const box = frame(PAYMENT_FRAME).getByLabel('Save payment details for future purchases')
      if (wants) await box.check()
      await tab.waitForFunction(`changes.at(-1)?.complete && changes.at(-1).value.savePaymentMethod === ${wants}`)
      const { paymentIntent } = await run('confirm()')
      assert.equal(paymentIntent.status, 'succeeded')
      const { setup_future_usage } = await stripe.paymentIntents.retrieve(id)
      const [newest] = (await stripe.customers.listPaymentMethods(customer)).data
      assert.deepEqual(
        [setup_future_usage, newest!.card!.brand, newest!.allow_redisplay],
        wants ? ['off_session', 'amex', 'always'] : [null, 'mastercard', 'always'],
      )
      await news()
    }
  }))

test('one that is kept anyway is shown again only if they want it', () =>
  till.visit(async (visit) => {
    const { customer, session, secret } = await jenny(
      visit,
      { ...ALL, payment_method_redisplay: 'disabled' },
      {
        setup_future_usage: 'off_session',
      },
    )
    const { open, frame, run, stripe } = visit
    await open(HOST, page(`clientSecret: '${secret}', customerSessionClientSecret: '${session}'`))
    // With one way to pay there is nothing to choose.
    const fields = frame(PAYMENT_FRAME)
    await fields.locator('[name=number]').fill('378282246310005')
    await fields.locator('[name=expiry]').fill('12 / 34')
    await fields.locator('[name=cvc]').fill('1234')
    await fields.locator('[name=postalCode]').fill('94107')
    assert.equal((await run('confirm()')).paymentIntent.status, 'succeeded')
    const [newest] = (await stripe.customers.listPaymentMethods(customer)).data
    assert.deepEqual([newest!.card!.brand, newest!.allow_redisplay], ['amex', 'limited'])
  }))

test('an intent that comes later is paid by a token of what is saved', () =>
  till.visit(async (visit) => {
    const { customer, mastercard, session } = await jenny(visit)
    const { open, run, stripe, news } = visit
    await open(HOST, page(`mode: 'payment', amount: 2000, currency: 'usd', customerSessionClientSecret: '${session}'`))
    assert.deepEqual(await run('elements.submit()'), { selectedPaymentMethod: 'card' })
    const { error } = await run('stripe.createPaymentMethod({ elements })')
    assert.match(error.message, /saved payment method/)
    const { confirmationToken } = await run('stripe.createConfirmationToken({ elements })')
    assert.equal(confirmationToken.payment_method_preview.card.last4, '4444')
    const { status, payment_method } = await stripe.paymentIntents.create({
      amount: 2000,
      currency: 'usd',
      customer,
      confirm: true,
      confirmation_token: confirmationToken.id,
      return_url: till.merchant,
    })
    assert.deepEqual([status, payment_method], ['succeeded', mastercard])
    assert.deepEqual(await news(), ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded'])
  }))

test('a customer session that is over keeps the Element from loading, and the page hears why', () =>
  till.visit(async (visit) => {
    const { secret } = await jenny(visit)
    const { open, page: tab, run } = visit
    await open(
      HOST,
      `${page(`clientSecret: '${secret}', customerSessionClientSecret: 'cuss_secret_x'`)}
      let failed; payment.on('loaderror', (event) => { failed = event })`,
    )
    await tab.waitForFunction('failed')
    assert.match((await run('failed')).error.message, /No such customer session/)
  }))
