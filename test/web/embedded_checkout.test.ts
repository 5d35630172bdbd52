// Embedded Checkout in a merchant's page: paid in the frame, approved at a bank elsewhere, and told of to the page.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type Stripe from 'stripe'
import { openTill, type Visit } from './till.ts'

const till = await openTill()
after(() => till.close())

const RETURN = `${till.merchant}/done?id={CHECKOUT_SESSION_ID}`

async function embedded({ stripe }: Visit, more: Stripe.Checkout.SessionCreateParams = {}) {
  const { id, client_secret } = await stripe.checkout.sessions.create({
    mode: 'payment',
    ui_mode: 'embedded_page',
    ...(more.redirect_on_completion !== 'never' && { return_url: RETURN }),
    line_items: [{ price_data: { currency: 'usd', unit_amount: 2000, product_data: { name: 'Shirt' } }, quantity: 1 }],
    ...more,
  })
  return { id, secret: client_secret! }
}

const HOST = '<h1>Shop</h1><div id="checkout"></div>'
const mounted = (secret: string, more = '') =>
  `const ready = stripe.createEmbeddedCheckoutPage({ clientSecret: '${secret}', ${more} }).then((made) => {
     window.checkout = made; made.mount('#checkout') })`

const frameOf = ({ page }: Visit) => page.frameLocator('iframe[name="embedded-checkout"]')

async function fill(visit: Visit, number: string): Promise<void> {
  const frame = frameOf(visit)
  await frame.locator('#cardNumber').fill(number)
  await frame.locator('#cardExpiry').fill('12 / 34')
  await frame.locator('#cardCvc').fill('123')
}

test('a card is declined, another is authenticated, and its customer is where the session leads', () =>
  till.visit(async (visit) => {
    const { open, page, stripe } = visit
    const { id, secret } = await embedded(visit)
    await open(HOST, mounted(secret))
    const frame = frameOf(visit)
    await frame.locator('#email').fill('jenny@example.com')
    await fill(visit, '4000000000000002')
    await frame.locator('#cardCvc').press('Enter')
    assert.equal(await frame.getByRole('alert').textContent(), 'Your card was declined.')
    assert.equal(await frame.locator('#email').inputValue(), 'jenny@example.com')
    await fill(visit, '4000002760003184')
    await frame.getByTestId('hosted-payment-submit-button').click()
    await frame.locator('#test-source-fail-3ds').click()
    await frame.getByText('The provided PaymentMethod has failed authentication').waitFor()
    await frame.locator('#email').fill('jenny@example.com')
    await fill(visit, '4000002760003184')
    await frame.getByTestId('hosted-payment-submit-button').click()
    await frame.locator('#test-source-authorize-3ds').click()
    await page.waitForURL(`${till.merchant}/done?id=${id}`)
    assert.equal((await stripe.checkout.sessions.retrieve(id)).status, 'complete')
  }))

test('a page that is never left hears of it, and offers nothing that leads elsewhere', () =>
  till.visit(async (visit) => {
    const { open, page, stripe, run } = visit
    const { id, secret } = await embedded(visit, { redirect_on_completion: 'never' })
    await open(HOST, mounted(secret, 'onComplete: () => { window.done = (window.done ?? 0) + 1 }'))
    const frame = frameOf(visit)
    await frame.locator('#email').fill('jenny@example.com')
    assert.equal(await frame.getByText('Amazon Pay').count(), 0)
    await fill(visit, '4242424242424242')
    await frame.getByTestId('hosted-payment-submit-button').click()
    await page.waitForFunction('window.done === 1')
    await frame.getByText('You are all done here').waitFor()
    assert.equal(page.url(), `${till.merchant}/`)
    assert.equal((await stripe.checkout.sessions.retrieve(id)).payment_status, 'paid')
    await run('checkout.unmount()')
    assert.equal(await page.locator('#checkout iframe').count(), 0)
    await run(`checkout.mount(document.querySelector('#checkout'))`)
    await frame.getByText('You are all done here').waitFor()
    await run('checkout.destroy()')
    assert.equal(await page.locator('iframe').count(), 0)
  }))

for (const [button, status] of [
  ['Authorize Test Payment', 'complete'],
  ['Fail Test Payment', 'open'],
] as const)
  test(`a wallet is approved in the whole window: ${button}`, () =>
    till.visit(async (visit) => {
      const { open, page, stripe } = visit
      const { id, secret } = await embedded(visit, { redirect_on_completion: 'if_required' })
      await open(HOST, mounted(secret))
      const frame = frameOf(visit)
      await frame.locator('#email').fill('jenny@example.com')
      await frame.getByLabel('Amazon Pay').check()
      await frame.getByTestId('hosted-payment-submit-button').click()
      await page.getByRole('button', { name: button }).click()
      await page.waitForURL(`${till.merchant}/done?id=${id}`)
      assert.equal((await stripe.checkout.sessions.retrieve(id)).status, status)
    }))

test('the frame is as high as its page, whatever that shows', () =>
  till.visit(async (visit) => {
    const { open, page } = visit
    const { secret } = await embedded(visit)
    await open(HOST, mounted(secret))
    const frame = frameOf(visit)
    const button = frame.getByTestId('hosted-payment-submit-button')
    await button.waitFor()
    const heights = async () => {
      await page.waitForFunction(`(() => {
        const frame = document.querySelector('iframe')
        window.was ??= 0
        const is = Number.parseFloat(frame.style.height)
        const isStill = is === window.was && is !== 600
        window.was = is
        return isStill
      })()`)
      const outer = await page.locator('iframe').evaluate((one) => one.getBoundingClientRect().height)
      return [outer, Math.ceil(await frame.locator('body').evaluate((body) => body.getBoundingClientRect().height))]
    }
    const [whole, inner] = await heights()
    assert.equal(whole, inner)
    await frame.getByLabel('Amazon Pay').check()
    await page.waitForFunction(`Number.parseFloat(document.querySelector('iframe').style.height) < ${whole}`)
  }))

test('older releases call it otherwise, of sessions that older versions name otherwise, and fetch the secret', () =>
  till.visit(async (visit) => {
    const { call, open, publishable } = visit
    const form =
      'mode=payment&ui_mode=embedded&redirect_on_completion=never&line_items[0][quantity]=1&line_items[0][price_data][currency]=usd' +
      '&line_items[0][price_data][unit_amount]=500&line_items[0][price_data][product_data][name]=Cap'
    const { body } = await call('POST', '/v1/checkout/sessions', form, { 'stripe-version': '2025-03-31.basil' })
    assert.equal(body.ui_mode, 'embedded')
    await open(
      HOST,
      `Stripe('${publishable}', { apiVersion: '2025-03-31.basil' })
         .initEmbeddedCheckout({ fetchClientSecret: async () => '${body.client_secret}' })
         .then((checkout) => checkout.mount('#checkout'))`,
      '/basil/stripe.js',
    )
    await frameOf(visit).getByText('Pay $5.00').waitFor()
  }))

test('what a page gets wrong is said to its author', () =>
  till.visit(async (visit) => {
    const { open, page, run, stripe } = visit
    const { secret } = await embedded(visit)
    const hosted = await stripe.checkout.sessions.create({
      mode: 'payment',
      ui_mode: 'elements',
      return_url: RETURN,
      line_items: [{ price_data: { currency: 'usd', unit_amount: 2000, product_data: { name: 'A' } }, quantity: 1 }],
    })
    await open(HOST)
    const thrown = (expression: string) =>
      page.evaluate<string>(
        `(async () => { try { await ${expression}; return 'nothing' } catch (e) { return e.name + ': ' + e.message } })()`,
      )
    const init = (options: string) => thrown(`stripe.createEmbeddedCheckoutPage(${options})`)
    const cases: readonly (readonly [options: string, message: RegExp])[] = [
      ['', /^IntegrationError: .*the options must be an object/],
      ['{}', /^IntegrationError: .*either clientSecret or fetchClientSecret/],
      [
        `{ clientSecret: '${secret}', fetchClientSecret: async () => 'x' }`,
        /^IntegrationError: .*either clientSecret or/,
      ],
      ['{ clientSecret: 5 }', /^IntegrationError: .*clientSecret must be a string/],
      [`{ clientSecret: 'pi_1_secret_2' }`, /^IntegrationError: .*client secret of a Checkout Session/],
      [`{ fetchClientSecret: 'x' }`, /^IntegrationError: .*fetchClientSecret must be a function/],
      [`{ fetchClientSecret: async () => { throw new Error('no server') } }`, /^Error: no server/],
      [`{ clientSecret: '${secret}', onComplete: 5 }`, /^IntegrationError: .*onComplete must be a function/],
      [`{ clientSecret: '${secret}', onAnalyticsEvent() {} }`, /^IntegrationError: .*onAnalyticsEvent is not built/],
      [`{ clientSecret: '${secret}x' }`, /^IntegrationError: .*does not match the client_secret/],
      [`{ clientSecret: 'cs_test_none_secret_none' }`, /^IntegrationError: .*No such checkout\.session/],
      [`{ clientSecret: '${hosted.client_secret}' }`, /^IntegrationError: .*has ui_mode elements/],
    ]
    for (const [options, message] of cases) assert.match(await init(options), message, options)
    await run(`stripe.createEmbeddedCheckoutPage({ clientSecret: '${secret}' }).then((made) => { window.made = made })`)
    assert.match(await init(`{ clientSecret: '${secret}' }`), /You cannot have multiple Embedded Checkout objects/)
    assert.match(await thrown(`made.mount('#nowhere')`), /applies to no DOM elements/)
    await run(`made.mount('#checkout')`)
    assert.match(await thrown(`made.mount('#checkout')`), /is mounted already/)
    await run('made.destroy()')
    assert.match(await thrown(`made.mount('#checkout')`), /was destroyed/)
    assert.equal(await init(`{ clientSecret: '${secret}' }`), 'nothing')
  }))

test('its page stands in frames of anybody, for sessions that are embedded, and for no others', () =>
  till.visit(async (visit) => {
    const { stripe, url } = visit
    const { id } = await embedded(visit)
    const account = (await stripe.accounts.retrieveCurrent()).id
    const at = (place: string, session: string) => fetch(`${url}/c/${place}/${account}/${session}`)
    const page = await at('embed', id)
    assert.match(
      page.headers.get('content-security-policy')!,
      /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; script-src 'self'$/,
    )
    assert.equal(page.headers.get('x-frame-options'), null)
    assert.equal((await at('pay', id)).status, 404)
    const hosted = await stripe.checkout.sessions.create({
      mode: 'setup',
      currency: 'usd',
      success_url: RETURN,
    })
    assert.deepEqual([(await at('embed', hosted.id)).status, (await at('pay', hosted.id)).status], [404, 200])
  }))
