// The Payment Element: an intent of any type is paid from a merchant's page, also one that is made only when the customer presses.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTill, PAYMENT_FRAME, type Visit } from './till.ts'

const till = await openTill()
after(() => till.close())

const HOST = '<div id="pay"></div>'
const BACK = () => `${till.merchant}/done`

async function intentOf({ stripe, news }: Visit, types: string[], currency = 'eur', more: object = {}) {
  const { id, client_secret } = await stripe.paymentIntents.create({
    amount: 6000,
    currency,
    allowed_payment_method_types: types as any,
    ...more,
  })
  await news()
  return { id, secret: client_secret! }
}

/** A page with the Payment Element of an intent; `paid` is what confirming comes to. */
const page = (secret: string, options = '{}') => `
  const elements = stripe.elements({ clientSecret: '${secret}' })
  const payment = elements.create('payment', ${options})
  const changes = []
  payment.on('change', (event) => changes.push(event))
  payment.mount('#pay')
  const confirm = (more = {}) => stripe.confirmPayment({ elements, confirmParams: { return_url: '${BACK()}' }, ...more })`

async function fillPayment({ frame }: Visit, number = '4242424242424242'): Promise<void> {
  const fields = frame(PAYMENT_FRAME)
  await fields.locator('[name=number]').fill(number)
  await fields.locator('[name=expiry]').fill('12 / 34')
  await fields.locator('[name=cvc]').fill('123')
  await fields.locator('[name=postalCode]').fill('94107')
}

test('a card is paid with, and the customer comes back with what happened', () =>
  till.visit(async (visit) => {
    const { open, page: tab, run, news } = visit
    const { id, secret } = await intentOf(visit, ['card'])
    await open(HOST, page(secret))
    await fillPayment(visit)
    await tab.waitForFunction('changes.at(-1)?.complete')
    assert.deepEqual(await run('changes.at(-1)'), {
      elementType: 'payment',
      empty: false,
      complete: true,
      collapsed: false,
      value: { type: 'card' },
    })
    await Promise.all([tab.waitForURL(`${BACK()}**`), run('void confirm()')])
    assert.deepEqual(Object.fromEntries(new URL(tab.url()).searchParams), {
      payment_intent: id,
      payment_intent_client_secret: secret,
      redirect_status: 'succeeded',
    })
    assert.deepEqual(await news(), ['charge.succeeded', 'payment_intent.succeeded'])
  }))

test('redirect: if_required stays in the page, also over 3-D Secure', () =>
  till.visit(async (visit) => {
    const { open, page: tab, run, bank, news } = visit
    const { secret } = await intentOf(visit, ['card'])
    await open(HOST, page(secret))
    const empty = await run(`confirm({ redirect: 'if_required' })`)
    assert.equal(empty.error.code, 'incomplete_number')
    const said = visit.frame(PAYMENT_FRAME).locator('#payment-numberError')
    assert.equal(await said.textContent(), 'Your card number is incomplete.')
    await fillPayment(visit, '4000002760003184')
    await tab.evaluate(`window.paid = confirm({ redirect: 'if_required' }); 0`)
    await bank().locator('#test-source-authorize-3ds').click()
    const { paymentIntent } = await tab.evaluate<any>('window.paid')
    assert.equal(paymentIntent.status, 'succeeded')
    assert.deepEqual(await news(), ['payment_intent.requires_action', 'charge.succeeded', 'payment_intent.succeeded'])
  }))

for (const [button, status, events] of [
  ['Authorize Test Payment', 'succeeded', ['charge.succeeded', 'payment_intent.succeeded']],
  ['Fail Test Payment', 'failed', ['payment_intent.payment_failed']],
] as const)
  test(`Klarna from its tab: ${status}`, () =>
    till.visit(async (visit) => {
      const { open, frame, page: tab, run, news } = visit
      const { id, secret } = await intentOf(visit, ['card', 'klarna'])
      await open(HOST, page(secret, `{ defaultValues: { billingDetails: { address: { country: 'DE' } } } }`))
      const fields = frame(PAYMENT_FRAME)
      await fields.getByTestId('klarna').click()
      await fields.getByText('After you submit, you go on to Klarna and finish there.').waitFor()
      await fields.locator('[name=email]:visible').fill('jenny@example.com')
      await Promise.all([tab.waitForURL(`${till.brindle.url}/authorize/**`), run('void confirm()')])
      await tab.getByRole('button', { name: button, exact: true }).click()
      await tab.waitForURL(`${BACK()}**`)
      const { searchParams } = new URL(tab.url())
      assert.deepEqual([searchParams.get('payment_intent'), searchParams.get('redirect_status')], [id, status])
      assert.deepEqual(await news(), ['payment_intent.requires_action', ...events])
    }))

test('a debit asks for its account, and the customer agrees', () =>
  till.visit(async (visit) => {
    const { open, frame, run, stripe, news } = visit
    const { id, secret } = await intentOf(visit, ['sepa_debit'])
    await open(HOST, page(secret))
    const fields = frame(PAYMENT_FRAME)
    await fields.getByLabel('IBAN').fill('DE89370400440532013000')
    await fields.getByLabel('Full name').fill('Jenny Rosen')
    await fields.getByLabel('Email').fill('jenny@example')
    const short = await run(`confirm({ redirect: 'if_required' })`)
    assert.deepEqual([short.error.code, short.error.message], ['incomplete_email', 'Your email is incomplete.'])
    await fields.getByLabel('Email').fill('jenny@example.com')
    const { paymentIntent } = await run(`confirm({ redirect: 'if_required' })`)
    assert.equal(paymentIntent.status, 'processing')
    assert.deepEqual(await news(), ['charge.pending', 'payment_intent.processing'])
    const { latest_charge } = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] })
    const { payment_method_details: details, billing_details } = latest_charge as any
    assert.equal(billing_details.email, 'jenny@example.com')
    assert.match(details.sepa_debit.mandate, /^mandate_/)
  }))

test('an intent is made when the customer presses, out of what was submitted', () =>
  till.visit(async (visit) => {
    const { open, frame, run, stripe, news } = visit
    await open(
      `${HOST}<div id="mail"></div><div id="ship"></div>`,
      `const elements = stripe.elements({ mode: 'payment', amount: 1099, currency: 'usd', paymentMethodTypes: ['card'] })
       elements.create('payment', { fields: { billingDetails: { address: 'never' } } }).mount('#pay')
       elements.create('linkAuthentication').mount('#mail')
       elements.create('address', { mode: 'shipping' }).mount('#ship')
       const thrown = () => { try { stripe.createConfirmationToken({ elements }) } catch ({ message }) { return message } }`,
    )
    const fields = frame(PAYMENT_FRAME)
    await fields.locator('[name=number]').fill('4242424242424242')
    await fields.locator('[name=expiry]').fill('1234')
    await fields.locator('[name=cvc]').fill('123')
    assert.equal(await fields.locator('[name=country]').count(), 0)
    assert.match(
      await run('thrown()'),
      /elements\.submit\(\) must be called before stripe\.createConfirmationToken\(\)/,
    )
    assert.equal((await run('elements.submit()')).error.code, 'incomplete_email')
    await frame('Secure email input frame').locator('[name=email]').fill('jenny@example.com')
    const address = frame('Secure address input frame')
    await address.locator('#shippingAddress-nameInput').fill('Jenny Rosen')
    await address.locator('[name=country]').selectOption('JP')
    for (const [name, value] of [
      ['postalCode', '100-8994'],
      ['administrativeArea', '東京都'],
      ['locality', '千代田区'],
      ['addressLine1', '丸の内2-7-2'],
    ] as const)
      await address.locator(`[name=${name}]`).fill(value)
    assert.deepEqual(await run('elements.submit()'), { selectedPaymentMethod: 'card' })
    const { confirmationToken } = await run('stripe.createConfirmationToken({ elements })')
    const { id, shipping, payment_method_preview: preview } = confirmationToken
    assert.deepEqual([preview.card.last4, preview.billing_details.email], ['4242', 'jenny@example.com'])
    assert.deepEqual(
      [shipping.name, shipping.address.country, shipping.address.postal_code],
      ['Jenny Rosen', 'JP', '100-8994'],
    )
    const intent = await stripe.paymentIntents.create({
      amount: 1099,
      currency: 'usd',
      confirm: true,
      confirmation_token: id,
      return_url: 'https://example.com/',
    })
    assert.equal(intent.status, 'succeeded')
    assert.deepEqual(await news(), ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded'])
    // The same, with an intent that the page confirms; and a method that the page makes.
    const { client_secret } = await stripe.paymentIntents.create({ amount: 1099, currency: 'usd' })
    const confirmed = await run(`stripe.confirmPayment({
      elements, clientSecret: '${client_secret}', confirmParams: { return_url: '${BACK()}' }, redirect: 'if_required' })`)
    assert.equal(confirmed.paymentIntent.status, 'succeeded')
    const { paymentMethod } = await run(
      `stripe.createPaymentMethod({ elements, params: { billing_details: { name: 'J' } } })`,
    )
    assert.deepEqual(
      [paymentMethod.billing_details.name, paymentMethod.billing_details.email],
      ['J', 'jenny@example.com'],
    )
  }))

test('a setup is confirmed', () =>
  till.visit(async (visit) => {
    const { open, run, stripe, news } = visit
    const { client_secret: secret } = await stripe.setupIntents.create({ allowed_payment_method_types: ['card'] })
    await open(HOST, page(secret!))
    await fillPayment(visit)
    const { setupIntent, error } = await run(`stripe.confirmSetup({
      elements, confirmParams: { return_url: '${BACK()}' }, redirect: 'if_required' })`)
    assert.deepEqual([error, setupIntent?.status], [undefined, 'succeeded'])
    assert.deepEqual(await news(), ['setup_intent.created', 'setup_intent.succeeded'])
  }))

test('an accordion opens one way to pay at a time, or none', () =>
  till.visit(async (visit) => {
    const { open, frame, run, page: tab } = visit
    const { secret } = await intentOf(visit, ['card', 'ideal', 'bancontact'])
    await open(
      HOST,
      page(secret, `{ layout: { type: 'accordion', defaultCollapsed: true }, paymentMethodOrder: ['ideal'] }`),
    )
    const fields = frame(PAYMENT_FRAME)
    const items = fields.locator('[data-value]')
    await items.first().waitFor()
    assert.deepEqual(await items.evaluateAll((all: any[]) => all.map(({ value }) => value)), [
      'ideal',
      'card',
      'bancontact',
    ])
    assert.deepEqual(await run('elements.submit()').then(({ error }) => error.code), 'incomplete_payment_details')
    await fields.locator('[data-value=ideal]').click()
    assert.equal(await fields.locator('[data-value=ideal]').getAttribute('aria-expanded'), 'true')
    await fields.getByLabel('Bank (optional)').selectOption({ label: 'ING Bank' })
    await fields.locator('[data-value=bancontact]').click()
    assert.equal(await fields.getByLabel('Bank (optional)').isVisible(), false)
    await run('payment.collapse()')
    await tab.waitForFunction('changes.at(-1).collapsed')
    await run(`payment.update({ layout: 'tabs' })`)
    await fields.getByRole('tab', { name: 'Card' }).focus()
    await tab.keyboard.press('ArrowRight')
    assert.equal(await fields.getByRole('tab', { selected: true }).textContent(), 'Bancontact')
  }))
