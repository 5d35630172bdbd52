// A merchant's own form around a Checkout Session, in a real browser: the actions of the newest release, its Elements, and how it ends.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type Stripe from 'stripe'
import { openTill, type Visit } from './till.ts'

const till = await openTill()
after(() => till.close())

const RETURN = `${till.merchant}/done?id={CHECKOUT_SESSION_ID}`
const PAYMENT = 'Secure payment input frame'
const ADDRESS = 'Secure address input frame'

const shirt = (unit_amount = 2000, more: object = {}) => ({
  price_data: { currency: 'usd', unit_amount, product_data: { name: 'Shirt' }, ...more },
  quantity: 1,
})

/** A session for a form of the merchant's own. */
async function selling({ stripe }: Visit, more: Stripe.Checkout.SessionCreateParams = {}) {
  const { id, client_secret } = await stripe.checkout.sessions.create({
    mode: 'payment',
    ui_mode: 'elements',
    return_url: RETURN,
    line_items: [shirt()],
    ...more,
  })
  return { id, secret: client_secret! }
}

/** Opens the page with the SDK: `sdk`, and its `actions` once they are there. */
async function openWith({ open, page }: Visit, secret: string, script = '', body = '<div id="pay"></div>') {
  await open(
    body,
    `const sdk = stripe.initCheckoutElementsSdk({ clientSecret: '${secret}' }); ${script}
     sdk.loadActions().then((loaded) => { window.loaded = loaded; window.actions = loaded.actions })`,
  )
  await page.waitForFunction('window.loaded')
}

async function fillCard({ frame }: Visit, number = '4242424242424242'): Promise<void> {
  const card = frame(PAYMENT)
  await card.locator('[name=number]').fill(number)
  await card.locator('[name=expiry]').fill('12 / 34')
  await card.locator('[name=cvc]').fill('123')
  await card.locator('[name=postalCode]').fill('94107')
}

test('a subscription with a trial begins with a promotion code, and its customer is where the session leads', () =>
  till.visit(async (visit) => {
    const { stripe, run, page } = visit
    const { id: coupon } = await stripe.coupons.create({ percent_off: 20, duration: 'forever' })
    await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon }, code: 'FIFTH' })
    const { id, secret } = await selling(visit, {
      mode: 'subscription',
      allow_promotion_codes: true,
      subscription_data: { trial_period_days: 7 },
      line_items: [shirt(3000, { recurring: { interval: 'month' } })],
    })
    await openWith(
      visit,
      secret,
      `sdk.createPaymentElement().mount('#pay'); window.heard = []; sdk.on('change', (session) => heard.push(session))`,
    )
    const wrong = await run(`actions.applyPromotionCode('NONE')`)
    assert.deepEqual([wrong.type, wrong.error.code], ['error', 'invalidCode'])
    const { session } = await run(`actions.applyPromotionCode('fifth')`)
    // A fifth of 30.00 off, after the trial.
    assert.equal(session.recurring.dueNext.total.amount, '$24.00')
    assert.equal((await run('actions.removePromotionCode()')).session.discountAmounts, null)
    await run(`actions.applyPromotionCode('FIFTH')`)
    assert.equal((await run(`actions.updateEmail('jenny@example.com')`)).session.email, 'jenny@example.com')
    await fillCard(visit)
    await page.waitForFunction('heard.at(-1)?.canConfirm')
    await Promise.all([page.waitForURL(`${till.merchant}/done?id=${id}`), run('void actions.confirm()')])
    const { subscription } = await stripe.checkout.sessions.retrieve(id)
    const made = await stripe.subscriptions.retrieve(subscription as string)
    assert.deepEqual([made.status, made.discounts.length], ['trialing', 1])
  }))

test('a card that is declined, and one whose bank says no, may be tried again', () =>
  till.visit(async (visit) => {
    const { run, page, bank, stripe } = visit
    const { id, secret } = await selling(visit)
    await openWith(visit, secret, `sdk.createPaymentElement().mount('#pay')`)
    await fillCard(visit, '4000000000009995')
    const early = await run('actions.confirm()')
    assert.deepEqual(
      [early.type, early.error.message],
      ['error', 'An email is required to confirm the Checkout Session.'],
    )
    const declined = await run(`actions.confirm({ email: 'jenny@example.com' })`)
    assert.deepEqual(declined.error, {
      message: 'Your card has insufficient funds.',
      code: 'paymentFailed',
      paymentFailed: { declineCode: 'insufficient_funds' },
    })
    await fillCard(visit, '4000002760003184')
    await page.evaluate('window.ended = actions.confirm(); 0')
    await bank().locator('#test-source-fail-3ds').click()
    const failed = await page.evaluate<any>('window.ended')
    assert.deepEqual([failed.type, failed.error.code], ['error', 'paymentFailed'])
    assert.match(failed.error.message, /failed authentication/)
    assert.match((await run('actions.getSession()')).lastPaymentError.message, /failed authentication/)
    await page.evaluate(`window.ended = actions.confirm({ redirect: 'if_required' }); 0`)
    await bank().locator('#test-source-authorize-3ds').click()
    const { type, session } = await page.evaluate<any>('window.ended')
    assert.deepEqual([type, session.status], ['success', { type: 'complete', paymentStatus: 'paid' }])
    assert.equal((await stripe.checkout.sessions.retrieve(id)).customer_details!.email, 'jenny@example.com')
  }))

test('what is filled in decides of taxes and ways to ship, and is refused where it is wrong', () =>
  till.visit(async (visit) => {
    const { run, frame, page, stripe } = visit
    const rate = (display_name: string, amount: number) => ({
      shipping_rate_data: {
        type: 'fixed_amount' as const,
        display_name,
        fixed_amount: { amount, currency: 'usd' },
        tax_behavior: 'exclusive' as const,
      },
    })
    const { id, secret } = await selling(visit, {
      automatic_tax: { enabled: true },
      tax_id_collection: { enabled: true },
      shipping_address_collection: { allowed_countries: ['DE', 'IE'] },
      shipping_options: [rate('Post', 500), rate('Courier', 1500)],
      line_items: [
        {
          ...shirt(2000, { tax_behavior: 'exclusive' }),
          adjustable_quantity: { enabled: true, minimum: 1, maximum: 3 },
        },
      ],
    })
    await openWith(
      visit,
      secret,
      `sdk.loadActions().then(() => sdk.createShippingAddressElement().mount('#to')); sdk.createPaymentElement().mount('#pay')`,
      '<div id="to"></div><div id="pay"></div>',
    )
    assert.deepEqual((await run('actions.getSession()')).tax, { status: 'requires_shipping_address' })
    const to = frame(ADDRESS)
    await to.locator('[name=name]').fill('Jenny Rosen')
    await to.locator('[name=country]').selectOption('DE')
    await to.locator('[name=addressLine1]').fill('Torstr. 1')
    await to.locator('[name=postalCode]').fill('10119')
    await to.locator('[name=locality]').fill('Berlin')
    await page.waitForFunction(`actions.getSession().tax.status === 'ready'`)
    // 19 % of 20.00 and 5.00.
    assert.equal((await run('actions.getSession()')).total.total.amount, '$29.75')
    const [item] = (await run('actions.getSession()')).lineItems
    const [, courier] = (await run('actions.getSession()')).shippingOptions
    await run(`actions.updateLineItemQuantity({ lineItem: '${item.id}', quantity: 2 })`)
    const { session } = await run(`actions.updateShippingOption('${courier.id}')`)
    // 40.00 and 15.00, and 19 % of both.
    assert.deepEqual([session.total.total.amount, session.shipping.shippingOption.displayName], ['$65.45', 'Courier'])
    const outcomes = await run(`Promise.all([
      actions.updateLineItemQuantity({ lineItem: '${item.id}', quantity: 9 }),
      actions.updateShippingOption('shr_none'),
      actions.updateTaxIdInfo({ taxId: { type: 'eu_vat', value: 'DE1' }, businessName: 'Möbel GmbH' }),
      actions.updateEmail('jenny@exam ple.com'),
      actions.addOptionalLineItem('price_none'),
    ])`)
    assert.deepEqual(
      outcomes.map(({ type, error }: any) => [type, error.code]),
      [
        ['error', null],
        ['error', null],
        ['error', 'invalidTaxId'],
        ['error', 'invalidEmail'],
        ['error', null],
      ],
    )
    const taxed = await run(
      `actions.updateTaxIdInfo({ taxId: { type: 'eu_vat', value: 'DE123456789' }, businessName: 'Möbel GmbH' })`,
    )
    assert.deepEqual(taxed.session.taxIdInfo, {
      taxId: { type: 'eu_vat', value: 'DE123456789' },
      businessName: 'Möbel GmbH',
    })
    // What the merchant's server changes is seen once it has.
    await stripe.checkout.sessions.update(id, { shipping_options: [rate('Pigeon', 100)] })
    const served = await run('actions.runServerUpdate(async () => {})')
    assert.deepEqual(
      served.session.shippingOptions.map(({ displayName }: any) => displayName),
      ['Pigeon'],
    )
    const broken = await run(`actions.runServerUpdate(async () => { throw new Error('no server') })`)
    assert.deepEqual(broken, { type: 'error', error: { message: 'no server', code: null } })
    const checked = await run('actions.validateElements()')
    assert.deepEqual(
      [checked.error.code, checked.error.validation_errors.map(({ element }: any) => element)],
      ['validation_error', ['payment']],
    )
  }))

test('a saved card, a wallet elsewhere, and a wallet’s button', () =>
  till.visit(async (visit) => {
    const { run, page, stripe, frame } = visit
    const { id: customer } = await stripe.customers.create({ email: 'jenny@example.com', name: 'Jenny' })
    const { id: visa } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
    await stripe.paymentMethods.update(visa, { allow_redisplay: 'always' })
    const extra = { currency: 'usd', unit_amount: 300, product_data: { name: 'Wrapping' } }
    const wrapping = await stripe.prices.create(extra)
    const first = await selling(visit, { customer, optional_items: [{ price: wrapping.id, quantity: 1 }] })
    await openWith(visit, first.secret)
    const totals = []
    for (const action of ['add', 'remove', 'add'])
      totals.push((await run(`actions.${action}OptionalLineItem('${wrapping.id}')`)).session.total.total.amount)
    assert.deepEqual(totals, ['$23.00', '$20.00', '$23.00'])
    const none = await run(`actions.addOptionalLineItem('price_none')`)
    assert.match(none.error.message, /has no optional item with the price/)
    const [saved] = (await run('actions.getSession()')).savedPaymentMethods
    const paid = await run(`actions.confirm({ paymentMethod: '${saved.id}', redirect: 'if_required' })`)
    assert.deepEqual([paid.type, saved.card.last4, paid.session.status.type], ['success', '4242', 'complete'])

    const second = await selling(visit, { customer })
    await openWith(visit, second.secret, `sdk.createPaymentElement().mount('#pay')`)
    await frame(PAYMENT).locator('#amazon_pay-tab').click()
    await page.waitForFunction('actions.getSession().canConfirm')
    await run('void actions.confirm()')
    await page.getByRole('button', { name: 'Authorize Test Payment' }).click()
    await page.waitForURL(`${till.merchant}/done?id=${second.id}`)
    assert.equal((await stripe.checkout.sessions.retrieve(second.id)).status, 'complete')

    const third = await selling(visit)
    await openWith(
      visit,
      third.secret,
      `const express = sdk.createExpressCheckoutElement(); express.mount('#pay')
       express.on('confirm', (event) => { window.ended = actions.confirm({ expressCheckoutConfirmEvent: event, redirect: 'if_required' }) })`,
    )
    await frame('Secure payment button frame').getByTestId('google_pay-button').click()
    await page.frameLocator('body > div > iframe').getByRole('button', { name: 'Continue' }).click()
    await page.waitForFunction('window.ended')
    const { session } = await page.evaluate<any>('window.ended')
    assert.deepEqual([session.status.type, session.email], ['complete', 'jenny@example.com'])
  }))

test('what a page gets wrong is said to its author; what keeps a session away, to the page', () =>
  till.visit(async (visit) => {
    const { run, page } = visit
    const { secret } = await selling(visit)
    await openWith(visit, secret)
    const thrown = (expression: string) =>
      page.evaluate<string>(
        `(async () => { try { await ${expression}; return 'nothing' } catch (e) { return e.name + ': ' + e.message } })()`,
      )
    const cases: readonly (readonly [expression: string, message: RegExp])[] = [
      ['stripe.initCheckoutElementsSdk()', /the options must be an object/],
      ['stripe.initCheckoutElementsSdk({})', /pass the client secret/],
      [`stripe.initCheckoutElementsSdk({ clientSecret: 'seti_1_secret_2' })`, /client secret of a Checkout Session/],
      [
        `stripe.initCheckoutElementsSdk({ clientSecret: '${secret}', elementsOptions: 5 })`,
        /elementsOptions must be an object/,
      ],
      [`sdk.on('chagne', () => {})`, /there is no event 'chagne'/],
      [`sdk.on('change')`, /must be a function/],
      ['actions.applyPromotionCode()', /must be a string/],
      ['actions.updateBillingAddress({ name: "J" })', /billingAddress\.address must be an object/],
      ['actions.updateBillingAddress({ address: { country: "Germany" } })', /must be the code of a country/],
      [`actions.updateLineItemQuantity({ lineItem: 'li_1' })`, /quantity must be a number/],
      ['actions.runServerUpdate()', /must be a function/],
      ['actions.confirm()', /mount a Payment Element or an Express Checkout Element first/],
      [`actions.confirm({ redirect: 'never' })`, /redirect must be/],
      [`actions.confirm({ returnUrl: '/done' })`, /must be a whole address/],
      [`actions.confirm({ onRequiresApproval: async () => {} })`, /onRequiresApproval is not built/],
      ['sdk.createCurrencySelectorElement()', /currencySelector' is not here/],
      ['sdk.createPaymentElement(5)', /the options must be an object/],
      [`stripe.initCheckoutFormSdk({ clientSecret: '${secret}' }).createForm()`, /not built in Brindle yet/],
    ]
    for (const [expression, message] of cases) {
      const said = await thrown(expression)
      assert.match(said, /^IntegrationError: /, expression)
      assert.match(said, message)
    }
    assert.deepEqual(
      [
        await run('sdk.getPaymentElement()'),
        await run('(sdk.createPaymentElement(), sdk.getPaymentElement() !== null)'),
      ],
      [null, true],
    )
    assert.match(await thrown('sdk.createPaymentElement()'), /Can only create one Element of type payment/)
    const none = await run(`stripe.initCheckoutElementsSdk({ clientSecret: '${secret}x' }).loadActions()`)
    assert.deepEqual([none.type, none.error.code], ['error', null])
    assert.match(none.error.message, /does not match the client_secret/)
    const rejected = await run(
      `stripe.initCheckoutElementsSdk({ clientSecret: Promise.reject(new Error('no server')) }).loadActions()`,
    )
    assert.deepEqual(rejected, { type: 'error', error: { message: 'no server', code: null } })
    const form = await run(`stripe.initCheckoutFormSdk({ clientSecret: '${secret}' }).loadActions()`)
    assert.deepEqual(
      [form.type, 'updateEmail' in form.actions, 'applyPromotionCode' in form.actions],
      ['success', false, true],
    )
  }))
