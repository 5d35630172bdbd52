// A page that loads Stripe.js from Stripe, in a browser that is told where Stripe's names lead: nothing of the page is changed.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openMerchant } from '../stories/merchant.ts'
import { sandbox } from '../world.ts'
import { openBrowser } from '../web/chromium.ts'
import { startTrusted } from './trusted.ts'

// All addresses that it hands out begin with a name of Stripe's, too.
const trusted = await startTrusted({ asStripe: true, publicUrl: 'https://pm-redirects.stripe.com' })
const { brindle, said } = trusted
const [, pin = ''] = /--ignore-certificate-errors-spki-list=(\S+)/.exec(said)!
const rules = `MAP *.stripe.com:443 127.0.0.1:${brindle.tlsPort}`
const browser = await openBrowser([`--host-resolver-rules=${rules}`, `--ignore-certificate-errors-spki-list=${pin}`])
const merchant = await openMerchant()
after(async () => {
  await browser.close()
  await merchant.close()
  await trusted.close()
})

test('Stripe.js of js.stripe.com speaks with api.stripe.com, which is here', async () => {
  const { stripe, publishable } = sandbox(brindle)
  const intent = await stripe.setupIntents.create({ allowed_payment_method_types: ['card'] })
  const page = await browser.newPage()
  const seen: string[] = []
  page.on('request', (request) => seen.push(request.url()))
  merchant.html = '<!doctype html><title>Shop</title><script src="https://js.stripe.com/v3/"></script>'
  await page.goto(`${merchant.url}/checkout.html`)
  const { setupIntent } = await page.evaluate<{ setupIntent: { id: string; status: string } }>(
    `Stripe('${publishable}').retrieveSetupIntent('${intent.client_secret}')`,
  )
  assert.deepEqual([setupIntent.id, setupIntent.status], [intent.id, 'requires_payment_method'])
  assert.deepEqual(
    seen.map((url) => new URL(url).origin),
    [merchant.url, 'https://js.stripe.com', 'https://api.stripe.com'],
  )
  await page.close()
})

test('its own pages are under Stripe’s names as well', async () => {
  const { stripe, news } = sandbox(brindle)
  const intent = await stripe.setupIntents.create({
    confirm: true,
    return_url: `${merchant.url}/checkout.html`,
    allowed_payment_method_types: ['amazon_pay'],
    payment_method_data: { type: 'amazon_pay' },
    mandate_data: { customer_acceptance: { type: 'offline' } },
  })
  const page = await browser.newPage()
  await page.goto(intent.next_action!.redirect_to_url!.url!)
  assert.equal(new URL(page.url()).origin, 'https://pm-redirects.stripe.com')
  await page.getByRole('button', { name: 'Authorize Test Setup' }).click()
  await page.waitForURL(`${merchant.url}/checkout.html?*redirect_status=succeeded`)
  assert.equal((await stripe.setupIntents.retrieve(intent.id)).status, 'succeeded')
  assert.equal((await news()).at(-1), 'setup_intent.succeeded')
  await page.close()
})
