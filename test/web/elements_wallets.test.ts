// Wallets: express buttons, payment requests, and their sheet, in which the tester plays the customer.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTill, type Visit } from './till.ts'

const till = await openTill()
after(() => till.close())

const HOST = '<div id="express"></div>'
const sheetOf = ({ page }: Visit) => page.frameLocator('body > div[role=dialog] > iframe')
const buttonsOf = ({ page }: Visit) => page.frameLocator('#express iframe')
/** Waits for an event, and gives what it told. */
const heard = async ({ page, run }: Visit, event: string) => {
  await page.waitForFunction(`heard.some(([name]) => name === '${event}')`)
  return run(`heard.find(([name]) => name === '${event}')[1]`)
}

async function shopOf(visit: Visit, options: string, more = ''): Promise<string> {
  const { id, client_secret } = await visit.stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    allowed_payment_method_types: ['card', 'paypal', 'amazon_pay'],
  })
  await visit.news()
  await visit.open(
    HOST,
    `const elements = stripe.elements({ clientSecret: '${client_secret}' })
     const express = elements.create('expressCheckout', ${options})
     const heard = []
     const keep = (name) => (event) => heard.push([name, JSON.parse(JSON.stringify(event))])
     for (const name of ['ready', 'click', 'cancel', 'confirm', 'shippingaddresschange', 'shippingratechange'])
       express.on(name, keep(name))
     express.on('confirm', async () => {
       window.result = await stripe.confirmPayment({
         elements, confirmParams: { return_url: '${till.merchant}/done' }, redirect: 'if_required' })
     })
     ${more}
     express.mount('#express')`,
  )
  return id
}

test('a wallet that holds cards is asked how to ship, and pays', () =>
  till.visit(async (visit) => {
    const { page, run, stripe, news } = visit
    const rates = `[{ id: 'std', amount: 500, displayName: 'Standard' }, { id: 'fast', amount: 1500, displayName: 'Express' }]`
    const id = await shopOf(
      visit,
      `{ paymentMethods: { amazonPay: 'never' }, buttonHeight: 44 }`,
      `express.on('click', ({ resolve }) => resolve({
         emailRequired: true, shippingAddressRequired: true, shippingRates: ${rates},
         lineItems: [{ name: 'Shirt', amount: 2000 }] }))
       express.on('shippingaddresschange', ({ resolve }) => resolve({ lineItems: [{ name: 'Shirt', amount: 2000 }, { name: 'Tax', amount: 100 }] }))
       express.on('shippingratechange', ({ resolve, shippingRate }) => resolve({
         lineItems: [{ name: 'Shirt', amount: 2000 }, { name: 'Shipping', amount: shippingRate.amount }] }))`,
    )
    const ready = await heard(visit, 'ready')
    assert.deepEqual(ready.availablePaymentMethods, {
      amazonPay: false,
      applePay: false,
      googlePay: true,
      klarna: false,
      link: false,
      paypal: true,
    })
    await buttonsOf(visit).getByRole('button', { name: 'Pay with Google Pay' }).click()
    const sheet = sheetOf(visit)
    await sheet.getByText('$21.00').waitFor()
    await sheet.getByLabel('Express').check()
    await sheet.getByText('$35.00').waitFor()
    await sheet.getByRole('button', { name: 'Continue' }).click()
    await page.waitForFunction('window.result')
    assert.equal((await run('window.result')).paymentIntent.status, 'succeeded')
    const { elementType, expressPaymentType, billingDetails, shippingRate, shippingAddress } = await heard(
      visit,
      'confirm',
    )
    assert.deepEqual(
      [elementType, expressPaymentType, billingDetails.email, shippingRate.id, shippingAddress.address.country],
      ['expressCheckout', 'google_pay', 'jenny@example.com', 'fast', 'US'],
    )
    assert.equal('phone' in billingDetails, false)
    assert.deepEqual(await news(), ['charge.succeeded', 'payment_intent.succeeded'])
    const { payment_method } = await stripe.paymentIntents.retrieve(id, { expand: ['payment_method'] })
    assert.equal((payment_method as any).card.last4, '4242')
  }))

test('a wallet elsewhere leads there; who cancels stays', () =>
  till.visit(async (visit) => {
    const { page, run, news } = visit
    await shopOf(visit, '{}', `express.on('click', ({ resolve }) => resolve())`)
    const paypal = buttonsOf(visit).getByRole('button', { name: 'Pay with PayPal' })
    await paypal.click()
    await sheetOf(visit).getByRole('button', { name: 'Cancel' }).click()
    assert.deepEqual(await heard(visit, 'cancel'), { elementType: 'expressCheckout' })
    assert.equal(await page.getByRole('dialog').count(), 0)
    assert.equal(await run('window.result'), undefined)
    assert.deepEqual(await news(), [])
    await paypal.click()
    await sheetOf(visit).getByRole('button', { name: 'Continue' }).click()
    await page.waitForURL(`${till.brindle.url}/authorize/**`)
    await page.getByRole('heading', { name: 'Pay $20.00 with PayPal?' }).waitFor()
    await page.getByRole('button', { name: 'Authorize Test Payment', exact: true }).click()
    await page.waitForURL(`${till.merchant}/done?*redirect_status=succeeded`)
    assert.deepEqual(await news(), ['payment_intent.requires_action', 'charge.succeeded', 'payment_intent.succeeded'])
  }))

test('beside a Payment Element, what was pressed pays, and the fields after it', () =>
  till.visit(async (visit) => {
    const { page, run, stripe, frame } = visit
    const made = () => stripe.paymentIntents.create({ amount: 2000, currency: 'usd' }).then((one) => one.client_secret)
    await visit.open(
      `${HOST}<div id="pay"></div>`,
      `const elements = stripe.elements({ mode: 'payment', amount: 2000, currency: 'usd', paymentMethodTypes: ['card'] })
       elements.create('payment').mount('#pay')
       const confirmed = (clientSecret) => stripe.confirmPayment({
         elements, clientSecret, confirmParams: { return_url: '${till.merchant}/done' }, redirect: 'if_required' })
       const heard = []
       elements.create('expressCheckout')
         .on('confirm', async () => { heard.push(['confirm', await elements.submit()]) }).mount('#express')`,
    )
    await buttonsOf(visit).getByRole('button', { name: 'Pay with Google Pay' }).click()
    await sheetOf(visit).getByRole('button', { name: 'Continue' }).click()
    assert.deepEqual(await heard(visit, 'confirm'), { selectedPaymentMethod: 'card' })
    assert.equal((await run(`confirmed('${await made()}')`)).paymentIntent.status, 'succeeded')
    // Now the fields are asked again, and are empty.
    assert.equal((await run('elements.submit()')).error.code, 'incomplete_number')
    assert.equal(await frame('Secure payment input frame').locator('#payment-numberError').isVisible(), true)
    assert.equal(await page.getByRole('dialog').count(), 0)
  }))

test('a click that the page rejects, or forgets, opens nothing', () =>
  till.visit(async (visit) => {
    const { page } = visit
    await shopOf(visit, '{}', `express.on('click', ({ reject }) => { if (window.rejects) reject() })`)
    const failed = page.waitForEvent('pageerror')
    await buttonsOf(visit).getByRole('button', { name: 'Pay with Amazon Pay' }).click()
    assert.match((await failed).message, /not resolved within 1 second/)
    await page.evaluate('window.rejects = true')
    await buttonsOf(visit).getByRole('button', { name: 'Pay with Amazon Pay' }).click()
    await page.waitForFunction(`heard.filter(([name]) => name === 'click').length === 2`)
    assert.equal(await page.getByRole('dialog').count(), 0)
  }))

test('a payment request has its button, its sheet and its payment method', () =>
  till.visit(async (visit) => {
    const { open, page, run, stripe } = visit
    await open(
      HOST,
      `const heard = []
       const request = stripe.paymentRequest({
         country: 'US', currency: 'usd', total: { label: 'Demo', amount: 1050 },
         displayItems: [{ label: 'Socks', amount: 1050 }], requestPayerName: true, requestPayerEmail: true })
       request.on('paymentmethod', (event) => { heard.push(['paymentmethod', JSON.parse(JSON.stringify(event))]); event.complete('success') })
       request.on('cancel', () => heard.push(['cancel', {}]))
       const able = request.canMakePayment()
       able.then(() => stripe.elements().create('paymentRequestButton', { paymentRequest: request }).mount('#express'))`,
    )
    assert.deepEqual(await run('able'), { applePay: false, googlePay: true, link: false })
    const button = buttonsOf(visit).getByRole('button', { name: 'Pay with Test wallet' })
    await button.click()
    await sheetOf(visit).getByText('$10.50').last().waitFor()
    assert.equal(await run('request.isShowing()'), true)
    await page.keyboard.press('Escape')
    await heard(visit, 'cancel')
    await button.click()
    await sheetOf(visit).getByRole('button', { name: 'Continue' }).click()
    const { paymentMethod, payerName, payerEmail, payerPhone } = await heard(visit, 'paymentmethod')
    assert.deepEqual([payerName, payerEmail, payerPhone], ['Jenny Rosen', 'jenny@example.com', undefined])
    assert.equal((await stripe.paymentMethods.retrieve(paymentMethod.id)).card?.last4, '4242')
    const refused = await run(`stripe.paymentRequest({ country: 'US', currency: 'usd', total: { label: 'x', amount: 1 },
      disableWallets: ['googlePay'] }).canMakePayment()`)
    assert.equal(refused, null)
  }))
