// The published packages in a real browser, unchanged: each loader of @stripe/stripe-js with the React wrappers that go with it, over this
// server. Once the loader finds the SDK because a script tag was before it; else it asks https://js.stripe.com, and is answered by us.
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { after, test } from 'node:test'
import { build } from 'esbuild'
import type { BrowserContext } from 'playwright-core'
import { CARD_FRAME, fillCard, openTill, PAYMENT_FRAME, type Visit } from './till.ts'

const till = await openTill()
after(() => till.close())

/** Which wrapper goes with which loader, and from where that loads. (peer dependencies and constants of the packages) */
const PAIRS: [loader: number, wrapper: number, address: string][] = [
  [1, 1, '/v3'],
  [2, 1, '/v3'],
  [3, 2, '/v3'],
  [4, 2, '/v3'],
  [5, 3, '/v3'],
  [6, 3, '/acacia/stripe.js'],
  [6, 4, '/acacia/stripe.js'],
  [7, 4, '/basil/stripe.js'],
  [8, 5, '/clover/stripe.js'],
  [9, 6, '/dahlia/stripe.js'],
  [10, 7, '/endive/stripe.js'],
]

/** A page of these versions: in StrictMode React runs each effect twice. */
async function bundleOf(loader: number, wrapper: number, code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: `${IMPORTS}\n${code}`, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'js' },
    alias: {
      '@stripe/stripe-js': `stripe-js-${loader}`,
      '@stripe/react-stripe-js': `react-stripe-js-${wrapper}`,
    },
    bundle: true,
    write: false,
    format: 'iife',
    define: { 'process.env.NODE_ENV': '"development"' },
    logLevel: 'silent',
  })
  return outputFiles[0]!.text
}

const IMPORTS = `
  import { createElement as h, StrictMode } from 'react'
  import { createRoot } from 'react-dom/client'
  import { loadStripe } from '@stripe/stripe-js'
  import { CardElement, Elements, PaymentElement, useElements, useStripe } from '@stripe/react-stripe-js'
  const draw = (node) => createRoot(document.querySelector('#root')).render(h(StrictMode, null, node))`

const CARD_FORM = `
  function Form() {
    const stripe = useStripe()
    const elements = useElements()
    const pay = () => stripe.confirmCardPayment(window.secret, { payment_method: { card: elements.getElement(CardElement) } })
      .then((result) => { window.result = result })
    return h('div', null, h(CardElement, { onReady: () => { window.ready = true } }), h('button', { onClick: pay, disabled: !stripe }, 'Pay'))
  }
  draw(h(Elements, { stripe: loadStripe(window.key) }, h(Form)))`

const PAYMENT_FORM = `
  function Form() {
    const stripe = useStripe()
    const elements = useElements()
    const pay = () => stripe.confirmPayment({ elements, confirmParams: { return_url: location.href }, redirect: 'if_required' })
      .then((result) => { window.result = result })
    return h('div', null, h(PaymentElement, { onReady: () => { window.ready = true } }), h('button', { onClick: pay }, 'Pay'))
  }
  const options = { clientSecret: window.secret, appearance: { theme: 'flat' } }
  draw(h(Elements, { stripe: loadStripe(window.key), options }, h(Form)))`

/** What asks Stripe's own hosts is answered by this server; what was asked for is written down. */
async function intercept(context: BrowserContext): Promise<string[]> {
  const asked: string[] = []
  await context.route(/^https:\/\/[a-z-]+\.stripe\.com\//, async (route) => {
    const request = route.request()
    const { pathname, search } = new URL(request.url())
    asked.push(`${request.method()} ${new URL(request.url()).host}${pathname}`)
    const type = request.headers()['content-type']
    const response = await fetch(`${till.brindle.url}${pathname}${search}`, {
      method: request.method(),
      ...(request.postData() !== null && { body: request.postData() }),
      ...(type && { headers: { 'content-type': type } }),
      redirect: 'manual',
    })
    const headers = Object.fromEntries(response.headers)
    await route.fulfill({ status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) })
  })
  return asked
}

async function pay(visit: Visit, code: string, tag: string | undefined): Promise<string> {
  const { stripe, page, publishable } = visit
  const { client_secret: secret } = await stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    allowed_payment_method_types: ['card'],
  })
  const script = tag === undefined ? '' : `<script src="${till.brindle.url}${tag}"></script>`
  till.serve(`<!doctype html><title>Shop</title>${script}<div id="root"></div>
<script>window.key = '${publishable}'; window.secret = '${secret}'</script><script>${code.replaceAll('</script', '<\\/script')}</script>`)
  await page.goto(`${till.merchant}/`)
  await page.waitForFunction('window.ready')
  return secret!
}

for (const [at, [loader, wrapper, address]] of PAIRS.entries())
  test(`@stripe/stripe-js ${loader} and @stripe/react-stripe-js ${wrapper}`, () =>
    till.visit(async (visit) => {
      const { context, page, news } = visit
      const tag = at % 3 === 2 ? address : undefined
      const warned: string[] = []
      page.on('console', (message) => ['warning', 'error'].includes(message.type()) && warned.push(message.text()))
      const asked = tag === undefined ? await intercept(context) : []
      await pay(visit, await bundleOf(loader, wrapper, CARD_FORM), tag)
      // Of two effects, one frame is left.
      assert.equal(await page.locator('iframe').count(), 1)
      await fillCard(visit.frame(CARD_FRAME), '4242424242424242')
      await page.getByRole('button', { name: 'Pay' }).click()
      await page.waitForFunction('window.result')
      const { paymentIntent, error } = await page.evaluate<any>('window.result')
      assert.deepEqual([error, paymentIntent?.status], [undefined, 'succeeded'])
      assert.deepEqual(await news(), ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded'])
      if (tag === undefined) assert.equal(asked[0], `GET js.stripe.com${address}`)
      assert.ok(
        asked.every((one) => /^(GET js|POST api)\.stripe\.com\//.test(one)),
        asked.join('\n'),
      )
      // React's own word on its tools, and its deprecations, are not ours to prevent.
      const ours = warned.filter((text) => !/React DevTools|defaultProps|over HTTPS/.test(text))
      assert.deepEqual(ours, [])
    }))

test('the newest: a Payment Element whose bank asks, under Stripe’s own names', () =>
  till.visit(async (visit) => {
    const { context, page, frame, bank, news } = visit
    const asked = await intercept(context)
    await pay(visit, await bundleOf(10, 7, PAYMENT_FORM), undefined)
    assert.equal(await page.locator('iframe').count(), 1)
    const fields = frame(PAYMENT_FRAME)
    await fields.locator('[name=number]').fill('4000002760003184')
    await fields.locator('[name=expiry]').fill('12 / 34')
    await fields.locator('[name=cvc]').fill('123')
    await fields.locator('[name=postalCode]').fill('94107')
    await page.getByRole('button', { name: 'Pay' }).click()
    await bank().locator('#test-source-authorize-3ds').click()
    await page.waitForFunction('window.result')
    assert.equal((await page.evaluate<any>('window.result')).paymentIntent.status, 'succeeded')
    assert.deepEqual(await news(), [
      'payment_intent.created',
      'payment_intent.requires_action',
      'charge.succeeded',
      'payment_intent.succeeded',
    ])
    assert.ok(asked.some((one) => /^GET js\.stripe\.com\/v3\/three-ds-2-challenge/.test(one)))
    assert.ok(asked.some((one) => /^GET js\.stripe\.com\/authorize\//.test(one)))
  }))
