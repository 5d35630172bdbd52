// Embedded Checkout by Stripe's own wrapper for React, of two majors, in strict mode: it mounts once, and pays.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { reactScript } from './react_page.ts'
import { openTill } from './till.ts'

const till = await openTill()
after(() => till.close())

const SOURCE = `
import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { EmbeddedCheckout, EmbeddedCheckoutProvider } from '@stripe/react-stripe-js'

const loading = Promise.resolve(window.stripe)

function Shop() {
  const [isDone, setDone] = useState(false)
  const options = { fetchClientSecret: async () => window.secret, onComplete: () => setDone(true) }
  return (
    <EmbeddedCheckoutProvider stripe={loading} options={options}>
      {isDone ? <p id="thanks">Thank you</p> : <EmbeddedCheckout />}
    </EmbeddedCheckoutProvider>
  )
}
createRoot(document.getElementById('root')).render(<StrictMode><Shop /></StrictMode>)
`

for (const [wrapper, release, ui_mode] of [
  ['react-stripe-js-2', '/v3/', 'embedded_page'],
  ['react-stripe-js-7', '/endive/stripe.js', 'embedded_page'],
] as const)
  test(`${wrapper} with ${release}`, () =>
    till.visit(async ({ open, page, stripe }) => {
      const script = await reactScript(SOURCE, wrapper)
      const { id, client_secret } = await stripe.checkout.sessions.create({
        mode: 'payment',
        ui_mode,
        redirect_on_completion: 'never',
        line_items: [
          { price_data: { currency: 'usd', unit_amount: 2000, product_data: { name: 'Shirt' } }, quantity: 1 },
        ],
      })
      const warnings: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'error') warnings.push(message.text())
      })
      await open(
        '<div id="root"></div>',
        `window.stripe = stripe; window.secret = '${client_secret}'; ${script}`,
        release,
      )
      const frame = page.frameLocator('iframe[name="embedded-checkout"]')
      await frame.locator('#email').fill('jenny@example.com')
      assert.equal(await page.locator('iframe').count(), 1)
      await frame.locator('#cardNumber').fill('4242424242424242')
      await frame.locator('#cardExpiry').fill('12 / 34')
      await frame.locator('#cardCvc').fill('123')
      await frame.getByTestId('hosted-payment-submit-button').click()
      await page.locator('#thanks').waitFor()
      assert.equal(await page.locator('iframe').count(), 0)
      assert.deepEqual(warnings, [])
      assert.equal((await stripe.checkout.sessions.retrieve(id)).status, 'complete')
    }))
