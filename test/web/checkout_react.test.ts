// A merchant's own form in React around a Checkout Session, by Stripe's own wrapper of each major that has a provider for it, with the
// release of Stripe.js that pairs with it: filled in and sent with the keyboard, in strict mode.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { reactScript } from './react_page.ts'
import { openTill } from './till.ts'

const till = await openTill()
after(() => till.close())

/** What differs: where the provider is imported from, its name, its options, and how the form gets at the checkout. */
const source = (from: string, provider: string, options: string, hook: string, total: string) => `
import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { PaymentElement, ${provider}, ${hook} } from '${from}'

const loading = Promise.resolve(window.stripe)
const secret = () => Promise.resolve(window.secret)

function Form() {
  const found = ${hook}()
  const checkout = 'type' in found ? found.checkout : found
  const [said, setSaid] = useState('')
  if (!checkout) return <p>{found.type}</p>
  const pay = async (event) => {
    event.preventDefault()
    const result = await checkout.confirm({ email: event.target.email.value, redirect: 'if_required' })
    setSaid(result.error ? result.error.message : 'Thank you')
  }
  return (
    <form onSubmit={pay}>
      <input name="email" aria-label="Email" />
      <PaymentElement />
      <button>Pay {${total}}</button>
      <p id="said">{said}</p>
    </form>
  )
}
createRoot(document.getElementById('root')).render(
  <StrictMode><${provider} stripe={loading} options={${options}}><Form /></${provider}></StrictMode>,
)
`

const [MAIN, CHECKOUT] = ['@stripe/react-stripe-js', '@stripe/react-stripe-js/checkout']
const FETCHED = '{ fetchClientSecret: secret }'
const NUMBER = 'checkout.total.total'
const WRITTEN = 'checkout.total.total.amount'

for (const [wrapper, release, script, button] of [
  [
    'react-stripe-js-2',
    '/v3/',
    source(MAIN, 'CustomCheckoutProvider', '{ clientSecret: window.secret }', 'useCustomCheckout', NUMBER),
    'Pay 2000',
  ],
  [
    'react-stripe-js-3',
    '/acacia/stripe.js',
    source(MAIN, 'CheckoutProvider', FETCHED, 'useCheckout', NUMBER),
    'Pay 2000',
  ],
  [
    'react-stripe-js-4',
    '/basil/stripe.js',
    source(CHECKOUT, 'CheckoutProvider', FETCHED, 'useCheckout', WRITTEN),
    'Pay $20.00',
  ],
  [
    'react-stripe-js-5',
    '/clover/stripe.js',
    source(CHECKOUT, 'CheckoutProvider', '{ clientSecret: secret() }', 'useCheckout', WRITTEN),
    'Pay $20.00',
  ],
  [
    'react-stripe-js-7',
    '/endive/stripe.js',
    source(CHECKOUT, 'CheckoutElementsProvider', '{ clientSecret: secret() }', 'useCheckoutElements', WRITTEN),
    'Pay $20.00',
  ],
] as const)
  test(`${wrapper} with ${release}`, () =>
    till.visit(async ({ open, page, stripe, frame }) => {
      const { id, client_secret } = await stripe.checkout.sessions.create({
        mode: 'payment',
        ui_mode: 'elements',
        return_url: `${till.merchant}/done`,
        line_items: [
          { price_data: { currency: 'usd', unit_amount: 2000, product_data: { name: 'Shirt' } }, quantity: 1 },
        ],
      })
      const complaints: string[] = []
      page.on('pageerror', ({ message }) => complaints.push(message))
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text())
      })
      await open(
        '<div id="root"></div>',
        `window.stripe = stripe; window.secret = '${client_secret}'; ${await reactScript(script, wrapper)}`,
        release,
      )
      const card = frame('Secure payment input frame')
      await card.locator('[name=number]').waitFor()
      assert.equal(await page.locator('iframe').count(), 1)
      await page.getByLabel('Email').fill('jenny@example.com')
      await card.locator('[name=number]').focus()
      for (const text of ['4242424242424242', '1234', '123']) await page.keyboard.type(text)
      await card.locator('[name=postalCode]').fill('94107')
      await page.getByRole('button', { name: button }).focus()
      await page.keyboard.press('Enter')
      await page.getByText('Thank you').waitFor()
      assert.equal((await stripe.checkout.sessions.retrieve(id)).status, 'complete')
      assert.deepEqual(complaints, [])
    }))
