// What a customer is asked after a payment was tried: by the server's word, in the page's language, with a saved card's code; and the way to
// the page of a Checkout Session.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTill, type Visit } from './till.ts'

const till = await openTill()
after(() => till.close())

/** An intent that the server has confirmed, and whose card's bank asks. */
async function waiting({ stripe, news }: Visit, more: object = {}) {
  const { id, client_secret, status } = await stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    payment_method: 'pm_card_threeDSecure2Required',
    allowed_payment_method_types: ['card'],
    confirm: true,
    use_stripe_sdk: true,
    ...more,
  })
  assert.equal(status, 'requires_action')
  await news()
  return { id, secret: client_secret! }
}

test('handleNextAction asks the bank’s question of an intent that the server has confirmed', () =>
  till.visit(async (visit) => {
    const { open, page, bank, run, news } = visit
    const { secret } = await waiting(visit)
    await open('')
    await page.evaluate(`window.done = stripe.handleNextAction({ clientSecret: '${secret}' }); 0`)
    await bank().locator('#test-source-authorize-3ds').click()
    const { paymentIntent } = await page.evaluate<any>('window.done')
    assert.equal(paymentIntent.status, 'succeeded')
    assert.deepEqual(await news(), ['charge.succeeded', 'payment_intent.succeeded'])
    // There is nothing to do any more, and nothing is done.
    assert.equal(
      (await run(`stripe.handleNextAction({ clientSecret: '${secret}' })`)).paymentIntent.status,
      'succeeded',
    )
    assert.equal(await page.getByRole('dialog').count(), 0)
  }))

test('handleCardAction leaves the last word to the server', () =>
  till.visit(async (visit) => {
    const { open, page, bank, run, stripe, news } = visit
    const { id, secret } = await waiting(visit, { confirmation_method: 'manual' })
    await open('')
    await page.evaluate(`window.done = stripe.handleCardAction('${secret}'); 0`)
    await bank().locator('#test-source-authorize-3ds').click()
    const { paymentIntent } = await page.evaluate<any>('window.done')
    assert.equal(paymentIntent.status, 'requires_confirmation')
    assert.deepEqual(await news(), [])
    assert.equal((await stripe.paymentIntents.confirm(id)).status, 'succeeded')
    const thrown = await run(`stripe.handleCardAction('${secret}').catch(({ name, message }) => name + ': ' + message)`)
    assert.match(thrown, /IntegrationError: handleCardAction: .*not in the requires_action state/)
    const other = await run(`stripe.handleCardAction('pi_1_secret_1')`)
    assert.equal(other.error.code, 'resource_missing')
  }))

test('a German browser is asked in German', () =>
  till.visit(
    async (visit) => {
      const { open, page, bank } = visit
      const { secret } = await waiting(visit)
      await open('')
      await page.evaluate(`window.done = stripe.handleNextAction({ clientSecret: '${secret}' }); 0`)
      await page.getByRole('dialog', { name: '3-D-Secure-Authentifizierung', exact: true }).waitFor()
      await bank().getByRole('button', { name: 'Fehlschlagen lassen', exact: true }).click()
      assert.equal((await page.evaluate<any>('window.done')).error.code, 'payment_intent_authentication_failure')
    },
    { locale: 'de-DE' },
  ))

test('a saved card’s code is asked for anew', () =>
  till.visit(async (visit) => {
    const { open, frame, run, stripe, news } = visit
    const { id: customer } = await stripe.customers.create({})
    const { id: saved } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
    const { client_secret: secret } = await stripe.paymentIntents.create({
      amount: 2000,
      currency: 'usd',
      customer,
      allowed_payment_method_types: ['card'],
    })
    await open('<div id="cvc"></div>', `const cvc = stripe.elements().create('cardCvc'); cvc.mount('#cvc')`)
    const pay = `stripe.confirmCardPayment('${secret}', {
      payment_method: '${saved}', payment_method_options: { card: { cvc } } })`
    assert.equal((await run(pay)).error.code, 'incomplete_cvc')
    await frame('Secure CVC input frame').locator('[name=cvc]').fill('123')
    await news()
    const { paymentIntent, error } = await run(pay)
    assert.deepEqual([error, paymentIntent?.status], [undefined, 'succeeded'])
    assert.deepEqual(await news(), ['charge.succeeded', 'payment_intent.succeeded'])
  }))

test('redirectToCheckout leads to the page of a session', () =>
  till.visit(async ({ open, page, run, stripe }) => {
    const { id, url } = await stripe.checkout.sessions.create({
      mode: 'payment',
      line_items: [{ quantity: 1, price_data: { currency: 'usd', unit_amount: 500, product_data: { name: 'Socks' } } }],
      success_url: 'https://example.com/',
    })
    await open('')
    assert.match((await run(`stripe.redirectToCheckout({ items: [] })`)).error.message, /takes a sessionId/)
    assert.equal((await run(`stripe.redirectToCheckout({ sessionId: 'cs_test_none' })`)).error.code, 'resource_missing')
    await Promise.all([page.waitForURL(url!), run(`void stripe.redirectToCheckout({ sessionId: '${id}' })`)])
  }))
